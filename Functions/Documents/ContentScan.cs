using System.Security.Cryptography;
using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// What one read of a file found. <paramref name="Type"/> is null when the content is of no known type;
/// <paramref name="Reasons"/> are what the recognisers have against the content, whatever was announced.
/// </summary>
public sealed record ScannedContent(long SizeBytes, byte[] Sha256, FileType? Type, IReadOnlyList<Reason> Reasons);

/// <summary>
/// Reads along with a file's one pass and says at its end what is wrong with the content. Its answer must not depend on how the bytes
/// are cut into buffers, and its memory must not grow with the file.
/// </summary>
public interface IRecogniser
{
    void Append(ReadOnlySpan<byte> bytes);

    IEnumerable<Reason> Finish();
}

/// <summary>Takes the facts about a file in one pass over its bytes: size, SHA-256, type, and what each recogniser finds. Needs some 12 KB for any size.</summary>
public sealed class ContentScan : IDisposable
{
    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly FileHead head = new(FileSignature.NeededBytes);
    private readonly IRecogniser[] recognisers = [new WebShortcut(), new TestVirus()];
    private long sizeBytes;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        sizeBytes += bytes.Length;
        sha256.AppendData(bytes);
        head.Append(bytes);
        foreach (var recogniser in recognisers) recogniser.Append(bytes);
    }

    /// <summary>The facts, once the last byte was given. Called once.</summary>
    public ScannedContent Finish() => new(
        sizeBytes,
        sha256.GetHashAndReset(),
        FileSignature.Recognise(head.Bytes),
        [.. recognisers.SelectMany(recogniser => recogniser.Finish())]);

    public void Dispose() => sha256.Dispose();
}
