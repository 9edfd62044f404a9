namespace Glimmerglass.Data.Idempotency;

/// <summary>What became of a change.</summary>
public enum WriteOutcome
{
    /// <summary>Made, with its history, audit, notice and kept answer.</summary>
    Done,

    /// <summary>Nothing was written: the version it left was gone.</summary>
    Stale,

    /// <summary>Nothing was written: the key has its answer already.</summary>
    KeyTaken,

    /// <summary>Nothing was written: another request holds the key right now.</summary>
    KeyInFlight,

    /// <summary>Nothing was written: the serial number belongs to another order.</summary>
    SerialTaken,
}

internal static class WriteOutcomes
{
    internal static WriteOutcome Of(Written written) => written switch
    {
        { Done: true } => WriteOutcome.Done,
        { Claim: "TAKEN" } => WriteOutcome.KeyTaken,
        { Claim: "IN_FLIGHT" } => WriteOutcome.KeyInFlight,
        _ => WriteOutcome.Stale,
    };
}
