using Glimmerglass.Data;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>One thing that a check of drift compares: it reads what is and lets a rule say how it differs from what should be.</summary>
public interface IDriftSource
{
    DriftKind Kind { get; }

    /// <summary>What is compared, as a sentence about its failure would call it: <c>the blobs</c>.</summary>
    string What { get; }

    /// <summary>A failure is thrown: the rest of the check goes on without it, and says so.</summary>
    Task<DriftReading> Read(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel);
}

/// <summary>What one source says.</summary>
public sealed record DriftReading
{
    public IReadOnlyList<DriftFinding> Findings { get; init; } = [];

    public IReadOnlyList<NotCompared> NotCompared { get; init; } = [];

    /// <summary>What is worth knowing and is no difference.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
