namespace Glimmerglass.Data.Health;

/// <summary>The database as it is asked: which server, at which script, and whether it takes writes.</summary>
public record DatabaseStanding
{
    public required string ServerVersion { get; init; }

    /// <summary>The newest script that was applied; 0 for none.</summary>
    public required int SchemaVersion { get; init; }

    public required bool IsReadOnly { get; init; }
}

/// <summary>What the database knows of the work around it, beside how it stands itself.</summary>
public sealed record HealthFacts : DatabaseStanding
{
    /// <summary>The snapshot of the newest backup that was proven by restoring it; null: none ever was.</summary>
    public DateTimeOffset? BackupProvenAt { get; init; }

    /// <summary>When drift was last looked for; null: never.</summary>
    public DateTimeOffset? DriftCheckedAt { get; init; }

    /// <summary>Whether the last look found any.</summary>
    public bool HasDrifted { get; init; }

    /// <summary>Since when the oldest notice waits in the outbox; null: none waits.</summary>
    public DateTimeOffset? OldestNoticeAt { get; init; }

    /// <summary>Since when the oldest upload that arrived waits for our check to end; null: none does. What waits for a second opinion alone does not count.</summary>
    public DateTimeOffset? OldestUncheckedAt { get; init; }
}
