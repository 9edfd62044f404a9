using System.Diagnostics.Metrics;
using Azure.Storage.Blobs;
using Glimmerglass.Data;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Drift;

namespace Glimmerglass.Tests.Jobs;

/// <summary>The check of drift from its begin in the ledger to its record, by the pooled address alone.</summary>
public sealed class CheckDriftTests : IAsyncLifetime
{
    private readonly DriftRoom room = new();

    public Task InitializeAsync() => room.InitializeAsync();

    public Task DisposeAsync() => room.DisposeAsync();

    [Fact]
    public async Task A_house_in_order_is_clean_and_says_so()
    {
        await room.Accepted();
        room.Clock.Advance(TimeSpan.FromHours(1));

        var run = await room.Run();
        var check = (await new DriftStore(room.Database.Db).FindNewest(default))!;

        Assert.Equal((JobOutcome.Succeeded, "Nothing drifted."), (run!.Outcome, run.Summary));
        Assert.Equal((DriftOutcome.Clean, Migrator.Scripts()[^1].Version, Migrator.Scripts()[^1].Version), (check.Outcome, check.AppliedVersion, check.BuildVersion));
        Assert.Empty(check.Judged);
        Assert.Empty(check.Remarks);
        Assert.All(check.NotCompared, one => Assert.True(one.ByDesign));
        Assert.Empty(room.Warnings);
        Assert.Equal(0, await room.Database.Scalar<int>("select count(*) from drift_findings"));
    }

    [Fact]
    public async Task What_drifted_is_told_in_rows_in_metrics_and_in_the_log_and_the_run_succeeds()
    {
        List<(string Kind, long Count)> measured = [];
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => { if (instrument.Name == "glimmerglass.drift.findings") listening.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            lock (measured) measured.Add(((string)tags[0].Value!, value));
        });
        listener.Start();
        for (var count = 0; count < 7; count++) await room.Delete("documents", (await room.Accepted()).ToString());
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Database.Execute("update schema_migrations set checksum = 'edited' where version = 2");

        var run = await room.Run();
        var check = (await new DriftStore(room.Database.Db).FindNewest(default))!;

