using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Jobs;

namespace Glimmerglass.Tests.Rules;

public class JobStateTests
{
    private static readonly Schedule Nightly = Schedule.Parse("0 0 3 * * *");
    private static readonly DateTimeOffset Night = new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_job_that_never_ran_is_not_late() => Assert.False(Of([], Night.AddHours(9)).IsLate);

    [Fact]
    public void A_job_that_succeeded_last_night_is_not_late()
    {
        var state = Of([Run(1, Night, JobOutcome.Succeeded)], Night.AddHours(23));

        Assert.Equal((false, false, Night.AddMinutes(1)), (state.IsRunning, state.IsLate, state.LastSucceededAt));
    }

    [Theory]
    [InlineData(JobOutcome.Failed)]
    [InlineData(JobOutcome.Abandoned)]
    public void A_job_that_did_not_succeed_is_late_half_an_hour_after_its_time(JobOutcome outcome)
    {
        JobRun[] runs = [Run(2, Night, outcome), Run(1, Night.AddDays(-1), JobOutcome.Succeeded)];

        Assert.False(Of(runs, Night.AddMinutes(29)).IsLate);
        Assert.True(Of(runs, Night.AddMinutes(31)).IsLate);
    }

    [Fact]
    public void A_job_that_runs_only_when_needed_is_never_late()
    {
        var name = Assert.Single(Settings.RunWhenNeeded);

        Assert.Contains(name, Settings.UsualSchedules.Keys);
        Assert.False(JobState.Of(name, Nightly, [Run(1, Night.AddDays(-9), JobOutcome.Succeeded)], Night.AddHours(9)).IsLate);
    }

    [Fact]
    public void A_run_that_succeeded_by_hand_makes_up_for_the_night()
    {
        JobRun[] runs = [Run(2, Night.AddHours(2), JobOutcome.Succeeded), Run(1, Night, JobOutcome.Failed)];

        Assert.False(Of(runs, Night.AddHours(3)).IsLate);
    }

    [Fact]
    public void A_run_that_lives_is_running_and_one_that_went_silent_is_not()
    {
        JobRun[] runs = [Run(1, Night, null)];

        var (living, silent) = (Of(runs, Night.AddMinutes(3)), Of(runs, Night.AddMinutes(31)));

        Assert.Equal((true, false), (living.IsRunning, living.IsLate));
        Assert.Equal((false, true), (silent.IsRunning, silent.IsLate));
    }

    private static JobState Of(IReadOnlyList<JobRun> newest, DateTimeOffset now) => JobState.Of("Any", Nightly, newest, now);

    private static JobRun Run(long id, DateTimeOffset at, JobOutcome? outcome) => new()
    {
        Id = id,
        Job = "Any",
        Origin = JobOrigin.Schedule,
        StartedAt = at,
        HeartbeatAt = at,
        FinishedAt = outcome is null ? null : at.AddMinutes(1),
        Outcome = outcome,
    };
}
