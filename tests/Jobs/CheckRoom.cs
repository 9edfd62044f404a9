using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Dapper;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Documents;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Glimmerglass.Tests.Jobs;

/// <summary>A database and a store without a host, so that a test decides when the check runs, and what happens meanwhile.</summary>
public sealed class CheckRoom : IAsyncLifetime
{
    private World world = null!;
    /// <summary>What the timers take for now: a test moves it on.</summary>
    public StoppedClock Clock { get; } = new();

    /// <summary>Of the store.</summary>
    public string ConnectionString { get; private set; } = "";

    public TestDatabase Database { get; private set; } = null!;

    public BlobServiceClient Storage { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.Create();
        world = await World.Create(Database);
        ConnectionString = await TestServices.Azurite();
        Storage = new BlobServiceClient(ConnectionString);
        await new FileStore(Storage, TimeProvider.System).EnsureContainers(CancellationToken.None);
    }

    public Task DisposeAsync() => Database.DisposeAsync().AsTask();

    /// <summary>An announced document of an order of its own.</summary>
    public async Task<(Guid Order, Guid Id)> Announced(byte[] content, string kind = "QUOTE", string contentType = "application/pdf", byte[]? sha256 = null, bool visible = true)
    {
        var (order, id) = (Guid.NewGuid(), Guid.NewGuid());
        await using var direct = await Database.Connect();
        await direct.ExecuteAsync("""
            insert into orders (id, number, status, dealer_id, pool_model_id, color_id, delivery_address, search, created_by, created_at, updated_at, status_changed_at)
            values (@order, next_order_number(now()), 'PENDING_PAYMENT_APPROVAL', @DealerId, @Pool, @Blue, 'x', '', @By, now(), now(), now());
            insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, announced_sha256, visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
            values (@id, @order, @kind, 'paper', @contentType, @Bytes, @sha256, @visible, @By, 'DEALER', now(), now())
            """, new { order, id, kind, contentType, Bytes = Math.Max(1, content.Length), sha256, visible, world.DealerId, world.Pool, world.Blue, By = world.Dealer.Id });
        return (order, id);
    }

    /// <summary>The same with its content uploaded.</summary>
    public async Task<(Guid Order, Guid Id)> Uploaded(byte[] content, string kind = "QUOTE", string contentType = "application/pdf")
    {
        var announced = await Announced(content, kind, contentType);
        await Upload(announced.Id.ToString(), content);
        return announced;
    }

    /// <summary>Puts content there as if by a slot, replacing what is there.</summary>
    public async Task<ETag> Upload(string name, byte[] content) =>
        (await Storage.GetBlobContainerClient("incoming").GetBlobClient(name)
            .UploadAsync(new BinaryData(content), new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/pdf" } })).Value.ETag;

    /// <summary>One run of the check, told of by an event for this name.</summary>
    public Task Run(Guid id, RequestSteps? steps = null) => Run(id.ToString(), steps);

    public Task Run(string name, RequestSteps? steps = null) => Check(steps).Run(name, CancellationToken.None);

    public UploadCheck Check(RequestSteps? steps = null, TimeProvider? time = null) => Parts(steps, time ?? Clock).Check;

    /// <summary>The parts of one run, with settings of its own.</summary>
    public (UploadCheck Check, SecondOpinion Opinion) Parts(RequestSteps? steps = null, TimeProvider? clock = null, params (string Name, string Value)[] given)
    {
        clock ??= TimeProvider.System;
        var (files, settings) = (Files(steps), Configured(given));
        var (verdicts, canaries) = (new VerdictStore(Database.Db), new CanaryStore(Database.Db));
        var place = new ContentPlace(verdicts, files);
        var conclusion = new UploadConclusion(verdicts, canaries, files, place, clock, NullLogger<UploadConclusion>.Instance);
        var opinion = new SecondOpinion(new ScanStore(Database.Db), files, conclusion, place, settings, clock);
        return (new UploadCheck(verdicts, canaries, files, place, conclusion, opinion, settings, clock, NullLogger<UploadCheck>.Instance), opinion);
    }

    /// <summary>One run of the timer for lost uploads, at the time of <see cref="Clock"/>. The one before it ran then, if at all.</summary>
    public async Task FindLost(DateTimeOffset? lastRun = null, RequestSteps? steps = null, Data.Database? database = null, CancellationToken cancel = default)
    {
        await Database.Execute("delete from job_runs");
        await new FindLostUploads(new LostUploadStore(database ?? Database.Db), Files(steps), Check(steps), Parts(steps, Clock).Opinion, Ledger(database), Clock)
            .Run(new TimerInfo { ScheduleStatus = lastRun is { } last ? new ScheduleStatus { Last = last.UtcDateTime } : null }, cancel);
    }

    /// <summary>One run of the timer that ends what will never have a verdict.</summary>
    public async Task Expire(RequestSteps? steps = null)
    {
        await Database.Execute("delete from job_runs");
        var verdicts = new VerdictStore(Database.Db);
        await new ExpireUploads(new LostUploadStore(Database.Db), verdicts, Files(steps), new ContentPlace(verdicts, Files(steps)), Ledger(null), Clock)
            .Run(new TimerInfo(), CancellationToken.None);
    }

    private JobLedger Ledger(Data.Database? database) => new(new JobRunStore(database ?? Database.Db), Configured(), Clock, NullLogger<JobLedger>.Instance);

    private FileStore Files(RequestSteps? steps)
    {
        var options = StorageAttempts.Limited();
        options.Retry.MaxRetries = 0;
        if (steps is not null) options.AddPolicy(steps, Azure.Core.HttpPipelinePosition.PerCall);
        return new FileStore(new BlobServiceClient(ConnectionString, options), Clock);
    }

    private Settings Configured(params (string Name, string Value)[] given)
    {
        var named = given.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value)).Append(new("DATABASE_URL", Database.Url));
        return Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(named).Build());
    }

    public Task<Standing> Standing((Guid Order, Guid Id) document) => Tests.Standing.Of(Database, Storage, document.Order, document.Id);

    public async Task<byte[]> Content(string container, Guid id) => (await Papers.Blob(Storage, container, id).DownloadContentAsync()).Value.Content.ToArray();

    public static byte[] Hash(byte[] content) => SHA256.HashData(content);
}
