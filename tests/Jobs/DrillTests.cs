using System.Text.Json.Nodes;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Functions.Backups;

namespace Glimmerglass.Tests.Jobs;

/// <summary>Drills on a real server and a real store: a good backup is proven, and no damage gets past.</summary>
public sealed class DrillTests : IAsyncLifetime
{
    private readonly DrillRoom room = new();
    private Guid document;
    private string backup = "";

    public async Task InitializeAsync()
    {
        await room.InitializeAsync();
        document = (await room.AcceptedDocument(Papers.Pdf())).Document;
        await room.AcceptedDocument(Papers.Pdf());
        backup = await room.BackUp();
    }

    public Task DisposeAsync() => room.DisposeAsync();

    [Fact]
    public async Task A_good_backup_is_proven_and_leaves_nothing_behind()
    {
        room.Clock.Advance(TimeSpan.FromHours(3));

        var drill = await room.Prove();

        Assert.Empty(drill.Findings);
        Assert.Equal((backup, true, true), (drill.Backup, drill.Passed, drill.Proven));
        Assert.Equal((2, await room.Database.Scalar<long>("select sum(size_bytes) from documents")), (drill.Documents, drill.DocumentBytes));
        Assert.InRange(drill.RpoSeconds!.Value, 3 * 3600, (3 * 3600) + 300);
        Assert.NotNull(drill.RtoSeconds);
        Assert.True(drill.Tables > 10 && drill.Rows > 20 && drill.Bytes > 1000);
        Assert.Equal([backup], (await room.Get<DrillStore>().ProvenBackups(CancellationToken.None)).Select(proven => proven.Name));
        Assert.Single(room.Scratches.Made);
        Assert.Equal(0, await room.ScratchesLeft());
    }

    [Fact]
    public async Task Every_damage_fails_the_drill_with_its_words_and_leaves_nothing_behind()
    {
        var orders = $"{backup}/data/orders.copy.gz";
        await room.WithFile(orders, Flipped, async () => Fails(await room.Prove(), DrillCheck.Restore, "The restore did not end"));
        await room.WithFile(orders, _ => null, async () => Fails(await room.Prove(), DrillCheck.Files, "The file is missing.", "data/orders.copy.gz"));
        await room.WithFile(orders, bytes => bytes[..^1], async () => Fails(await room.Prove(), DrillCheck.Files, "bytes and has", "data/orders.copy.gz"));
        await room.WithFile($"{backup}/schema.sql", Flipped, async () => Fails(await room.Prove(), DrillCheck.Restore, "schema.sql"));
        await room.WithFile($"{backup}/manifest.json", bytes => bytes[..(bytes.Length / 2)], async () => Fails(await room.Prove(), DrillCheck.Backup, "cannot be read"));
        await room.WithManifest(backup, manifest => Table(manifest, "orders")["rows"] = 99, async () => Fails(await room.Prove(), DrillCheck.Restore, "99 rows"));
        await room.WithManifest(backup, manifest => manifest["tables"]!.AsArray().Clear(), async () => Fails(await room.Prove(), DrillCheck.Backup, "It holds no table."));
        await room.WithManifest(backup, manifest => Table(manifest, "orders")["digest"] = "", async () => Fails(await room.Prove(), DrillCheck.Backup, "no digest of public.orders"));
        await room.WithManifest(backup, manifest => Table(manifest, "orders")["digest"] = "12345", async () => FailsSomewhere(await room.Prove(), "orders"));
        await room.WithManifest(backup, manifest => Sequence(manifest, "order_history_id_seq")["lastValue"] = 1, async () => Fails(await room.Prove(), DrillCheck.Sequences, "already", "public.order_history_id_seq"));

        Assert.Equal(0, await room.ScratchesLeft());
        Assert.Empty(await room.Get<DrillStore>().ProvenBackups(CancellationToken.None));
        Assert.True((await room.Prove()).Passed);
    }

