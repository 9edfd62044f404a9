using System.IO.Compression;
using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Files;
using Glimmerglass.Tests.LocalHost;

namespace Glimmerglass.Tests.Jobs;

/// <summary>A migrated database and a store of their own, and what a test of backups does with them.</summary>
public sealed class BackupRoom : IAsyncLifetime
{
    private static readonly DateTimeOffset Night = new(2026, 11, 21, 2, 0, 0, TimeSpan.Zero);

    internal ManualClock Clock { get; } = new(Night);

    public TestDatabase Database { get; private set; } = null!;

    public string StorageConnection { get; private set; } = "";

    public BlobServiceClient Storage { get; private set; } = null!;

    public BackupFiles Files { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.Create();
        StorageConnection = await TestServices.Azurite();
        Storage = new BlobServiceClient(StorageConnection, StorageAttempts.Limited());
        Files = new BackupFiles(Storage);
        await Files.Prepare(default);
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    /// <summary>A backup with a name of its own, taken with three readers.</summary>
    public async Task<BackupManifest> Take(BackupFiles? files = null, long bytesOfPart = 64 << 20, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        await using var direct = new DirectDatabase(Database.DirectUrl, Database.Url, 3);
        return await Take(direct, files, bytesOfPart, progress, cancel);
    }

    public Task<BackupManifest> Take(DirectDatabase direct, BackupFiles? files = null, long bytesOfPart = 64 << 20, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        var writer = new BackupWriter(direct, files ?? Files, Clock) { BytesOfPart = bytesOfPart, LockWait = TimeSpan.FromMilliseconds(300) };
        return writer.Write(Clock.GetUtcNow(), progress ?? NoProgress.Instance, cancel);
    }

    /// <summary>The lines of a table, read part by part as a restore does.</summary>
    public async Task<string> Lines(BackupManifest manifest, BackedUpTable table)
    {
        var text = new StringBuilder();
        foreach (var part in table.Parts)
        {
            await using var gzip = new GZipStream(await Files.OpenPart(manifest.Name, table, part, default), CompressionMode.Decompress);
            using var reader = new StreamReader(gzip, Encoding.UTF8);
            text.Append(await reader.ReadToEndAsync());
        }
        return text.ToString();
    }

    /// <summary>The values of a table as COPY wrote them, each by the name of its column; null is \N.</summary>
    public async Task<IReadOnlyList<Dictionary<string, string>>> Rows(BackupManifest manifest, string table)
    {
        var found = manifest.Tables.Single(one => one.Name == table);
        var lines = (await Lines(manifest, found)).Split('\n')[..^1];
        return [.. lines.Select(line => found.Columns.Zip(line.Split('\t')).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    public async Task<IReadOnlyList<string>> Blobs()
    {
        var names = new List<string>();
        await foreach (var blob in Storage.GetBlobContainerClient("backups").GetBlobsAsync(BlobTraits.None, BlobStates.None, null, CancellationToken.None)) names.Add(blob.Name);
        return names;
    }

    public BlobClient Blob(string backup, string path) => Storage.GetBlobContainerClient("backups").GetBlobClient($"{backup}/{path}");
}

/// <summary>Hears of progress at once, on the thread that reports it.</summary>
internal sealed class Heard(Action<WorkProgress> hear) : IProgress<WorkProgress>
{
    public void Report(WorkProgress value) => hear(value);
}
