namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>ASCII85Decode (ISO 32000-2, 7.4.3): five characters from ! to u for four bytes, z for four zeros, up to <c>~&gt;</c>.</summary>
public sealed class Ascii85Source(IByteSource source) : IByteSource
{
    private readonly ByteReader reader = new(source);
    private readonly byte[] group = new byte[4];
    private int groupAt;
    private int groupCount;
    private bool hasEnded;

    public int Read(Span<byte> into)
    {
        var count = 0;
        while (count < into.Length)
        {
            if (groupAt == groupCount && !Decode()) break;
            into[count++] = group[groupAt++];
        }
        return count;
    }

    private bool Decode()
    {
        var (value, digits) = (0UL, 0);
        while (digits < 5 && !hasEnded)
        {
            var next = reader.Next();
            if (next is < 0 or '~') hasEnded = true;
            else if (next == 'z' && digits == 0) return Put(0, 4);
            else if (next is >= '!' and <= 'u') (value, digits) = ((value * 85) + (ulong)(next - '!'), digits + 1);
            else if (!PdfBytes.IsBlank((byte)next)) throw new InvalidDataException("no ASCII85 digit");
        }
        if (digits < 2) return false;
        for (var missing = digits; missing < 5; missing++) value = (value * 85) + 84;
        return Put(value, digits - 1);
    }

    private bool Put(ulong value, int count)
    {
        for (var i = 0; i < 4; i++) group[i] = (byte)(value >> (24 - (8 * i)));
        (groupAt, groupCount) = (0, count);
        return true;
    }
}
