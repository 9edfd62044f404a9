namespace Glimmerglass.Data.Audit;

/// <summary>What one run of sealing did, and where the chain ends after it.</summary>
public sealed record Sealing
{
    public required int Sealed { get; init; }

    /// <summary>When the oldest of the rows that were sealed was written; null when none was.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>0: nothing was ever sealed.</summary>
    public required long HeadPosition { get; init; }

    public required byte[] HeadHash { get; init; }
}

/// <summary>Where the chain begins and ends, and what waits behind it.</summary>
public sealed record ChainEnds
{
    /// <summary>The position before the first seal: 0, or the last row that was forgotten.</summary>
    public required long AnchorPosition { get; init; }

    public required byte[] AnchorHash { get; init; }

    public DateTimeOffset? ForgottenAt { get; init; }

    /// <summary>The newest seal; the anchor when there is none.</summary>
    public required long HeadPosition { get; init; }

    public required byte[] HeadHash { get; init; }

    public DateTimeOffset? SealedAt { get; init; }

    /// <summary>Rows up to this id are all sealed: one that is not was slipped in.</summary>
    public required long SettledId { get; init; }

    /// <summary>Rows that wait for their seal.</summary>
    public required long Unsealed { get; init; }

    public DateTimeOffset? OldestUnsealedAt { get; init; }
}

/// <summary>A seal with the row it is for, as the text that was hashed; null: the row is gone.</summary>
public sealed record SealedRow(long Position, long AuditId, byte[] Hash, string? Text);

/// <summary>What the store of files remembers of the chain: its end at some time.</summary>
public sealed record SealWitness(long Position, string Hash);

/// <summary>One place where the log is not as it was sealed.</summary>
/// <param name="Code">ROW_CHANGED, ROW_MISSING, ROW_UNSEALED, SEAL_MISSING, TAIL_MISSING or WITNESS_DIFFERS.</param>
/// <param name="Position">The place in the chain; null for a row that has none.</param>
public sealed record ChainBreak(string Code, long? Position, long? AuditId, string Message);
