using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Files;

namespace Glimmerglass.Functions.Drift;

/// <summary>
/// Compares accepted documents with the blobs that are kept for them. What is younger than 15 minutes may be on its way still, and is left alone:
/// a blob comes before its verdict, and goes after its row.
/// </summary>
public static class ContentDifference
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>How long an upload may lie in <c>incoming</c>: longer than its check is tried again.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private const int MaxNameLength = 100;

    /// <summary>What is wrong with the content of a document that is accepted; nothing when it is young.</summary>
    public static IEnumerable<DriftFinding> Compare(AcceptedContent row, KeptFile? blob, DateTimeOffset now)
    {
        if (IsYoung(row.AcceptedAt, now)) yield break;

        var name = row.Id.ToString("D");
        if (blob is null)
        {
            yield return Critical("missing content", name, FormattableString.Invariant($"a blob of {row.SizeBytes} bytes in documents"), "");
            yield break;
        }
        if (blob.Origin is null) yield return Critical("unfinished copy", name, "a copy that ended", "a copy that failed, or goes on");
        if (blob.SizeBytes != row.SizeBytes) yield return Critical("size of content", name, FormattableString.Invariant($"{row.SizeBytes} bytes"), FormattableString.Invariant($"{blob.SizeBytes} bytes"));
        if (blob.Origin is { } origin && origin != row.CheckedEtag) yield return Critical("origin of content", name, $"copied from the upload {row.CheckedEtag}", origin.Length == 0 ? "not copied from an upload" : $"copied from the upload {Shown(origin)}");

        // The copy is written before its verdict, or in the same moment as its release.
        if (blob.WrittenAt > row.AcceptedAt + Patience)
        {
            yield return new DriftFinding(DriftKind.Blobs, "rewritten content", name, FormattableString.Invariant($"not written after {row.AcceptedAt:u}"),
                FormattableString.Invariant($"written at {blob.WrittenAt:u}"), DriftSeverity.Warning, "Compare its SHA-256 with the document's.");
        }
    }

    /// <summary>A blob that no accepted document needs. Null: it is young, or its document changed just now, or it is a file of our own.</summary>
    public static DriftFinding? Unneeded(KeptFile blob, ContentOwner? owner, DateTimeOffset now)
    {
        if (IsYoung(blob.WrittenAt, now) || owner is { IsCanary: true } || IsYoung(owner?.ToldAt, now)) return null;
        return new DriftFinding(DriftKind.Blobs, "content without document", Shown(blob.Name), "", FormattableString.Invariant($"a blob of {blob.SizeBytes} bytes; {Described(owner)}"), DriftSeverity.Warning,
            "Move it to quarantine once somebody looked at it.");
    }

    /// <summary>An upload that nobody dealt with for more than a day. Null: it is younger, or a file of our own.</summary>
    public static DriftFinding? Forgotten(WaitingUpload upload, ContentOwner? owner, DateTimeOffset now)
    {
        if (now - upload.ArrivedAt <= LongestWait || owner is { IsCanary: true }) return null;
        return new DriftFinding(DriftKind.Blobs, "forgotten upload", Shown(upload.Name), "", FormattableString.Invariant($"an upload that arrived at {upload.ArrivedAt:u}; {Described(owner)}"), DriftSeverity.Warning,
            "See docs/runbooks/a-document-is-not-checked.md.");
    }

    private static bool IsYoung(DateTimeOffset? at, DateTimeOffset now) => now - at <= Patience;

    private static string Described(ContentOwner? owner) => owner?.State is { } state ? $"its document is {state}" : "no document has this name";

    private static DriftFinding Critical(string subject, string name, string expected, string found) =>
        new(DriftKind.Blobs, subject, name, expected, found, DriftSeverity.Critical, "See docs/runbooks/drift-was-found.md, Blobs.");

    /// <summary>Whoever can write to the store chooses the names there.</summary>
    private static string Shown(string text) =>
        new([.. text.Take(MaxNameLength).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