    [Fact]
    public async Task A_file_that_is_in_no_manifest_is_found()
    {
        var extra = room.Storage.GetBlobContainerClient("backups").GetBlobClient($"{backup}/data/other.copy.gz");
        await extra.UploadAsync(new BinaryData("x"));

        Fails(await room.Prove(), DrillCheck.Files, "not in the manifest", "data/other.copy.gz");
    }

    [Fact]
    public async Task A_document_that_is_gone_or_another_fails_the_drill_though_the_backup_is_whole()
    {
        var blob = Papers.Blob(room.Storage, "documents", document);
        var whole = (await blob.DownloadContentAsync()).Value.Content;

        await blob.UploadAsync(new BinaryData(Flipped(whole.ToArray())), overwrite: true);
        var other = await room.Prove();
        await blob.UploadAsync(new BinaryData(whole.ToArray()[..^1]), overwrite: true);
        var shorter = await room.Prove();
        await blob.DeleteAsync();
        var gone = await room.Prove();

        Fails(other, DrillCheck.Documents, "its SHA-256 is another", document.ToString());
        Fails(shorter, DrillCheck.Documents, "bytes and has", document.ToString());
        Fails(gone, DrillCheck.Documents, "its content is not in the store", document.ToString());
        Assert.All([other, shorter, gone], drill => Assert.True(drill.Proven && !drill.Passed));
        Assert.Equal(1, gone.Documents);
    }

    [Fact]
    public async Task A_document_that_was_taken_away_since_the_backup_fails_nothing()
    {
        await room.Database.Execute($"delete from documents where id = '{document}'");
        await Papers.Blob(room.Storage, "documents", document).DeleteAsync();

        var drill = await room.Prove();

        Assert.Equal((true, 1), (drill.Passed, drill.Documents));
    }

