using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Glimmerglass.Data;
using Glimmerglass.Data.Audit;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Audit;
using Glimmerglass.Tests.LocalHost;
using Glimmerglass.Tests.Stores;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Glimmerglass.Tests.Jobs;

/// <summary>The jobs that seal the audit log, prove it and forget what is old, on a clock that a test moves.</summary>
public sealed class AuditJobTests(Rows rows) : IClassFixture<Rows>, IAsyncLifetime
{
    // Real enough for the database, which lets nobody forget what is younger than a year.
    private static readonly DateTimeOffset Now = new(DateTimeOffset.UtcNow.Year, 3, 2, 9, 22, 0, TimeSpan.Zero);

    private readonly ManualClock clock = new(Now);
    private BlobServiceClient storage = null!;

    public async Task InitializeAsync()
    {
        await Damage("truncate audit_log, audit_seals, audit_anchors restart identity; truncate job_runs");
        storage = new BlobServiceClient(await TestServices.Azurite(), StorageAttempts.Limited());
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Sealing_says_where_the_chain_ends_and_the_store_remembers_it()
    {
        await Write(3, Now);

        await Sealing().Run(new TimerInfo(), default);

        var run = await Newest(nameof(SealAuditLog));
        var witness = Assert.Single(await Files(storage).List(default));
        Assert.Equal((JobOutcome.Succeeded, $"Sealed 3 rows of the audit log. The chain ends at 3 with {witness.Hash}."), (run.Outcome, run.Summary));
        Assert.Equal(3, witness.Position);
    }

    [Fact]
    public async Task Sealing_twice_seals_nothing_twice_and_remembers_what_an_earlier_run_could_not()
    {
        await Write(3, Now);
        await new AuditSealStore(rows.Database.Db).Seal(Now, 100, default);

        var first = await Work(Sealing());
        var second = await Work(Sealing());

        Assert.Equal(first, second);
        Assert.StartsWith("Sealed 0 rows", second, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(await Files(storage).List(default)).Position);
    }

    [Fact]
    public async Task An_empty_log_leaves_nothing_in_the_store()
    {
        await Work(Sealing());

        Assert.Equal("The audit log is whole: 0 rows up to position 0, compared with 0 witnesses. Forgot 0 rows after 7 years.", await Work(Proving()));
        Assert.Empty(await Files(storage).List(default));
    }

    [Fact]
    public async Task A_witness_is_never_written_over()
    {
        var files = Files(storage);
        await files.Remember(5, new byte[32], Now, default);

        await files.Remember(5, new byte[32], Now.AddDays(1), default);

        var blob = Assert.Single(storage.GetBlobContainerClient("audit").GetBlobs(BlobTraits.None, BlobStates.None, null, default));
        var text = (await storage.GetBlobContainerClient("audit").GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToString();
        Assert.Contains(Now.Year.ToString(System.Globalization.CultureInfo.InvariantCulture) + "-03-02", text, StringComparison.Ordinal);
        Assert.Equal($"000000000000005-{new string('0', 64)}.json", blob.Name);
    }

    [Fact]
    public async Task A_store_that_is_away_fails_the_run_and_nothing_is_lost()
    {
        await Write(2, Now);
        var away = new BlobServiceClient("DefaultEndpointsProtocol=http;AccountName=a;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:1/a", new BlobClientOptions { Retry = { MaxRetries = 0 } });

        await Assert.ThrowsAnyAsync<Exception>(() => Sealing(away).Run(new TimerInfo(), default));
        var failed = await Newest(nameof(SealAuditLog));
        await Work(Sealing());

        Assert.Equal(JobOutcome.Failed, failed.Outcome);
        Assert.Equal(2, Assert.Single(await Files(storage).List(default)).Position);
    }

    [Fact]
    public async Task A_log_that_is_whole_is_proven()
    {
        await Write(3, Now);
        await Work(Sealing());
        await Write(2, Now);
        await Work(Sealing());

        Assert.Equal("The audit log is whole: 5 rows up to position 5, compared with 2 witnesses. Forgot 0 rows after 7 years.", await Work(Proving()));
    }

    [Theory]
    [InlineData("update audit_log set action = 'OTHER' where id = 2", "The audit log is broken in 1 places, the first at position 2 (row 2): ROW_CHANGED.")]
    [InlineData("delete from audit_log where id = 3; delete from audit_seals where audit_id = 3", "The audit log is broken in 1 places, the first at position 3: TAIL_MISSING.")]
    [InlineData("update audit_log set action = 'OTHER' where id = 2; truncate audit_seals; select seal_audit_log(now(), 100)", "The audit log is broken in 1 places, the first at position 3 (row 3): WITNESS_DIFFERS.")]
    public async Task A_log_that_is_not_whole_fails_the_run_and_nothing_of_it_is_forgotten(string damage, string sentence)
    {
        await Write(3, Now.AddYears(-9));
        await Work(Sealing(at: Now.AddYears(-9)));
        await Damage(damage);

        var broken = await Assert.ThrowsAsync<InvalidOperationException>(() => Proving().Run(new TimerInfo(), default));

        Assert.StartsWith(sentence, broken.Message, StringComparison.Ordinal);
        Assert.Equal(JobOutcome.Failed, (await Newest(nameof(ProveAuditLog))).Outcome);
        Assert.Equal(0, await rows.Database.Scalar<int>("select count(*) from audit_anchors"));
    }

    [Fact]
    public async Task Rows_that_wait_for_more_than_a_day_mean_that_sealing_does_not_run()
    {
        await Write(2, Now - ProveAuditLog.LongestWait - TimeSpan.FromMinutes(1));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Work(Proving()));
        await Work(Sealing());

        Assert.StartsWith("2 rows of the audit log wait for their seal", refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("The audit log is whole", await Work(Proving()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_past_their_time_are_forgotten_once_and_what_is_left_is_proven_the_next_night()
    {
        await Write(4, Now.AddYears(-8));
        await Work(Sealing(at: Now.AddYears(-8)));
        await Write(2, Now);
        await Work(Sealing());

        var first = await Work(Proving());
        var second = await Work(Proving());

        Assert.EndsWith("Forgot 4 rows after 7 years.", first, StringComparison.Ordinal);
        Assert.Equal("The audit log is whole: 2 rows up to position 6, compared with 1 witnesses. Forgot 0 rows after 7 years.", second);
        Assert.Equal(2, await rows.Database.Scalar<int>("select count(*) from audit_log"));
    }

    [Fact]
    public async Task A_longer_time_is_a_setting()
    {
        await Write(4, Now.AddYears(-8));
        await Work(Sealing(at: Now.AddYears(-8)));

        Assert.EndsWith("Forgot 0 rows after 10 years.", await Work(Proving(("AuditRetentionYears", "10"))), StringComparison.Ordinal);
    }

    private SealAuditLog Sealing(BlobServiceClient? store = null, DateTimeOffset? at = null) =>
        new(new AuditSealStore(rows.Database.Db), Files(store ?? storage), Ledger(Configured()), at is { } other ? new ManualClock(other) : clock);

    private ProveAuditLog Proving(params (string Name, string Value)[] settings)
    {
        var configured = Configured(settings);
        var seals = new AuditSealStore(rows.Database.Db);
        return new ProveAuditLog(new AuditProof(seals), seals, Files(storage), Ledger(configured), configured, clock, NullLogger<ProveAuditLog>.Instance);
    }

    private JobLedger Ledger(Settings settings) => new(new JobRunStore(rows.Database.Db), settings, clock, NullLogger<JobLedger>.Instance);

    private Settings Configured(params (string Name, string Value)[] settings) => Settings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Append(("DATABASE_URL", rows.Database.Url)).Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))).Build());

    private static SealFiles Files(BlobServiceClient store) => new(store, new SealPlace("audit"));

    private static Task<string> Work(IJob job) => job.Work(NoProgress.Instance, default);

    private async Task<JobRun> Newest(string job) => (await new JobRunStore(rows.Database.Db).ListNewest([job], 1, default))[0];

    private Task Write(int count, DateTimeOffset at) =>
        rows.Database.Execute($"insert into audit_log (action, created_at) select 'ORDER_CHANGED', '{at:O}' from generate_series(1, {count})");

    /// <summary>As somebody who owns the database: the guards are switched off for it.</summary>
    private Task Damage(string sql) => rows.Database.Execute($"set session_replication_role = replica; {sql}; set session_replication_role = origin");
}
