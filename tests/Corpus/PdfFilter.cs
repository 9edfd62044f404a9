using System.Text;

namespace Glimmerglass.Tests.Corpus;

/// <summary>A way to pack the data of a PDF stream (ISO 32000-2, 7.4), with the entry that tells a reader how to unpack it.</summary>
public sealed record PdfFilter(string Name, Func<byte[], byte[]> Encode, string Parameters = "null")
{
    private const int Columns = 5;

    public static readonly PdfFilter Flate = new("/FlateDecode", bytes => Octets.Zlib(bytes));
    public static readonly PdfFilter Ascii85 = new("/ASCII85Decode", EncodeAscii85);
    public static readonly PdfFilter Hex = new("/ASCIIHexDecode", bytes => Octets.Latin(Convert.ToHexString(bytes) + ">"));
    public static readonly PdfFilter Lzw = new("/LZWDecode", EncodeLzw);
    public static readonly PdfFilter RunLength = new("/RunLengthDecode", EncodeRuns);
    public static readonly PdfFilter FlateUp = Up(Columns);
    public static readonly PdfFilter FlateTiff = new("/FlateDecode", bytes => Octets.Zlib(TiffRows(bytes)), $"<</Predictor 2/Columns {Columns}>>");
    public static readonly PdfFilter LzwUp = new("/LZWDecode", bytes => EncodeLzw(PngUp(bytes, Columns)), $"<</Predictor 12/Columns {Columns}>>");

    /// <summary>Flate after the predictor that producers use for cross-reference streams, whose rows have 7 bytes here.</summary>
    public static PdfFilter Up(int columns) =>
        new("/FlateDecode", bytes => Octets.Zlib(PngUp(bytes, columns)), $"<</Predictor 12/Columns {columns}>>");

    /// <summary>The entries for the dictionary of a stream that went through these filters, the first being the first to unpack.</summary>
    public static string Entries(IReadOnlyList<PdfFilter> filters)
    {
        if (filters.Count == 0) return "";
        var parameters = filters.All(filter => filter.Parameters == "null") ? "" : $"/DecodeParms[{string.Join(' ', filters.Select(filter => filter.Parameters))}]";
        return filters is [{ Parameters: "null" } only] ? $"/Filter{only.Name}" : $"/Filter[{string.Concat(filters.Select(filter => filter.Name))}]{parameters}";
    }

    public static byte[] Pack(IReadOnlyList<PdfFilter> filters, byte[] data) => filters.Reverse().Aggregate(data, (bytes, filter) => filter.Encode(bytes));

    private static byte[] EncodeAscii85(byte[] bytes)
    {
        var text = new StringBuilder();
        for (var at = 0; at < bytes.Length; at += 4)
        {
            var count = Math.Min(4, bytes.Length - at);
            uint word = 0;
            for (var i = 0; i < 4; i++) word = (word << 8) | (i < count ? bytes[at + i] : 0u);
            text.Append(word == 0 && count == 4 ? "z" : Digits(word)[..(count + 1)]);
        }
        return Octets.Latin(text.Append("~>").ToString());
    }

    private static string Digits(uint word)
    {
        var digits = new char[5];
        for (var i = 4; i >= 0; i--)
        {
            digits[i] = (char)('!' + (word % 85));
            word /= 85;
        }
        return new string(digits);
    }

    /// <summary>Codes of nine bits only: the table is cleared before it needs ten.</summary>
    private static byte[] EncodeLzw(byte[] bytes)
    {
        List<int> codes = [];
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i % 200 == 0) codes.Add(256);
            codes.Add(bytes[i]);
        }
        codes.Add(257);

        List<byte> packed = [];
        var (held, bits) = (0, 0);
        foreach (var code in codes)
        {
            held = (held << 9) | code;
            for (bits += 9; bits >= 8; bits -= 8) packed.Add((byte)(held >> (bits - 8)));
            held &= (1 << bits) - 1;
        }
        if (bits > 0) packed.Add((byte)(held << (8 - bits)));
        return [.. packed];
    }

    private static byte[] EncodeRuns(byte[] bytes) => [.. bytes.Chunk(128).SelectMany(run => (byte[])[(byte)(run.Length - 1), .. run]), 128];

    private static byte[] PngUp(byte[] bytes, int columns)
    {
        var above = new byte[columns];
        return [.. Rows(bytes, columns).SelectMany(row =>
        {
            byte[] packed = [2, .. row.Select((value, i) => (byte)(value - above[i]))];
            above = row;
            return packed;
        })];
    }

    private static byte[] TiffRows(byte[] bytes) => [.. Rows(bytes, Columns).SelectMany(row => row.Select((value, i) => (byte)(value - (i > 0 ? row[i - 1] : 0))))];

    /// <summary>Blanks fill the last row: they mean nothing in an object stream, and the entries of a cross-reference stream end before them.</summary>
    private static IEnumerable<byte[]> Rows(byte[] bytes, int columns) => bytes.Chunk(columns).Select(row => (byte[])[.. row, .. Enumerable.Repeat((byte)' ', columns - row.Length)]);
}
