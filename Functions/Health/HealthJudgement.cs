using Glimmerglass.Data.Health;

namespace Glimmerglass.Functions.Health;

/// <summary>
/// What is well, what somebody should look at, and what fails. Only what requests need can fail, because a failing instance is taken out of service: late
/// work, old backups and drift are for people.
/// </summary>
public static class HealthJudgement
{
    /// <summary>A week, and a day to do it again.</summary>
    public static readonly TimeSpan OldestProvenBackup = TimeSpan.FromDays(8);

    /// <summary>A night, and a little.</summary>
    public static readonly TimeSpan OldestDriftCheck = TimeSpan.FromHours(26);

    /// <summary>Longer than every attempt of a check together.</summary>
    public static readonly TimeSpan LongestCheck = TimeSpan.FromMinutes(30);

    /// <param name="newestScript">The schema that this build was written for.</param>
    public static IReadOnlyList<HealthCheck> OfDatabase<T>(Sight<T> seen, Func<T, DatabaseStanding> standing, int newestScript) where T : class
    {
        var took = OfLook(seen, "database:responseTime", "datastore");
        if (seen.Found is null) return [took];

        var found = standing(seen.Found);
        return
        [
            took,
            new HealthCheck { Name = "database:version", ComponentType = "datastore", ObservedValue = found.ServerVersion, Time = seen.At },
            new HealthCheck
            {
                Name = "database:writes", ComponentType = "datastore", ObservedValue = !found.IsReadOnly, Time = seen.At,
                Status = found.IsReadOnly ? HealthStatus.Warn : HealthStatus.Pass, Output = found.IsReadOnly ? "It only lets itself be read." : null,
            },
            OfSchema(found.SchemaVersion, newestScript, seen.At),
        ];
    }

    /// <summary>How long a look took, and whether it saw anything.</summary>
    public static HealthCheck OfLook<T>(Sight<T> seen, string name, string type) where T : class => new()
    {
        Name = name,
        ComponentType = type,
        ObservedValue = Math.Round(seen.Took.TotalMilliseconds, 1),
        ObservedUnit = "ms",
        Status = seen.Found is null ? HealthStatus.Fail : HealthStatus.Pass,
        Time = seen.At,
        Output = seen.Trouble,
    };

    /// <summary>What the database knows of the work around it.</summary>
    public static IReadOnlyList<HealthCheck> OfWork(HealthFacts facts, IReadOnlyList<JobState> jobs, DateTimeOffset at) =>
    [
        Age("backup:provenAge", facts.BackupProvenAt, OldestProvenBackup, at, "No backup was ever proven.", "No backup was proven for more than 8 days."),
        OfDrift(facts.HasDrifted, at),
        Age("drift:checkAge", facts.DriftCheckedAt, OldestDriftCheck, at, "Drift was never looked for.", "Drift was not looked for since more than 26 hours."),
        // Reported and not judged: nothing delivers notices yet.
        Wait("outbox:lag", facts.OldestNoticeAt, null, at, null),
        Wait("documents:uncheckedAge", facts.OldestUncheckedAt, LongestCheck, at, "An upload waits for its check for more than 30 minutes. Hint: docs/runbooks/a-document-is-not-checked.md"),
        .. jobs.Select(job => OfJob(job, at)),
    ];

    private static HealthCheck OfDrift(bool hasDrifted, DateTimeOffset at) => new()
    {
        Name = "drift:found",
        ComponentType = "component",
        ObservedValue = hasDrifted,
        Status = hasDrifted ? HealthStatus.Warn : HealthStatus.Pass,
        Time = at,
        Output = hasDrifted ? "Something drifted. Hint: docs/runbooks/drift-was-found.md" : null,
    };

    private static HealthCheck OfSchema(int applied, int newestScript, DateTimeOffset at) => new()
    {
        Name = "database:schema",
        ComponentType = "datastore",
        ObservedValue = applied,
        Status = applied < newestScript ? HealthStatus.Fail : applied > newestScript ? HealthStatus.Warn : HealthStatus.Pass,
        Time = at,
        Output = applied < newestScript ? $"The database is at {applied:0000} and this build needs {newestScript:0000}. Hint: run `migrate`."
            : applied > newestScript ? $"The database is at {applied:0000} and this build knows {newestScript:0000}: a newer one is on its way, or this one should be gone."
            : null,
    };

    private static HealthCheck OfJob(JobState job, DateTimeOffset at) => new()
    {
        Name = "jobs:lastSuccessAge",
        ComponentId = job.Job,
        ComponentType = "component",
        ObservedValue = Seconds(at, job.LastSucceededAt),
        ObservedUnit = "s",
        Status = job.IsLate ? HealthStatus.Warn : HealthStatus.Pass,
        Time = at,
        Output = job.IsLate ? "It is late." : null,
    };

    /// <summary>How long ago something was done that has to be done again and again.</summary>
    private static HealthCheck Age(string name, DateTimeOffset? doneAt, TimeSpan oldest, DateTimeOffset at, string never, string tooOld) => new()
    {
        Name = name,
        ComponentType = "component",
        ObservedValue = Seconds(at, doneAt),
        ObservedUnit = "s",
        Status = doneAt is null || at - doneAt > oldest ? HealthStatus.Warn : HealthStatus.Pass,
        Time = at,
        Output = doneAt is null ? never : at - doneAt > oldest ? tooOld : null,
    };

    /// <summary>How long the oldest of some things waits; 0 when none does.</summary>
    private static HealthCheck Wait(string name, DateTimeOffset? since, TimeSpan? longest, DateTimeOffset at, string? tooLong)
    {
        var isTooLong = at - since > longest;
        return new HealthCheck
        {
            Name = name,
            ComponentType = "component",
            ObservedValue = Seconds(at, since) ?? 0,
            ObservedUnit = "s",
            Status = longest is null ? null : isTooLong ? HealthStatus.Warn : HealthStatus.Pass,
            Time = at,
            Output = isTooLong ? tooLong : null,
        };
    }

    private static double? Seconds(DateTimeOffset at, DateTimeOffset? since) => since is { } then ? Math.Round((at - then).TotalSeconds) : null;
}
