namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>RunLengthDecode (ISO 32000-2, 7.4.5).</summary>
public sealed class RunLengthSource(IByteSource source) : IByteSource
{
    private const int End = 128;

    private readonly ByteReader reader = new(source);
    private int left;
    private int repeated = -1;
    private bool hasEnded;

    public int Read(Span<byte> into)
    {
        var count = 0;
        while (count < into.Length && !hasEnded)
        {
            if (left == 0) BeginRun();
            var next = repeated >= 0 ? repeated : hasEnded ? -1 : reader.Next();
            if (hasEnded || next < 0) hasEnded = true;
            else
            {
                into[count++] = (byte)next;
                left--;
            }
        }
        return count;
    }

    private void BeginRun()
    {
        var length = reader.Next();
        hasEnded = length is < 0 or End;
        left = length < End ? length + 1 : 257 - length;
        repeated = length > End ? reader.Next() : -1;
        hasEnded |= length > End && repeated < 0;
    }
}
