using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Functions.Documents;

/// <summary>What the uploader said about a file before sending it. <paramref name="Sha256"/> is optional and has 32 bytes.</summary>
public sealed record Announced(string Kind, string FileName, string ContentType, long SizeBytes, byte[]? Sha256);

/// <summary>Decides whether an uploaded file may count as a document: what it is must be what was announced, and of a type that its kind takes.</summary>
public static partial class FileCheck
{
    private const int MaxPlaces = 5;

    /// <summary>Judges a file that was read to its end. All reasons against it are given at once, always in the same order.</summary>
    public static Verdict Judge(Announced announced, ScannedContent found, Limits limits)
    {
        IReadOnlyList<Reason> reasons =
        [
            .. Each(
                RefuseEmpty(found),
                RefuseSize(found.SizeBytes, limits.MaxBytes(found.Type), found.Type?.Phrase ?? "a file of no known type"),
                RefuseOtherSize(announced, found.SizeBytes),
                RefuseOtherHash(announced, found),
                RefuseType(announced, found),
                RefuseOtherType(announced, found),
                found.Type is { } type ? ContentReason.ProgramOrArchive(type, "the whole file") : null,
                UploadName.IsWebShortcut(announced.FileName) ? WebShortcut.Refusal : null),
            .. found.Reasons,
        ];
        reasons = OncePerCode(reasons);
        return new Verdict(StateFor(reasons), reasons, found.SizeBytes, found.Sha256, found.Type?.ContentType)
        {
            Warnings = OncePerCode(found.Warnings),
            IfDuplicate = new Reason(ReasonCode.DuplicateOfOtherOrder,
                "The same file is accepted on another order already. Look whether it belongs to this one: a payment counts once."),
        };
    }

    /// <summary>
    /// Judges a file by its size alone, before it is read: null unless it is larger than the largest file its kind takes.
    /// A create-only link cannot limit the size, and an empty page blob may claim terabytes.
    /// </summary>
    public static Verdict? JudgeUnread(Announced announced, long sizeBytes, Limits limits)
    {
        if (RefuseSize(sizeBytes, limits.MaxBytes(announced.Kind), "this kind of document") is not { } tooLarge) return null;
        return new Verdict(DocumentState.Rejected, Each(tooLarge, RefuseOtherSize(announced, sizeBytes)), sizeBytes, [], null);
    }

    /// <summary>The verdict on a blob that was replaced while it was read or copied, so that what was checked is not what would be kept.</summary>
    public static Verdict ChangedWhileChecking(long sizeBytes) => new(
        DocumentState.Rejected,
        [new Reason(ReasonCode.ChangedWhileChecking, "The file was changed while it was being checked, so the check is void. Upload it once more, and only once.")],
        sizeBytes, [], null);

    /// <summary>The verdict on a file whose check itself fails again and again.</summary>
    public static Verdict CheckFailed(long sizeBytes) => new(
        DocumentState.Failed,
        [new Reason(ReasonCode.CheckFailed, "The check itself failed, so nothing is known about this file. Upload it again.")],
        sizeBytes, [], null);

    /// <summary>The verdict on a document whose upload was there, and is gone before anything was found out about it.</summary>
    public static Verdict ContentMissing() => new(
        DocumentState.Failed,
        [new Reason(ReasonCode.ContentMissing, "The file arrived, but it was gone before its check had ended, so nothing is known about it. Upload it again.")],
        0, [], null);

    /// <summary>Several places of one kind are one reason, with the first few places in its detail.</summary>
    private static List<Reason> OncePerCode(IReadOnlyList<Reason> reasons) =>
        [.. from reason in reasons
            group reason by reason.Code into same
            let places = same.Select(reason => reason.Detail).OfType<string>().Distinct().ToList()
            select same.First() with { Detail = places.Count == 0 ? null : Listed(places) }];

    private static string Listed(List<string> places)
    {
        var told = string.Join("; ", places.Take(MaxPlaces));
        return places.Count > MaxPlaces ? Sentence.Of($"{told}; and {places.Count - MaxPlaces:N0} more") : told;
    }

    private static DocumentState StateFor(IReadOnlyList<Reason> reasons)
    {
        if (reasons.Any(reason => reason.Code == ReasonCode.TestVirus)) return DocumentState.Infected;
        return reasons.Count == 0 ? DocumentState.Accepted : DocumentState.Rejected;
    }

    private static Reason? RefuseEmpty(ScannedContent found) => found.SizeBytes > 0 ? null : new Reason(ReasonCode.Empty,
        "The file is empty (0 bytes). Open it on your computer to see that it has content, save it again, and upload it.");

    private static Reason? RefuseSize(long sizeBytes, long maxBytes, string what) => sizeBytes <= maxBytes ? null : new Reason(ReasonCode.TooLarge,
        $"The limit for {what} is {Sentence.Size(maxBytes)}, and this file has {Sentence.Size(sizeBytes)}. Make it smaller, for example with a lower resolution, and upload it again.");

    private static Reason? RefuseOtherSize(Announced announced, long sizeBytes) => sizeBytes == announced.SizeBytes ? null : new Reason(ReasonCode.SizeMismatch,
        Sentence.Of($"The file was announced with {announced.SizeBytes:N0} bytes, and {sizeBytes:N0} bytes arrived. Upload it again, and wait until it is complete."));

    private static Reason? RefuseOtherHash(Announced announced, ScannedContent found)
    {
        if (announced.Sha256 is not { } expected || found.Sha256.AsSpan().SequenceEqual(expected)) return null;
        return new Reason(ReasonCode.HashMismatch,
            $"The content is not what was announced: SHA-256 {Sentence.Hex(expected)} was expected, and {Sentence.Hex(found.Sha256)} arrived. Upload the file again.");
    }

    private static Reason? RefuseType(Announced announced, ScannedContent found)
    {
        var allowed = FileType.AllowedFor(announced.Kind);
        if (found.Type is { } type && !allowed.Contains(type)) return NotAllowed(announced.Kind, $"this file is {type.Phrase}");
        if (FileType.OfContentType(announced.ContentType) is { } declared && allowed.Contains(declared)) return null;
        return NotAllowed(announced.Kind, $"this file was declared as \"{announced.ContentType}\"");
    }

    private static Reason NotAllowed(string kind, string what) => new(ReasonCode.TypeNotAllowed,
        $"{kind} takes {Sentence.Types(kind)}, and {what}. Save it as one of these types, a paper best as PDF, and upload that.");

    private static Reason? RefuseOtherType(Announced announced, ScannedContent found)
    {
        if (found.SizeBytes == 0) return null;

        var declared = FileType.OfContentType(announced.ContentType);
        if (declared != (found.Type?.Family == FileFamily.Foreign ? null : found.Type)) return Mismatch($"It was declared as {declared?.Phrase ?? $"\"{announced.ContentType}\""}", found);

        var extension = UploadName.Extension(announced.FileName);
        if (declared is null || extension.Length == 0 || declared.Extensions.Contains(extension)) return null;
        return Mismatch($"Its name ends with .{extension}", found);
    }

    private static Reason Mismatch(string claim, ScannedContent found) => new(ReasonCode.TypeMismatch,
        $"{claim}, but its content is {found.Type?.Phrase ?? "of no type that is known here"}. Open the file, save it as what it claims to be, and upload that; renaming is not enough.");

    private static List<Reason> Each(params ReadOnlySpan<Reason?> reasons)
    {
        List<Reason> given = [];
        foreach (var reason in reasons)
        {
            if (reason is not null) given.Add(reason);
        }
        return given;
    }
}
