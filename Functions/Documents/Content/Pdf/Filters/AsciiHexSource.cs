namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>ASCIIHexDecode (ISO 32000-2, 7.4.2). Anything but digits is passed over, up to the final <c>&gt;</c>.</summary>
public sealed class AsciiHexSource(IByteSource source) : IByteSource
{
    private readonly ByteReader reader = new(source);
    private bool hasEnded;

    public int Read(Span<byte> into)
    {
        var count = 0;
        while (count < into.Length && NextDigit() is >= 0 and var high)
        {
            var low = NextDigit();
            into[count++] = (byte)((high << 4) | Math.Max(0, low));
        }
        return count;
    }

    private int NextDigit()
    {
        while (!hasEnded)
        {
            var next = reader.Next();
            hasEnded = next is < 0 or '>';
            if (!hasEnded && PdfBytes.HexValue((byte)next) is >= 0 and var digit) return digit;
        }
        return -1;
    }
}
