using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>
/// Reads along with a file's one pass and says at its end what is wrong with the content. Its answer must not depend on how the bytes
/// are cut into buffers, its memory must not grow with the file, and no bytes at all may make it throw.
/// </summary>
public interface IRecogniser
{
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Called once, after the last byte.</summary>
    Findings Finish();
}

/// <summary>What was found: reasons against the file, and warnings, which refuse nothing. The same code may come several times, once for each place.</summary>
public sealed record Findings(IReadOnlyList<Reason> Reasons, IReadOnlyList<Reason> Warnings)
{
    public static Findings None { get; } = new([], []);

    public static Findings Against(params IReadOnlyList<Reason> reasons) => new(reasons, []);
}
