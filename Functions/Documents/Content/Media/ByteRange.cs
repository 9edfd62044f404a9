namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>Keeps one range of a file while the file passes, however its bytes are cut; <paramref name="startsAt"/> must lie ahead.</summary>
internal sealed class ByteRange(long startsAt, int maxBytes)
{
    private readonly FileHead kept = new(maxBytes);

    public ReadOnlySpan<byte> Bytes => kept.Bytes;

    /// <param name="at">Where in the file these bytes begin.</param>
    public void Append(long at, ReadOnlySpan<byte> bytes)
    {
        if (at + bytes.Length > startsAt) kept.Append(bytes[(int)Math.Max(0, startsAt - at)..]);
    }
}
