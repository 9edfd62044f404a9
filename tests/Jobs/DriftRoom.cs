using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Glimmerglass.Data;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Invariants;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Drift;
using Glimmerglass.Tests.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Glimmerglass.Tests.Jobs;

/// <summary>A database and a store of one test, and the check of drift on a clock that a test moves.</summary>
public sealed class DriftRoom : IAsyncLifetime
{
    public Rows Rows { get; } = new();

    public TestDatabase Database => Rows.Database;

    public BlobServiceClient Storage { get; private set; } = null!;

    public StoppedClock Clock { get; } = new();

    public LogOfApp Log { get; } = new();

    public IReadOnlyList<string> Warnings => [.. Log.Lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Message)];

    public async Task InitializeAsync()
    {
        await Rows.InitializeAsync();
        Storage = new BlobServiceClient(await TestServices.Azurite());
        await new FileStore(Storage, Clock).EnsureContainers(default);
    }

    public Task DisposeAsync() => Rows.DisposeAsync();

    /// <summary>A document that was accepted just now, with the blob that it needs.</summary>
    public async Task<Guid> Accepted(int bytes = 1000)
    {
        var order = await Rows.Order();
        await Database.Execute($"insert into order_history (order_id, kind, status, visible_to_dealer, created_at) values ('{order}', 'CREATED', 'PENDING_PAYMENT_APPROVAL', true, now())");
        var id = await Rows.Document(order, ("state", "'ACCEPTED'"), ("size_bytes", $"{bytes}"), ("sha256", "sha256('a')"), ("checked_etag", "'judged'"), ("checked_at", Now));
        await Put("documents", id.ToString(), bytes, "judged");
        return id;
    }

    /// <summary>The time of <see cref="Clock"/> as SQL.</summary>
    public string Now => $"timestamptz '{Clock.GetUtcNow():O}'";

    public async Task Put(string container, string name, int bytes = 1000, string? origin = null)
    {
        var options = new BlobUploadOptions { Metadata = origin is null ? null : new Dictionary<string, string> { ["copied_etag"] = origin } };
        await Storage.GetBlobContainerClient(container).GetBlobClient(name).UploadAsync(new BinaryData(new byte[bytes]), options);
    }

    public Task Delete(string container, string name) => Storage.GetBlobContainerClient(container).GetBlobClient(name).DeleteAsync();

    /// <summary>One whole check by the ledger, as the command runs it, and what it recorded.</summary>
    public async Task<DriftCheck> Check(params AllowedDrift[] allowed)
    {
        await Run(allowed: allowed);
        return (await new DriftStore(Database.Db).FindNewest(default))!;
    }

    /// <summary>One run of the job. Null: the ledger did not begin one.</summary>
    public Task<JobRun?> Run(BlobServiceClient? storage = null, IReadOnlyList<IDriftSource>? more = null, IReadOnlyList<AllowedDrift>? allowed = null, CancellationToken cancel = default)
    {
        var db = Database.Db;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DATABASE_URL"] = Database.Url }).Build();
        IDriftSource[] sources =
        [
            new CompareSettings(SettingFacts.Read(configuration)), new CompareMigrations(new AppliedMigrationStore(db)), new CompareSchema(new QuietSchemaStore(db), Clock) { Patience = TimeSpan.Zero },
            new CompareLedgers(new InvariantStore(db), new StandingGateStore(db)), Contents(storage ?? Storage, db), .. more ?? [],
        ];
        var ledger = new JobLedger(new JobRunStore(db), Settings.Read(configuration), Clock, NullLogger<JobLedger>.Instance);
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(Log));
        var job = new CheckDrift(sources, allowed ?? [], new DriftStore(db), ledger, Clock, factory.CreateLogger<CheckDrift>());
        return ledger.RunByCommand(job, NoProgress.Instance, cancel);
    }

    /// <summary>What is found of blobs and rows alone.</summary>
    public async Task<DriftReading> CompareContents() => await Contents(Storage, Database.Db).Read(Clock.GetUtcNow(), NoProgress.Instance, default);

    private CompareContents Contents(BlobServiceClient storage, Data.Database db) => new CompareContents(new AcceptedContentStore(db), new FileStore(storage, Clock));
}
