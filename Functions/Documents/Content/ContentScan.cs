using System.Security.Cryptography;
using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>
/// What one read of a file found. <paramref name="Type"/> is null when the content is of no known type;
/// <paramref name="Reasons"/> are what the recognisers have against the content, whatever was announced.
/// </summary>
public sealed record ScannedContent(long SizeBytes, byte[] Sha256, FileType? Type, IReadOnlyList<Reason> Reasons, IReadOnlyList<Reason> Warnings);

/// <summary>
/// Takes the facts about a file in one pass over its bytes: size, SHA-256, type, and what each recogniser finds. Its memory does not grow with the file.
/// </summary>
/// <param name="sizeBytes">How long the file is as a whole: what lies at its end is looked at while it passes.</param>
public sealed class ContentScan(long sizeBytes) : IDisposable
{
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileHead head = new(FileSignature.NeededBytes);
    private readonly IRecogniser[] ofAnyType = [new WebShortcut(), new TestVirus(), new ArchiveAtEnd(sizeBytes)];
    private IRecogniser? ofItsType;
    private FileType? type;
    private bool typeIsDecided;
    private long scannedBytes;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        scannedBytes += bytes.Length;
        sha256.AppendData(bytes);
        foreach (var recogniser in ofAnyType) recogniser.Append(bytes);
        AppendToItsType(bytes);
    }

    /// <summary>The facts, once the last byte was given. Called once.</summary>
    public ScannedContent Finish()
    {
        if (!typeIsDecided) DecideType();

        List<Findings> found = [.. from recogniser in ofItsType is null ? ofAnyType : [ofItsType, .. ofAnyType] select recogniser.Finish()];
        return new ScannedContent(scannedBytes, sha256.GetHashAndReset(), type,
            [.. found.SelectMany(findings => findings.Reasons), .. SecondFormats(found)], [.. found.SelectMany(findings => findings.Warnings)]);
    }

    public void Dispose() => sha256.Dispose();

    /// <summary>The type is decided by the head of the file, so its own recogniser gets that first, and the rest as it comes.</summary>
    private void AppendToItsType(ReadOnlySpan<byte> bytes)
    {
        if (!typeIsDecided)
        {
            bytes = bytes[head.Append(bytes)..];
            if (!head.IsFull) return;
            DecideType();
        }
        ofItsType?.Append(bytes);
    }

    /// <summary>What a reader of another format would open as well, which makes two things of one file.</summary>
    private IEnumerable<Reason> SecondFormats(List<Findings> found)
    {
        if (type is null or { Family: FileFamily.Foreign }) yield break;

        if (type.Family is FileFamily.Picture or FileFamily.Video && FileSignature.HasPdfHeader(head.Bytes))
            yield return ContentReason.NotOnlyThat(type.Phrase, "a PDF header near the start");
        if (found.Exists(findings => findings.Reasons.Any(reason => reason.Code == ReasonCode.Archive)))
            yield return ContentReason.NotOnlyThat(type.Phrase, "an archive");
    }

    private void DecideType()
    {
        typeIsDecided = true;
        type = FileSignature.Recognise(head.Bytes);
        ofItsType = type?.NewRecogniser?.Invoke(sizeBytes);
        ofItsType?.Append(head.Bytes);
    }
}
