namespace Glimmerglass.Functions.Documents.Content;

/// <summary>Keeps the first bytes of a stream, up to a fixed number.</summary>
public sealed class FileHead(int maxBytes)
{
    private readonly byte[] kept = new byte[maxBytes];
    private int count;

    public ReadOnlySpan<byte> Bytes => kept.AsSpan(0, count);

    public bool IsFull => count == kept.Length;

    /// <summary>Takes what still fits, and says how many bytes that were.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var taken = bytes[..Math.Min(bytes.Length, kept.Length - count)];
        taken.CopyTo(kept.AsSpan(count));
        count += taken.Length;
        return taken.Length;
    }

    /// <summary>Forgets what was kept, for the next stream.</summary>
    public void Clear() => count = 0;
}
