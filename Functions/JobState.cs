using Glimmerglass.Data.Jobs;

namespace Glimmerglass.Functions;

/// <summary>How a job stands by its newest runs. It is late when its last time passed <see cref="Grace"/> ago and nothing succeeded since.</summary>
public sealed record JobState(
    string Job, string Schedule, DateTimeOffset? NextAt, bool IsRunning, bool IsLate, DateTimeOffset? LastSucceededAt, IReadOnlyList<JobRun> Runs)
{
    /// <summary>How many of the newest runs are told.</summary>
    public const int NewestRuns = 5;

    /// <summary>How long after its time a job may still be on its way.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(30);

    /// <summary>Judges by the newest runs, newest first, with the newest success among them. A job that never ran is not late: it may be new.</summary>
    public static JobState Of(string job, Schedule schedule, IReadOnlyList<JobRun> newest, DateTimeOffset now)
    {
        var succeeded = newest.FirstOrDefault(run => run.Outcome == JobOutcome.Succeeded);
        var isRunning = newest.Any(run => run.Outcome is null && run.HeartbeatAt >= now - JobRunStore.SilenceOfTheDead);
        var due = schedule.Due(now - Grace);
        var isLate = newest.Count > 0 && !isRunning && !Settings.RunWhenNeeded.Contains(job) && due is not null && !(succeeded?.FinishedAt >= due);
        return new JobState(job, schedule.Expression, schedule.Next(now), isRunning, isLate, succeeded?.FinishedAt, [.. newest.Take(NewestRuns)]);
    }

    /// <summary>Every job that has a schedule, by its name.</summary>
    public static IReadOnlyList<JobState> Of(IReadOnlyDictionary<string, Schedule> schedules, IReadOnlyList<JobRun> newest, DateTimeOffset now) =>
        [.. from scheduled in schedules
            orderby scheduled.Key
            select Of(scheduled.Key, scheduled.Value, [.. newest.Where(run => run.Job == scheduled.Key)], now)];
}
