using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents;

/// <summary>Decides what the second opinion makes of our own verdict.</summary>
public static class ScanVerdict
{
    public static Reason Malware(string? names) => new(ReasonCode.Malware,
        "A malware scanner found something harmful in this file, so nobody can open it. Check your computer, make the document anew, and upload that.", names);

    public static Reason ScanFailed(string? detail) => new(ReasonCode.ScanFailed,
        "The malware scan of this file failed, so it does not count. If it stays so, upload it again.", detail);

    public static Reason ScanMissing() => new(ReasonCode.ScanMissing,
        "The malware scan of this file did not come back in time, so it does not count. If it stays so, upload it again.");

    /// <summary>The verdict on a content that we found good. Null: the scanner knows nothing about it, and it goes on waiting.</summary>
    public static Verdict? Of(Verdict pending, ScanResult result, string? detail) => result switch
    {
        ScanResult.Clean => pending,
        ScanResult.Malicious => pending with { State = DocumentState.Infected, Reasons = [.. pending.Reasons, Malware(detail)] },
        _ => null,
    };
}
