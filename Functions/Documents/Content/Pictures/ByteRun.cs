namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>A short run of bytes that a reader needs whole, however many buffers it comes in.</summary>
public sealed class ByteRun(int maxBytes)
{
    private readonly byte[] kept = new byte[maxBytes];
    private int count;
    private int needed;

    /// <summary>The bytes of the run so far.</summary>
    public ReadOnlySpan<byte> Bytes => kept.AsSpan(0, count);

    /// <summary>Begins a new run of this many bytes.</summary>
    public void Begin(int bytes)
    {
        needed = bytes;
        count = 0;
    }

    /// <summary>Moves bytes from the front of the buffer into the run. True once the run is whole.</summary>
    public bool Take(ref ReadOnlySpan<byte> buffer)
    {
        var taken = buffer[..Math.Min(buffer.Length, needed - count)];
        taken.CopyTo(kept.AsSpan(count));
        count += taken.Length;
        buffer = buffer[taken.Length..];
        return count == needed;
    }
}
