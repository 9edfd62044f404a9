using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Jobs;

namespace Glimmerglass.Tests.Rules;

public class JobTableTests
{
    private static readonly DateTimeOffset Night = new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Jobs_stand_in_columns_by_name()
    {
        var schedules = new Dictionary<string, Schedule> { ["Second"] = Schedule.Parse("0 0 3 * * *"), ["First"] = Schedule.Parse("0 0 3 * * *"), ["Third"] = Schedule.Parse("0 0 3 30 2 *") };
        JobRun[] runs =
        [
            Run("Second", JobOutcome.Failed, "IOException: No store"),
            Run("First", JobOutcome.Succeeded, null) with { Summary = "Forgot 3 idempotency keys and 0 old runs of jobs." },
        ];

        var table = JobTable.Write(JobState.Of(schedules, runs, Night.AddHours(1)));

        Assert.Equal(
            """
            JOB     STANDS     LAST SUCCESS         NEXT                 NEWEST RUN
            First   on time    2026-03-02 03:01:00  2026-03-03 03:00:00  SUCCEEDED Forgot 3 idempotency keys and 0 old runs of jobs.
            Second  LATE       never                2026-03-03 03:00:00  FAILED IOException: No store
            Third   never ran  never                never

            """.ReplaceLineEndings(), table);
    }

    private static JobRun Run(string job, JobOutcome outcome, string? error) => new()
    {
        Id = 1,
        Job = job,
        Origin = JobOrigin.Schedule,
        StartedAt = Night,
        HeartbeatAt = Night,
        FinishedAt = Night.AddMinutes(1),
        Outcome = outcome,
        Error = error,
    };
}
