using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>A difference that is known and may stay until a day. Each entry is a change of this file, so that somebody reviewed it.</summary>
/// <param name="Name">The name of the finding, or how it begins with a <c>*</c> behind.</param>
/// <param name="Reason">Why it may stay, for whoever reads the report.</param>
/// <param name="EndsOn">The last day on which it may stay, in UTC.</param>
public sealed record AllowedDrift(DriftKind Kind, string Subject, string Name, string Reason, DateOnly EndsOn)
{
    public static readonly IReadOnlyList<AllowedDrift> Entries = [];

    public bool Covers(DriftFinding finding) =>
        finding.Kind == Kind && finding.Subject == Subject
        && (Name.EndsWith('*') ? finding.Name.StartsWith(Name[..^1], StringComparison.Ordinal) : finding.Name == Name);
}
