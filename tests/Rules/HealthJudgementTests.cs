using Glimmerglass.Data.Health;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Health;

namespace Glimmerglass.Tests.Rules;

public sealed class HealthJudgementTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);
    private static readonly ThisBuild Build = ThisBuild.Parse("1.2.3+abc");

    [Theory]
    [InlineData(12, 12, HealthStatus.Pass)]
    [InlineData(11, 12, HealthStatus.Fail)]
    [InlineData(0, 12, HealthStatus.Fail)]
    [InlineData(13, 12, HealthStatus.Warn)]
    public void Only_a_schema_that_is_older_than_the_build_fails(int applied, int newest, HealthStatus expected) =>
        Assert.Equal(expected, Report(Standing(applied), newest).Status);

    [Fact]
    public void A_database_that_takes_no_writes_is_warned_of() => Assert.Equal(HealthStatus.Warn, Report(Standing(12) with { IsReadOnly = true }, 12).Status);

    [Fact]
    public void What_could_not_be_seen_fails_and_says_why()
    {
        var report = Report(null, 12);

        var check = Assert.Single(report.Checks!["database:responseTime"]);
        Assert.Equal((HealthStatus.Fail, HealthStatus.Fail, "No."), (report.Status, check.Status, check.Output));
    }

    [Theory]
    [InlineData(null, HealthStatus.Warn)]
    [InlineData(8.0, HealthStatus.Pass)]
    [InlineData(8.01, HealthStatus.Warn)]
    public void A_backup_is_to_be_proven_every_week_and_a_day(double? days, HealthStatus expected) =>
        Assert.Equal(expected, Of("backup:provenAge", Facts() with { BackupProvenAt = Now - Days(days) }).Status);

    [Theory]
    [InlineData(null, HealthStatus.Warn)]
    [InlineData(1.08, HealthStatus.Pass)]
    [InlineData(1.09, HealthStatus.Warn)]
    public void Drift_is_to_be_looked_for_every_night(double? days, HealthStatus expected) =>
        Assert.Equal(expected, Of("drift:checkAge", Facts() with { DriftCheckedAt = Now - Days(days) }).Status);

    [Theory]
    [InlineData(null, HealthStatus.Pass)]
    [InlineData(0.02, HealthStatus.Pass)]
    [InlineData(0.03, HealthStatus.Warn)]
    public void An_upload_is_to_be_checked_within_half_an_hour(double? days, HealthStatus expected) =>
        Assert.Equal(expected, Of("documents:uncheckedAge", Facts() with { OldestUncheckedAt = Now - Days(days) }).Status);

    [Fact]
    public void The_lag_of_the_outbox_is_reported_and_not_judged()
    {
        var lag = Of("outbox:lag", Facts() with { OldestNoticeAt = Now.AddDays(-9) });

        Assert.Equal((null, 9 * 86_400.0, "s"), (lag.Status, lag.ObservedValue, lag.ObservedUnit));
        Assert.Equal(0.0, Of("outbox:lag", Facts()).ObservedValue);
    }

    [Fact]
    public void A_late_job_is_warned_of_by_its_name()
    {
        var (late, well) = (new JobState("Late", "", null, false, true, Now.AddDays(-2), []), new JobState("Well", "", null, false, false, null, []));

        var jobs = HealthJudgement.OfWork(Facts(), [late, well], Now).Where(check => check.Name == "jobs:lastSuccessAge").ToList();

        Assert.Equal([("Late", HealthStatus.Warn, 172_800.0), ("Well", HealthStatus.Pass, null)], jobs.Select(job => (job.ComponentId, job.Status, (double?)job.ObservedValue)));
    }

    [Fact]
    public void A_report_is_as_good_as_its_worst_part_and_has_details_for_some()
    {
        HealthCheck[] checks = [Check(HealthStatus.Pass), Check(HealthStatus.Warn), Check(null)];

        var (told, untold) = (HealthReport.Of(Build, checks, withDetails: true), HealthReport.Of(Build, checks, withDetails: false));

        Assert.Equal((HealthStatus.Warn, HealthStatus.Warn, HealthStatus.Pass), (told.Status, untold.Status, HealthReport.Of(Build, [], withDetails: true).Status));
        Assert.Equal(3, told.Checks!["a:b"].Count);
        Assert.Null(untold.Checks);
    }

    [Theory]
    [InlineData("1.2.3+abc", "1.2.3", "abc")]
    [InlineData("1.2.3-beta.1+abc", "1.2.3-beta.1", "abc")]
    [InlineData("1.2.3", "1.2.3", null)]
    [InlineData("1.2.3+", "1.2.3", null)]
    public void A_build_is_its_version_and_its_commit(string informational, string version, string? commit) =>
        Assert.Equal(new ThisBuild(version, commit), ThisBuild.Parse(informational));

    private static HealthReport Report(DatabaseStanding? standing, int newest) =>
        HealthReport.Of(Build, HealthJudgement.OfDatabase(new Sight<DatabaseStanding>(standing, standing is null ? "No." : null, TimeSpan.Zero, Now), found => found, newest), withDetails: true);

    private static HealthCheck Of(string name, HealthFacts facts) => HealthJudgement.OfWork(facts, [], Now).Single(check => check.Name == name);

    private static HealthCheck Check(HealthStatus? status) => new() { Name = "a:b", ComponentType = "component", Status = status, Time = Now };

    private static DatabaseStanding Standing(int version) => new() { ServerVersion = "17.0", SchemaVersion = version, IsReadOnly = false };

    private static HealthFacts Facts() => new() { ServerVersion = "17.0", SchemaVersion = 12, IsReadOnly = false };

    private static TimeSpan? Days(double? days) => days is { } some ? TimeSpan.FromDays(some) : null;
}
