namespace Glimmerglass.Data.Jobs;

/// <summary>What started a run.</summary>
public enum JobOrigin { Schedule, Door, Command }

/// <summary>How a run ended.</summary>
public enum JobOutcome
{
    Succeeded,
    Failed,

    /// <summary>It stopped giving signs of life, so its process was killed or its instance taken away.</summary>
    Abandoned,
}

/// <summary>One run of a job, as the ledger has it.</summary>
public sealed record JobRun
{
    public required long Id { get; init; }

    public required string Job { get; init; }

    public required JobOrigin Origin { get; init; }

    /// <summary>The time that the schedule meant; null for a run that somebody asked for.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset HeartbeatAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Null: it is running.</summary>
    public JobOutcome? Outcome { get; init; }

    /// <summary>What it did, in a sentence.</summary>
    public string? Summary { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }
}

/// <summary>A run to begin. <paramref name="RequestKey"/> makes asking for it safe to repeat.</summary>
public sealed record NewJobRun(string Job, JobOrigin Origin, DateTimeOffset? ScheduledFor, Guid? StartedBy = null, string? RequestKey = null);

/// <summary>
/// What the ledger says to a run that wants to begin: <paramref name="Begun"/> is false when <paramref name="Run"/> is in its way, running or done;
/// <paramref name="OfRequest"/> is true when that run was begun by the same request before.
/// </summary>
public sealed record JobStart(bool Begun, bool OfRequest, JobRun Run);
