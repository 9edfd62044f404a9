namespace Glimmerglass.Data.Backups;

/// <summary>What a drill looks at. The words stay: rows of old drills carry them.</summary>
public enum DrillCheck
{
    /// <summary>The newest backup and its manifest.</summary>
    Backup,

    /// <summary>The files of the backup against its manifest.</summary>
    Files,

    Restore,

    /// <summary>The restored schema against the backup's.</summary>
    Schema,

    /// <summary>The restored rows against the manifest: how many, and their digests.</summary>
    Rows,

    Sequences,

    /// <summary>The promises of the business in the restored database.</summary>
    Invariants,

    /// <summary>A sample of the documents that belong to the backup.</summary>
    Documents,

    /// <summary>How much would have been lost.</summary>
    Rpo,

    /// <summary>How long it took until a restored database was checked.</summary>
    Rto,

    /// <summary>The database that was restored into.</summary>
    Scratch,
}

/// <summary>Something that a drill found.</summary>
/// <param name="Subject">Which table, file, sequence or document; "" for the whole. Never personal data.</param>
/// <param name="Sentence">What was expected and what was found.</param>
/// <param name="Fails">Whether the drill failed by it; else it is only to be known.</param>
public sealed record DrillFinding(DrillCheck Check, string Subject, string Sentence, bool Fails)
{
    public static DrillFinding Failure(DrillCheck check, string subject, string sentence) => new(check, subject, sentence, true);

    public static DrillFinding Warning(DrillCheck check, string subject, string sentence) => new(check, subject, sentence, false);
}

/// <summary>A drill: a backup that was restored to see whether it can be.</summary>
public sealed record Drill
{
    public long Id { get; init; }

    /// <summary>Null: there was no backup.</summary>
    public string? Backup { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>Nothing failed: the backup is proven, its documents are there, and the targets are met.</summary>
    public required bool Passed { get; init; }

    /// <summary>The backup was restored and is the database that was backed up, whatever else failed. Retention keeps such a one.</summary>
    public required bool Proven { get; init; }

    /// <summary>The age of the backup's snapshot when the drill began: what would have been lost. Null: there was none.</summary>
    public long? RpoSeconds { get; init; }

    /// <summary>From the beginning of the drill to a restored and checked database. Null: it did not come to that.</summary>
    public long? RtoSeconds { get; init; }

    public int Tables { get; init; }

    public long Rows { get; init; }

    /// <summary>Of the backup as it is stored.</summary>
    public long Bytes { get; init; }

    /// <summary>Documents whose content was read and hashed.</summary>
    public int Documents { get; init; }

    public long DocumentBytes { get; init; }

    /// <summary>The last document of the sample: the next drill goes on behind it.</summary>
    public Guid? SampleEnd { get; init; }

    public required IReadOnlyList<DrillFinding> Findings { get; init; }
}

/// <summary>A backup whose newest drill proved it.</summary>
public sealed record ProvenBackup(string Name, DateTimeOffset ProvenAt);
