using System.Text.Json.Serialization;

namespace Glimmerglass.Data.Drift;

/// <summary>How a check of drift ended.</summary>
public enum DriftOutcome
{
    /// <summary>Everything was compared, and nothing that matters differs.</summary>
    Clean,

    /// <summary>Something differs that is more than a notice and that nobody allowed.</summary>
    Drifted,

    /// <summary>Nothing was found, but not everything could be compared.</summary>
    Incomplete,
}

/// <summary>Something that exists and was not compared.</summary>
/// <param name="What">Which part of the kind: <c>the catalogue</c>, <c>quarantine</c>.</param>
/// <param name="ByDesign">True: it is never compared, and is named so that nobody believes otherwise. False: it could not be compared this time.</param>
public sealed record NotCompared(DriftKind Kind, string What, string Why, bool ByDesign);

/// <summary>A finding, and until which day it is allowed for which reason; both are null when it is not.</summary>
public sealed record JudgedFinding(
    DriftKind Kind, string Subject, string Name, string Expected, string Found, DriftSeverity Severity, string Mend, string? AllowedBecause, DateOnly? AllowedUntil)
{
    /// <summary>Whether somebody has to do something about it.</summary>
    [JsonIgnore]
    public bool IsDrift => AllowedUntil is null && Severity != DriftSeverity.Notice;
}

/// <summary>One check of drift, with everything that it found.</summary>
public sealed record DriftCheck
{
    /// <summary>0 until it is recorded.</summary>
    public long Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset FinishedAt { get; init; }

    public required DriftOutcome Outcome { get; init; }

    /// <summary>The newest script that the database had; null until the check is recorded.</summary>
    public int? AppliedVersion { get; init; }

    /// <summary>The newest script of the build that compared.</summary>
    public required int BuildVersion { get; init; }

    public required IReadOnlyList<NotCompared> NotCompared { get; init; }

    /// <summary>What is worth knowing and is no difference: migrations that wait to be applied.</summary>
    public IReadOnlyList<string> Remarks => RemarkLines.Length == 0 ? [] : RemarkLines.Split('\n');

    /// <summary>The same, each on a line.</summary>
    [JsonIgnore]
    public required string RemarkLines { get; init; }

    /// <summary>Everything that was found, allowed or not, in the order of weight.</summary>
    [JsonIgnore]
    public required IReadOnlyList<JudgedFinding> Judged { get; init; }

    public IEnumerable<JudgedFinding> Findings => Judged.Where(finding => finding.AllowedUntil is null);

    /// <summary>Differences that are known, and allowed until a day.</summary>
    public IEnumerable<JudgedFinding> Allowed => Judged.Where(finding => finding.AllowedUntil is not null);
}
