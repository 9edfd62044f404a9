using Azure;
using Azure.Core;
using Azure.Storage.Blobs;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Backups;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Glimmerglass.Tests.Jobs;

/// <summary>Backups as they lie in the store: listed, read, and deleted.</summary>
public sealed class BackupFilesTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);

    private readonly BackupRoom room = new();

    public Task InitializeAsync() => room.InitializeAsync();

    public Task DisposeAsync() => room.DisposeAsync();

    [Fact]
    public async Task A_folder_without_manifest_is_none_and_what_is_not_ours_is_left_alone()
    {
        await room.Blob("20260302T020000Z", "data/orders.copy.gz").UploadAsync(BinaryData.FromString("x"));
        await room.Blob("notes", "manifest.json").UploadAsync(BinaryData.FromString("{}"));

        Assert.Empty(await room.Files.List(10, default));
        Assert.Equal(["20260302T020000Z"], (await room.Files.Prepare(default)).Select(deletion => deletion.Name));
        Assert.Equal(["notes/manifest.json"], await room.Blobs());
        await Assert.ThrowsAsync<ArgumentException>(() => room.Files.Delete("", default));
        await Assert.ThrowsAsync<ArgumentException>(() => room.Files.Delete("notes", default));
    }

    [Fact]
    public async Task A_store_where_nobody_made_a_backup_has_none()
    {
        var files = new BackupFiles(new BlobServiceClient(await TestServices.Azurite(), StorageAttempts.Limited()));

        Assert.Empty(await files.List(10, default));
        Assert.Empty(await files.ListLeftovers(default));
    }

    [Fact]
    public async Task A_manifest_that_was_copied_without_its_metadata_is_listed_the_same()
    {
        var manifest = await room.Take();
        await room.Blob(manifest.Name, BackupName.Manifest).SetMetadataAsync(new Dictionary<string, string>());

        Assert.Equal(BackupSummary.Of(manifest), Assert.Single(await room.Files.List(10, default)));
    }

    [Fact]
    public async Task A_part_that_was_changed_is_not_read_to_its_end()
    {
        var manifest = await room.Take();
        var table = manifest.Tables.MaxBy(table => table.Rows)!;
        var blob = room.Blob(manifest.Name, table.Path);
        var bytes = (await blob.DownloadContentAsync()).Value.Content.ToArray();

        // The time in the head of a gzip file changes nothing that gunzip looks at.
        bytes[5] ^= 1;
        await blob.UploadAsync(BinaryData.FromBytes(bytes), overwrite: true);
        var changed = await Assert.ThrowsAsync<BackupFailedException>(() => room.Lines(manifest, table));
        await blob.UploadAsync(BinaryData.FromBytes(bytes[..^3]), overwrite: true);
        var cut = await Assert.ThrowsAsync<BackupFailedException>(() => ReadRaw(manifest, table));
        await blob.DeleteAsync();
        var gone = await Assert.ThrowsAsync<BackupFailedException>(() => room.Lines(manifest, table));

        Assert.Contains("was changed", changed.Message, StringComparison.Ordinal);
        Assert.Contains("is shorter", cut.Message, StringComparison.Ordinal);
        Assert.Contains("is not there", gone.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format": 2, "what": "is new"}""", "this program reads up to 1")]
    [InlineData("""{"name": "x"}""", "does not say its format")]
    [InlineData("""{"format": 1}""", "cannot be read")]
    [InlineData("not json", "cannot be read")]
    [InlineData("[]", "cannot be read")]
    public async Task A_manifest_that_cannot_be_read_says_so(string text, string sentence)
    {
        await room.Blob("20260302T020000Z", BackupName.Manifest).UploadAsync(BinaryData.FromString(text));

        var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Files.ReadManifest("20260302T020000Z", default));

        Assert.Contains(sentence, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_that_is_not_there_says_so()
    {
        foreach (var name in (string[])["20260302T020000Z", "newest", "../documents"])
        {
            var fault = await Assert.ThrowsAsync<BackupFailedException>(() => room.Files.ReadManifest(name, default));
            Assert.Contains("Hint: `backups` prints them.", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_deletion_that_is_cut_off_leaves_no_half_backup()
    {
        var manifest = await room.Take();
        var files = Files(new RequestSteps().After(RequestSteps.Delete, () => throw new CutOff()));

        await Assert.ThrowsAsync<CutOff>(() => files.Delete(manifest.Name, default));

        Assert.Empty(await room.Files.List(10, default));
        Assert.Equal([manifest.Name], await room.Files.ListLeftovers(default));
    }

    [Fact]
    public async Task A_backup_that_the_store_holds_back_stays_whole()
    {
        var manifest = await room.Take();
        var files = Files(new RequestSteps().Before(RequestSteps.Delete, () => throw new RequestFailedException(409, "held", "BlobImmutableDueToPolicy", null)));
        var before = await room.Blobs();

        var deletion = await files.Delete(manifest.Name, default);

        Assert.Equal(new BackupDeletion(manifest.Name, 0, 1), deletion);
        Assert.Equal(before, await room.Blobs());
    }

    [Fact]
    public async Task Old_backups_are_forgotten_by_the_rule_and_the_run_says_which()
    {
        for (var night = 0; night < 12; night++) await Fake(Monday.AddDays(night));
        await room.Database.Execute("insert into backup_drills (backup, started_at, finished_at, passed, proven) values ('20260304T020000Z', now(), now(), false, true)");
        room.Clock.Advance(Monday.AddDays(11).AddHours(2) - room.Clock.GetUtcNow());
        var settings = Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = room.Database.Url,
            ["BackupsKeptDaily"] = "3",
            ["BackupsKeptWeekly"] = "2",
            ["BackupsKeptMonthly"] = "1",
        }).Build());
        var ledger = new JobLedger(new JobRunStore(room.Database.Db), settings, room.Clock, NullLogger<JobLedger>.Instance);
        var shelf = new BackupShelf(room.Files, new DrillStore(room.Database.Db), settings, room.Clock);
        var dry = (await shelf.Look(default)).Where(backup => backup.IsKept).Select(backup => backup.Backup.Name).ToList();

        var run = await ledger.RunByCommand(new ForgetOldBackups(shelf, room.Files, ledger, room.Clock), NoProgress.Instance, default);

        Assert.Equal(["20260313T020000Z", "20260312T020000Z", "20260311T020000Z", "20260308T020000Z", "20260304T020000Z"], dry);
        Assert.Equal(dry, (await room.Files.List(100, default)).Select(backup => backup.Name));
        Assert.Equal("Kept 5 backups, deleted 7: 20260302T020000Z, 20260303T020000Z, 20260305T020000Z, 20260306T020000Z, 20260307T020000Z, 20260309T020000Z, 20260310T020000Z.", run!.Summary);
        Assert.Equal(10, (await room.Blobs()).Count);
    }

    /// <summary>As a backup lies in the store: a file, and a manifest whose head tells of it.</summary>
    private async Task Fake(DateTimeOffset at)
    {
        var name = BackupName.Of(at);
        await room.Blob(name, "schema.sql").UploadAsync(BinaryData.FromString("x"));
        await room.Blob(name, BackupName.Manifest).UploadAsync(BinaryData.FromString("{}"));
        await room.Blob(name, BackupName.Manifest).SetMetadataAsync(new BackupSummary(name, at, at, at, 12, 22, 100, 1000).ToMetadata());
    }

    private async Task ReadRaw(BackupManifest manifest, BackedUpTable table)
    {
        await using var part = await room.Files.OpenPart(manifest.Name, table, table.Parts[0], default);
        await part.CopyToAsync(Stream.Null);
    }

    private BackupFiles Files(RequestSteps steps)
    {
        var options = StorageAttempts.Limited();
        options.AddPolicy(steps, HttpPipelinePosition.PerCall);
        return new BackupFiles(new BlobServiceClient(room.StorageConnection, options));
    }
}
