namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>Reads a source byte by byte, through a buffer.</summary>
public sealed class ByteReader(IByteSource source)
{
    private readonly byte[] buffer = new byte[4096];
    private int at;
    private int count;

    /// <summary>The next byte, or -1 at the end.</summary>
    public int Next()
    {
        if (at == count)
        {
            count = source.Read(buffer);
            at = 0;
            if (count == 0) return -1;
        }
        return buffer[at++];
    }

    /// <summary>Fills the buffer as far as there are bytes, and says how many there were.</summary>
    public int Fill(Span<byte> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            var next = Next();
            if (next < 0) return i;
            into[i] = (byte)next;
        }
        return into.Length;
    }
}
