namespace Glimmerglass.Functions.Documents.Content.Media;

/// <summary>Gathers a wanted number of bytes out of a stream that may be cut anywhere. Its room is used again for the next ones.</summary>
internal sealed class Gathered
{
    private byte[] room = new byte[64];
    private int count;
    private int wanted;

    public ReadOnlySpan<byte> Bytes => room.AsSpan(0, count);

    public int Count => count;

    /// <summary>Forgets what was gathered and wants this many bytes.</summary>
    public void Begin(int bytes)
    {
        count = 0;
        Extend(bytes);
    }

    /// <summary>Keeps what was gathered and wants this many bytes in all.</summary>
    public void Extend(int bytes)
    {
        if (bytes > room.Length) Array.Resize(ref room, bytes);
        wanted = bytes;
    }

    /// <summary>Takes what is still wanted off the front of these bytes; true once nothing is.</summary>
    public bool Take(ref ReadOnlySpan<byte> bytes)
    {
        var taken = bytes[..Math.Min(bytes.Length, wanted - count)];
        taken.CopyTo(room.AsSpan(count));
        count += taken.Length;
        bytes = bytes[taken.Length..];
        return count == wanted;
    }
}