    [Fact]
    public async Task Each_drill_goes_on_behind_the_documents_of_the_last_one()
    {
        var small = new DrillRoom { Settings = { ["DrillSampleBytes"] = "1" } };
        await small.InitializeAsync();
        try
        {
            var documents = new HashSet<Guid>();
            for (var count = 0; count < 3; count++) documents.Add((await small.AcceptedDocument(Papers.Pdf())).Document);
            await small.BackUp();

            var read = new List<Guid?>();
            for (var count = 0; count < 4; count++) read.Add((await small.Prove()).SampleEnd);

            Assert.Equal(documents.Order().Select(id => (Guid?)id), read[..3]);
            Assert.Equal(read[0], read[3]);
        }
        finally
        {
            await small.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_backup_that_is_too_old_or_took_too_long_misses_its_target()
    {
        room.Clock.Advance(TimeSpan.FromHours(26));
        var old = await room.Prove();
        await room.BackUp();
        var slow = await room.Prove(new Says("making a scratch database", () => room.Clock.Advance(TimeSpan.FromHours(5))));

        Fails(old, DrillCheck.Rpo, "at most 24 h 0 min of work may be lost");
        Fails(slow, DrillCheck.Rto, "at most 4 h 0 min are allowed");
        Assert.All([old, slow], drill => Assert.True(drill.Proven && !drill.Passed));
    }

    [Fact]
    public async Task Without_a_backup_a_drill_fails()
    {
        await room.Storage.GetBlobContainerClient("backups").DeleteAsync();

        var drill = await room.Prove();

        Fails(drill, DrillCheck.Backup, "There is no backup. Hint:");
        Assert.Null(drill.Backup);
        Assert.Empty(room.Scratches.Made);
    }

    [Fact]
    public async Task A_backup_of_empty_tables_proves_nothing()
    {
        await room.WithManifest(backup, manifest =>
        {
            foreach (var table in manifest["tables"]!.AsArray().Where(table => table!["name"]!.GetValue<string>() != "schema_migrations")) table!["rows"] = 0;
        }, async () => Fails(await room.Prove(), DrillCheck.Backup, "All of its tables are empty."));
    }

    [Fact]
    public async Task A_promise_that_production_broke_is_told_of_and_fails_nothing()
    {
        await room.Database.Execute("update orders set status = 'IN_PRODUCTION' where id = (select id from orders order by id limit 1)");
        await room.BackUp();

        var drill = await room.Prove();

        Assert.True(drill.Passed);
        Assert.Contains(drill.Findings, finding => finding is { Check: DrillCheck.Invariants, Fails: false } && finding.Sentence.Contains("history ends at status", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_drill_that_is_stopped_drops_its_database_and_proves_nothing()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.Run(new Says("counting and comparing rows", stop.Cancel), stop.Token));

        Assert.Single(room.Scratches.Made);
        Assert.Equal(0, await room.ScratchesLeft());
        Assert.Empty(await room.Get<DrillStore>().ListNewest(1, CancellationToken.None));
    }

    [Fact]
    public async Task A_scratch_database_that_cannot_be_dropped_or_made_is_said()
    {
        room.Scratches.DropFails = true;
        var held = await room.Prove();
        room.Scratches.DropFails = false;
        room.Scratches.Before = () => throw new Data.Scratch.ScratchRefusedException("No room.");
        var none = await room.Prove();

        Fails(held, DrillCheck.Scratch, "could not be dropped, a later drill tries it again. It is held.", room.Scratches.Made[0]);
        Assert.True(held.Proven);
        Fails(none, DrillCheck.Scratch, "No room.");
        Assert.False(none.Proven);
        await room.Database.Execute($"drop database {room.Scratches.Made[0]} with (force)");
    }

    [Fact]
    public async Task What_an_earlier_drill_left_behind_is_dropped_when_it_is_old_and_nobody_is_in_it()
    {
        const string old = "scratch_20200101000000_0a1b2c3d";
        await room.Database.Execute($"create database {old}");

        var drill = await room.Prove();

        Assert.Contains(drill.Findings, finding => finding is { Check: DrillCheck.Scratch, Subject: old, Fails: false });
        Assert.True(drill.Passed);
        Assert.Equal(0, await room.Database.Scalar<int>($"select count(*) from pg_database where datname = '{old}'"));
    }

    [Fact]
    public async Task Two_drills_do_not_run_at_once()
    {
        Data.Jobs.JobRun? second = null;
        room.Scratches.Before = async () => second = await room.Run();

        var first = await room.Prove();

        Assert.True(first.Passed);
        Assert.Null(second);
        Assert.Single(room.Scratches.Made);
    }

    [Fact]
    public async Task A_drill_passes_while_others_write()
    {
        using var enough = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested) await room.AcceptedDocument(Papers.Pdf());
        });

        await room.BackUp();
        var drill = await room.Prove();
        await enough.CancelAsync();
        await writing;

        Assert.True(drill.Passed, string.Join('\n', drill.Findings));
    }

    private static byte[] Flipped(byte[] bytes)
    {
        bytes[bytes.Length / 2] ^= 4;
        return bytes;
    }

    private static JsonNode Table(JsonNode manifest, string name) => manifest["tables"]!.AsArray().Single(table => table!["name"]!.GetValue<string>() == name)!;

    private static JsonNode Sequence(JsonNode manifest, string name) => manifest["sequences"]!.AsArray().Single(sequence => sequence!["name"]!.GetValue<string>() == name)!;

    private static void Fails(Drill drill, DrillCheck check, string words, string subject = "")
    {
        Assert.False(drill.Passed);
        Assert.True(drill.Findings.Any(finding => finding.Fails && finding.Check == check && finding.Sentence.Contains(words, StringComparison.Ordinal) && (subject.Length == 0 || finding.Subject == subject)),
            $"{check} with '{words}' was expected, and found: {string.Join('\n', drill.Findings)}");
    }

    private static void FailsSomewhere(Drill drill, string words)
    {
        Assert.False(drill.Proven);
        Assert.Contains(drill.Findings, finding => finding.Fails && $"{finding.Subject} {finding.Sentence}".Contains(words, StringComparison.Ordinal));
    }

    /// <summary>Does something once a step is reported.</summary>
    private sealed class Says(string step, Action then) : IProgress<WorkProgress>
    {
        private int told;

        public void Report(WorkProgress value)
        {
            if (value.Step == step && Interlocked.Exchange(ref told, 1) == 0) then();
        }
    }
}
