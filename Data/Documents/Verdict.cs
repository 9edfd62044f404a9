namespace Glimmerglass.Data.Documents;

/// <summary>
/// One reason why a file was refused, or one warning about it: a code that never changes, and a sentence for the uploader that says what was expected,
/// what was found and what to do. <paramref name="Detail"/> says where in the file, for those who know the format.
/// </summary>
public sealed record Reason(string Code, string Message, string? Detail = null);

/// <summary>Where a document is on its way from an announced upload to a paper that counts.</summary>
public enum DocumentState
{
    /// <summary>A slot was handed out, and nothing has arrived in it.</summary>
    AwaitingUpload,

    /// <summary>A blob arrived, and its check has not ended.</summary>
    Checking,

    /// <summary>The check found nothing against it: it counts.</summary>
    Accepted,

    /// <summary>The check found reasons against it.</summary>
    Rejected,

    /// <summary>It carries a virus or the test virus.</summary>
    Infected,

    /// <summary>The slot was never used.</summary>
    Expired,

    /// <summary>The check itself failed, so nothing is known about the file.</summary>
    Failed,
}

/// <summary>
/// What the check of one upload found. <paramref name="Sha256"/> has 32 bytes, or none when the content was not read to its end;
/// <paramref name="ContentType"/> is what the content is, or null when it is nothing that is taken.
/// </summary>
public sealed record Verdict(DocumentState State, IReadOnlyList<Reason> Reasons, long SizeBytes, byte[] Sha256, string? ContentType)
{
    /// <summary>What is worth knowing about the file, and refuses nothing.</summary>
    public IReadOnlyList<Reason> Warnings { get; init; } = [];

    /// <summary>The warning that is added when the same content is accepted on another order, which only the recording of the verdict can tell.</summary>
    public Reason? IfDuplicate { get; init; }
}
