using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Dapper;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Data.Scratch;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Backups;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Glimmerglass.Tests.Jobs;

/// <summary>A database and a store without a host, with orders and documents in them, where backups are taken and tried.</summary>
public sealed class DrillRoom : IAsyncLifetime
{
    private ServiceProvider? parts;

    /// <summary>Each backup is named by its second, so each is taken a minute after the last.</summary>
    public StoppedClock Clock { get; } = new();

    public Dictionary<string, string?> Settings { get; } = [];

    /// <summary>Scratch databases of another kind than those beside the database.</summary>
    public Func<DirectDatabase, IScratchDatabases>? OtherScratches { get; init; }

    public TestDatabase Database { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public string StorageUrl { get; private set; } = "";

    public BlobServiceClient Storage { get; private set; } = null!;

    /// <summary>Past the pooler.</summary>
    public string DirectUrl { get; private set; } = "";

    public RecordedScratches Scratches { get; private set; } = null!;

    public BackupFiles Files => Get<BackupFiles>();

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.Create();
        World = await World.Create(Database);
        StorageUrl = await TestServices.Azurite();
        Storage = new BlobServiceClient(StorageUrl, StorageAttempts.Limited());
        await new FileStore(Storage, TimeProvider.System).EnsureContainers(CancellationToken.None);
        DirectUrl = new NpgsqlConnectionStringBuilder(await TestServices.Postgres()) { Database = new NpgsqlConnectionStringBuilder(Database.Url).Database }.ConnectionString;
        Settings.TryAdd("DATABASE_URL", Database.Url);
        Settings.TryAdd("DATABASE_URL_UNPOOLED", DirectUrl);

        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(Storage);
        services.AddGlimmerglass(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build());
        var make = OtherScratches ?? (direct => new ScratchDatabasesBeside(direct));
        services.AddSingleton<IScratchDatabases>(provider => Scratches = new RecordedScratches(make(provider.GetRequiredService<DirectDatabase>())));
        parts = services.BuildServiceProvider();
        Get<IScratchDatabases>();
    }

    public async Task DisposeAsync()
    {
        await parts!.DisposeAsync();
        await Database.DisposeAsync();
    }

    public T Get<T>() where T : notnull => parts!.GetRequiredService<T>();

    /// <summary>An order that was just placed, and a document of it that was accepted, with its content in the store.</summary>
    public async Task<(Guid Order, Guid Document)> AcceptedDocument(byte[] content)
    {
        var (order, id) = (Guid.NewGuid(), Guid.NewGuid());
        await Papers.Blob(Storage, "documents", id).UploadAsync(new BinaryData(content));
        await using var direct = await Database.Connect();
        await direct.ExecuteAsync("""
            insert into orders (id, number, status, dealer_id, pool_model_id, color_id, delivery_address, search, created_by, created_at, updated_at, status_changed_at)
            values (@order, next_order_number(now()), 'PENDING_PAYMENT_APPROVAL', @DealerId, @Pool, @Blue, 'x', '', @By, now(), now(), now());
            insert into order_history (order_id, kind, status, visible_to_dealer, user_id, user_role, created_at)
            values (@order, 'CREATED', 'PENDING_PAYMENT_APPROVAL', true, @By, 'DEALER', now());
            insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, size_bytes, sha256, checked_etag, checked_at,
                                   visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
            values (@id, @order, 'QUOTE', 'paper.pdf', 'application/pdf', @Length, 'ACCEPTED', @Length, @hash, 'etag', now(), true, @By, 'DEALER', now(), now())
            """, new { order, id, content.Length, hash = SHA256.HashData(content), World.DealerId, World.Pool, World.Blue, By = World.Dealer.Id });
        return (order, id);
    }

    /// <summary>Takes a backup, and answers its name.</summary>
    public async Task<string> BackUp()
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        var run = await Get<JobLedger>().RunByCommand(Job(nameof(BackUpDatabase)), NoProgress.Instance, CancellationToken.None);
        Assert.Equal(JobOutcome.Succeeded, run!.Outcome);
        return (await Files.List(1, CancellationToken.None))[0].Name;
    }

    /// <summary>Runs the drill as the ledger does, and answers what was recorded: a drill that fails is a failed run.</summary>
    public async Task<Drill> Prove(IProgress<WorkProgress>? progress = null)
    {
        string? failure = null;
        try
        {
            Assert.Equal(JobOutcome.Succeeded, (await Run(progress))!.Outcome);
        }
        catch (DrillFailedException failed)
        {
            failure = failed.Message;
        }
        var drill = (await Get<DrillStore>().ListNewest(1, CancellationToken.None))[0];
        Assert.Equal(drill.Passed, failure is null);
        if (failure is not null) Assert.Contains(drill.Findings.First(finding => finding.Fails).Sentence, failure, StringComparison.Ordinal);
        return drill;
    }

    public Task<JobRun?> Run(IProgress<WorkProgress>? progress = null, CancellationToken cancel = default) =>
        Get<JobLedger>().RunByCommand(Job(nameof(ProveNewestBackup)), progress ?? NoProgress.Instance, cancel);

    /// <summary>Changes a file of a backup for as long as the work takes. Null deletes it.</summary>
    public async Task WithFile(string path, Func<byte[], byte[]?> change, Func<Task> work)
    {
        var blob = Storage.GetBlobContainerClient("backups").GetBlobClient(path);
        BlobDownloadResult whole = await blob.DownloadContentAsync();
        var headers = new BlobUploadOptions { Metadata = whole.Details.Metadata };
        if (change(whole.Content.ToArray()) is { } other) await blob.UploadAsync(new BinaryData(other), headers);
        else await blob.DeleteAsync();
        try
        {
            await work();
        }
        finally
        {
            await blob.UploadAsync(whole.Content, headers);
        }
    }

    /// <summary>The same with the members of a manifest.</summary>
    public Task WithManifest(string backup, Action<JsonNode> change, Func<Task> work) => WithFile($"{backup}/{BackupName.Manifest}", bytes =>
    {
        var manifest = JsonNode.Parse(bytes)!;
        change(manifest);
        return System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString());
    }, work);

    /// <summary>How many of the scratch databases that were made are there still.</summary>
    public Task<int> ScratchesLeft() => Database.Scalar<int>($"select count(*) from pg_database where datname in ('{string.Join("', '", Scratches.Made)}')");

    private IJob Job(string name) => parts!.GetServices<IJob>().Single(job => job.Name == name);
}

/// <summary>Remembers what was made, and lets a test do something before one is.</summary>
public sealed class RecordedScratches(IScratchDatabases real) : IScratchDatabases
{
    public List<string> Made { get; } = [];

    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    public bool DropFails { get; set; }

    public async Task<Scratch> Create(CancellationToken cancel)
    {
        await Before();
        var scratch = await real.Create(cancel);
        Made.Add(scratch.Name);
        return scratch with { Drop = stop => DropFails ? throw new ScratchRefusedException("It is held.") : scratch.Drop(stop) };
    }

    public Task<IReadOnlyCollection<string>> DropLeftovers(CancellationToken cancel) => real.DropLeftovers(cancel);
}
