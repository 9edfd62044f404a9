namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>LZWDecode (ISO 32000-2, 7.4.4): codes of 9 to 12 bits, which grow one code early unless the parameters say otherwise.</summary>
public sealed class LzwSource(IByteSource source, bool isEarly) : IByteSource
{
    private const int Clear = 256;
    private const int End = 257;
    private const int MaxCodes = 4096;

    private readonly ByteReader reader = new(source);
    private readonly short[] prefix = new short[MaxCodes];
    private readonly byte[] suffix = new byte[MaxCodes];
    private readonly byte[] text = new byte[MaxCodes];
    private int codes = End + 1;
    private int previous = -1;
    private int bits;
    private int bitCount;
    private int textAt = MaxCodes;
    private bool hasEnded;

    public int Read(Span<byte> into)
    {
        var count = 0;
        while (count < into.Length)
        {
            if (textAt == MaxCodes && !Decode()) break;
            into[count++] = text[textAt++];
        }
        return count;
    }

    /// <summary>Puts the text of the next code at the end of its buffer; false at the end of the data.</summary>
    private bool Decode()
    {
        while (!hasEnded)
        {
            var code = NextCode();
            if (code is < 0 or End)
            {
                hasEnded = true;
            }
            else if (code == Clear) (codes, previous) = (End + 1, -1);
            else
            {
                Expand(code);
                return true;
            }
        }
        return false;
    }

    private void Expand(int code)
    {
        if (code > codes || (code == codes && previous < 0)) throw new InvalidDataException("LZW code without meaning");

        var last = code == codes ? previous : code;
        textAt = MaxCodes - (code == codes ? 1 : 0);
        for (; last > End; last = prefix[last]) text[--textAt] = suffix[last];
        text[--textAt] = (byte)last;
        if (code == codes) text[^1] = (byte)last;
        if (previous >= 0 && codes < MaxCodes)
        {
            prefix[codes] = (short)previous;
            suffix[codes++] = (byte)last;
        }
        previous = code;
    }

    private int NextCode()
    {
        var next = codes + (isEarly ? 1 : 0);
        var width = next >= 2048 ? 12 : next >= 1024 ? 11 : next >= 512 ? 10 : 9;
        while (bitCount < width)
        {
            var value = reader.Next();
            if (value < 0) return -1;
            bits = ((bits << 8) | value) & 0xFFFFFF;
            bitCount += 8;
        }
        bitCount -= width;
        return (bits >> bitCount) & ((1 << width) - 1);
    }
}
