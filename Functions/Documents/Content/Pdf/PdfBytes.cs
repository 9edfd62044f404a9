namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>The classes of characters of ISO 32000-2, 7.2.3, and the escapes in names of 7.3.5.</summary>
public static class PdfBytes
{
    private const byte Blank = 1;
    private const byte Delimiter = 2;
    private const byte Numeric = 4;

    private static readonly byte[] Classes = MakeClasses();

    public static bool IsBlank(byte value) => (Classes[value] & Blank) != 0;

    public static bool IsDelimiter(byte value) => (Classes[value] & Delimiter) != 0;

    public static bool IsRegular(byte value) => (Classes[value] & (Blank | Delimiter)) == 0;

    /// <summary>A character that numbers consist of.</summary>
    public static bool IsNumeric(byte value) => (Classes[value] & Numeric) != 0;

    /// <summary>A byte that is a character by the standard, and a blank for PDFium.</summary>
    public static bool IsBlankForSome(byte value) => value is 0x80 or 0xFF;

    /// <summary>The value of a hexadecimal digit, or -1.</summary>
    public static int HexValue(byte digit) => char.IsAsciiHexDigit((char)digit) ? (digit & 0xF) + (digit >= 'A' ? 9 : 0) : -1;

    /// <summary>
    /// Undoes <c>#xx</c> in place, and says how long the name then is. A character that is no digit counts as zero, as it does for some readers: for the
    /// others the number sign stands for itself, and then the name is none that means anything.
    /// </summary>
    public static int Unescape(Span<byte> name)
    {
        var count = 0;
        for (var at = 0; at < name.Length; at++)
        {
            var value = name[at];
            if (value == '#' && at + 2 < name.Length)
            {
                value = (byte)((Math.Max(0, HexValue(name[at + 1])) << 4) | Math.Max(0, HexValue(name[at + 2])));
                at += 2;
            }
            name[count++] = value;
        }
        return count;
    }

    private static byte[] MakeClasses()
    {
        var classes = new byte[256];
        foreach (var value in "\0\t\n\f\r "u8) classes[value] = Blank;
        foreach (var value in "()<>[]{}/%"u8) classes[value] = Delimiter;
        foreach (var value in "+-.0123456789"u8) classes[value] = Numeric;
        return classes;
    }
}