        Assert.Equal((JobOutcome.Succeeded, "8 findings: 1 migrations, 7 blobs."), (run!.Outcome, run.Summary));
        Assert.Equal(DriftOutcome.Drifted, check.Outcome);
        Assert.Equal("0002_catalogue", Assert.Single(check.Findings, finding => finding.Kind == DriftKind.Migrations).Name);
        Assert.Equal(8, await room.Database.Scalar<int>($"select count(*) from drift_findings where check_id = {check.Id} and severity = 'CRITICAL'"));
        Assert.Equal(8, room.Warnings.Count);
        Assert.Contains(room.Warnings, line => line.StartsWith("Drift in Migrations, Critical: edited migration 0002_catalogue was expected to be 'edited' and is '", StringComparison.Ordinal));
        lock (measured) Assert.Contains(("BLOBS", 7L), measured);
    }

    [Fact]
    public async Task A_pending_migration_is_no_drift_and_is_named()
    {
        var newest = Migrator.Scripts()[^1];
        await room.Database.Execute($"delete from schema_migrations where version = {newest.Version}");

        var check = await room.Check();

        Assert.Equal((newest.Version - 1, newest.Version), (check.AppliedVersion, check.BuildVersion));
        Assert.DoesNotContain(check.Findings, finding => finding.Kind == DriftKind.Migrations);
        Assert.Equal([$"The migration {newest.Version:0000}_{newest.Name} waits to be applied."], check.Remarks);
    }

    [Fact]
    public async Task An_index_that_is_gone_and_one_made_by_hand_are_found_in_the_schema()
    {
        await room.Database.Execute("drop index orders_serial_number_once; create index by_hand on orders (notes)");

        var check = await room.Check();

        Assert.Equal(["public.by_hand", "public.orders_serial_number_once"], check.Findings.Select(finding => finding.Name).Order(StringComparer.Ordinal));
        Assert.All(check.Findings, finding => Assert.Equal((DriftKind.Schema, "index"), (finding.Kind, finding.Subject)));
        Assert.Equal(DriftOutcome.Drifted, check.Outcome);
    }

    [Fact]
    public async Task A_deployment_at_work_is_no_drift_and_leaves_the_check_incomplete()
    {
        DriftCheck during;
        await using (var deployment = await room.Database.Connect())
        {
            await using var migrations = await deployment.BeginTransactionAsync();
            await using var half = new Npgsql.NpgsqlCommand($"select pg_advisory_xact_lock({Migrator.AdvisoryLock}); create table half_way (n integer)", deployment, migrations);
            await half.ExecuteNonQueryAsync();
            during = await room.Check();
        }

        var missing = Assert.Single(during.NotCompared, one => !one.ByDesign);
        Assert.Equal((DriftOutcome.Incomplete, "the schema"), (during.Outcome, missing.What));
        Assert.Empty(during.Judged);
        Assert.Equal(DriftOutcome.Clean, (await room.Check()).Outcome);
    }

    [Fact]
    public async Task A_second_check_finds_the_same_and_is_recorded_by_itself()
    {
        await room.Delete("documents", (await room.Accepted()).ToString());
        room.Clock.Advance(TimeSpan.FromHours(1));

        var (first, second) = (await room.Check(), await room.Check());

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Judged, second.Judged);
    }

    [Fact]
    public async Task Two_checks_at_once_are_one()
    {
        var (begun, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var first = room.Run(more: [new Source(async () =>
        {
            begun.SetResult();
            await goOn.Task;
            return new DriftReading();
        })]);
        await begun.Task;

        var second = await room.Run();
        goOn.SetResult();

        Assert.Null(second);
        Assert.Equal(JobOutcome.Succeeded, (await first)!.Outcome);
        Assert.Equal(1, await room.Database.Scalar<int>("select count(*) from drift_checks"));
    }

    [Fact]
    public async Task A_store_that_is_away_fails_the_run_with_its_reason_and_the_rest_is_recorded()
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 0 } };
        var away = new BlobServiceClient($"DefaultEndpointsProtocol=http;AccountName=a;AccountKey={Convert.ToBase64String(new byte[64])};BlobEndpoint=http://127.0.0.1:1/a", options);
        await room.Database.Execute("update schema_migrations set checksum = 'edited' where version = 2");

        await Assert.ThrowsAsync<DriftNotCompared>(() => room.Run(away));

        var check = (await new DriftStore(room.Database.Db).FindNewest(default))!;
        var missing = Assert.Single(check.NotCompared, one => !one.ByDesign);
        Assert.Equal((DriftOutcome.Drifted, DriftKind.Blobs, "the blobs"), (check.Outcome, missing.Kind, missing.What));
        var error = await room.Database.Scalar<string>("select error from job_runs where outcome = 'FAILED'");
        Assert.StartsWith("DriftNotCompared: 1 finding: 1 migrations. Not compared: the blobs. ", error, StringComparison.Ordinal);
        Assert.Contains("Connection refused", error, StringComparison.Ordinal);
        Assert.Contains(room.Warnings, line => line.StartsWith("A check of drift could not compare the blobs. RequestFailedException: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_could_not_be_compared_leaves_a_check_incomplete_and_shows_no_address()
    {
        await Assert.ThrowsAsync<DriftNotCompared>(() => room.Run(more: [new Source(() => throw new InvalidOperationException("No answer from https://x.example/?sig=secret"))]));

        var check = (await new DriftStore(room.Database.Db).FindNewest(default))!;
        Assert.Equal(DriftOutcome.Incomplete, check.Outcome);
        Assert.Equal("InvalidOperationException: No answer from", check.NotCompared.Single(one => !one.ByDesign).Why);
    }

    [Fact]
    public async Task What_is_allowed_is_recorded_with_its_reason_and_neither_logged_nor_drift()
    {
        var id = (await room.Accepted()).ToString();
        await room.Delete("documents", id);
        room.Clock.Advance(TimeSpan.FromHours(1));
        var today = DateOnly.FromDateTime(room.Clock.GetUtcNow().UtcDateTime);

        var check = await room.Check(new AllowedDrift(DriftKind.Blobs, "missing content", id, "Its uploader sends it again.", today));
        var ended = await room.Check(new AllowedDrift(DriftKind.Blobs, "missing content", id, "Its uploader sends it again.", today.AddDays(-1)));

        var allowed = Assert.Single(check.Allowed);
        Assert.Equal((DriftOutcome.Clean, id, "Its uploader sends it again.", today), (check.Outcome, allowed.Name, allowed.AllowedBecause, allowed.AllowedUntil));
        Assert.Empty(check.Findings);
        Assert.Equal((DriftOutcome.Drifted, 2), (ended.Outcome, room.Warnings.Count));
        Assert.Equal(["missing content", "allowed drift"], ended.Findings.Select(finding => finding.Subject));
    }

    [Fact]
    public async Task Checks_are_kept_for_400_days()
    {
        await room.Database.Execute("""
            insert into drift_checks (started_at, finished_at, outcome, build_version)
            select now() - days * interval '1 day', now(), 'CLEAN', 1 from unnest(array[401, 399]) as days;
            insert into drift_findings (check_id, kind, subject, name, expected, found, severity, mend) select id, 'BLOBS', '', '', '', '', 'NOTICE', '' from drift_checks;
            """);

        await room.Check();

        Assert.Equal(2, await room.Database.Scalar<int>("select count(*) from drift_checks"));
        Assert.Equal(1, await room.Database.Scalar<int>("select count(*) from drift_findings"));
    }

    [Fact]
    public async Task A_table_that_is_gone_leaves_its_part_uncompared_and_the_rest_found()
    {
        await room.Delete("documents", (await room.Accepted()).ToString());
        room.Clock.Advance(TimeSpan.FromHours(1));
        await room.Database.Execute("drop table order_history cascade");

        await Assert.ThrowsAsync<DriftNotCompared>(() => room.Run());

        var check = (await new DriftStore(room.Database.Db).FindNewest(default))!;
        Assert.Equal(["the ledgers", "the blobs"], DriftReport.Missing(check).Select(one => one.What));
        Assert.All(DriftReport.Missing(check), one => Assert.Contains("relation \"order_history\" does not exist", one.Why, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_run_that_is_stopped_records_no_check()
    {
        using var host = new CancellationTokenSource();
        var stopped = new Source(async () =>
        {
            await host.CancelAsync();
            throw new OperationCanceledException(host.Token);
        });

        await Assert.ThrowsAsync<OperationCanceledException>(() => room.Run(more: [stopped], cancel: host.Token));

        Assert.Equal(0, await room.Database.Scalar<int>("select count(*) from drift_checks"));
    }

    private sealed class Source(Func<Task<DriftReading>> read) : IDriftSource
    {
        public DriftKind Kind => DriftKind.Settings;

        public string What => "something else";

        public Task<DriftReading> Read(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel) => read();
    }
}
