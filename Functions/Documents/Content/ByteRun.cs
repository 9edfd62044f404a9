namespace Glimmerglass.Functions.Documents.Content;

/// <summary>A run of bytes that a reader needs whole, however many buffers it comes in. Its room is used again for the next run, and grows to the longest.</summary>
public sealed class ByteRun(int roomBytes = 64)
{
    private byte[] room = new byte[roomBytes];
    private int count;
    private int needed;

    /// <summary>The bytes of the run so far.</summary>
    public ReadOnlySpan<byte> Bytes => room.AsSpan(0, count);

    public int Count => count;

    /// <summary>Begins a new run of this many bytes.</summary>
    public void Begin(int bytes)
    {
        count = 0;
        Extend(bytes);
    }

    /// <summary>Keeps what the run has, and needs this many bytes in all.</summary>
    public void Extend(int bytes)
    {
        if (bytes > room.Length) Array.Resize(ref room, bytes);
        needed = bytes;
    }

    /// <summary>Moves bytes from the front of the buffer into the run. True once the run is whole.</summary>
    public bool Take(ref ReadOnlySpan<byte> buffer)
    {
        var taken = buffer[..Math.Min(buffer.Length, needed - count)];
        taken.CopyTo(room.AsSpan(count));
        count += taken.Length;
        buffer = buffer[taken.Length..];
        return count == needed;
    }
}
