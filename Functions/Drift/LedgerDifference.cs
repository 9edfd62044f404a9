using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Invariants;

namespace Glimmerglass.Functions.Drift;

/// <summary>Says how much broken promises of the business matter.</summary>
public static class LedgerDifference
{
    public static DriftFinding Of(BrokenInvariant broken) =>
        new(DriftKind.Ledgers, broken.Invariant, $"{broken.Subject} {broken.Name}", broken.Expected, broken.Found, DriftSeverity.Critical, "");

    /// <summary>Requirements change and papers are removed while orders stand where they stand: worth knowing, and nobody's mistake.</summary>
    public static DriftFinding Of(ClosedGate closed) =>
        new(DriftKind.Ledgers, "standing before a closed gate", $"order {closed.Number}", $"what {closed.Status} requires", $"missing: {closed.Missing}", DriftSeverity.Notice, "");
}
