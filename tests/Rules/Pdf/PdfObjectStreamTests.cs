using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Glimmerglass.Tests.Rules.Pdf;

/// <summary>Objects inside object streams, through every filter, and those that would hide there.</summary>
public sealed class PdfObjectStreamTests
{
    private const string Script = "<< /S /JavaScript /JS (x) >>";

    public static TheoryData<string> Filters => [.. Encoders.Keys];

    private static readonly Dictionary<string, Func<byte[], byte[]>> Encoders = new()
    {
        [""] = data => data,
        ["/Filter /FlateDecode"] = PdfDraft.Deflated,
        ["/Filter [/Fl] /DP << /Predictor 1 >>"] = PdfDraft.Deflated,
        ["/Filter /AHx"] = Hex,
        ["/Filter /ASCII85Decode"] = Ascii85,
        ["/F /RL"] = RunLength,
        ["/Filter /LZWDecode"] = Lzw,
        ["/Filter [/AHx /FlateDecode] /DecodeParms [null << /Predictor 12 /Columns 5 >>]"] = data => Hex(PdfDraft.Deflated(Up(data, 5))),
        ["/Filter /FlateDecode /DecodeParms << /Predictor 2 /Columns 4 >>"] = data => PdfDraft.Deflated(Tiff(data, 4)),
        ["/Filter [/A85 /RunLengthDecode /FlateDecode]"] = data => Ascii85(RunLength(PdfDraft.Deflated(data))),
        ["/Filter /FlateDecode /Extends 3 0 R"] = data => PdfDraft.Deflated(data)[..^4],
    };

    [Theory, MemberData(nameof(Filters))]
    public void A_script_is_found_through_every_filter(string filter)
    {
        var draft = PdfDraft.Begin().AddObjects(4, filter, Encoders[filter], (5, "[1 2 3]"), (6, Script)).EndWithStream(9, (5, 4, 0), (6, 4, 1));

        Assert.Contains("PDF_ACTIVE_CONTENT object 6 in object stream 4: /S /JavaScript", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Filters))]
    public void Harmless_objects_are_taken_through_every_filter(string filter)
    {
        var draft = PdfDraft.Begin().AddObjects(4, filter, Encoders[filter], (5, "[1 2 3]"), (6, "(text)")).EndWithStream(9, (5, 4, 0), (6, 4, 1));

        Assert.Equal("", PdfVerdict.Of(draft));
    }

    [Theory]
    [InlineData("/Filter /JBIG2Decode", "a filter that is not known")]
    [InlineData("/Filter [/FlateDecode] /Filter /ASCIIHexDecode", "a dictionary that readers may take differently")]
    [InlineData("/Filter 7 0 R", "a dictionary that readers may take differently")]
    [InlineData("/Filter /FlateDecode", "no zlib header")]
    [InlineData("/N 1", "a dictionary that readers may take differently")]
    public void What_cannot_be_decoded_for_certain_is_unreadable(string filter, string why)
    {
        var draft = PdfDraft.Begin().AddObjects(4, filter, data => data, (5, "null")).EndWithStream(9, (5, 4, 0));

        Assert.Contains($"PDF_UNREADABLE object 4: an object stream that cannot be decoded ({why})", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5 0 6 7 ", "(hide << /S /JavaScript >>) (x)")]
    [InlineData("5 0 6 2 ", "[ << /S /Named >> ]")]
    [InlineData("5 2 ", "(x) null")]
    [InlineData("5 0 ", "null null")]
    [InlineData("5 0 6 0 ", "null")]
    [InlineData("5 0 6 5 ", "% to\nnull")]
    [InlineData("5 90 ", "null")]
    public void An_object_must_begin_and_end_where_the_table_says(string head, string body)
    {
        var count = head.Split(' ').Length / 2;
        var draft = PdfDraft.Begin()
            .AddStream(4, FormattableString.Invariant($"/Type /ObjStm /N {count} /First {head.Length}"), Encoding.Latin1.GetBytes(head + body))
            .EndWithStream(9);

        Assert.Contains("PDF_UNREADABLE object 4: an object stream that cannot be decoded", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Theory, InlineData(100_000, false), InlineData(100_001, true)]
    public void A_stream_of_too_many_objects_is_refused_with_the_cap_named(int count, bool isRefused)
    {
        var head = string.Concat(Enumerable.Range(0, count).Select(index => FormattableString.Invariant($"{10 + index} {2 * index} ")));
        var body = string.Concat(Enumerable.Repeat("0 ", count));
        var draft = PdfDraft.Begin()
            .AddStream(4, FormattableString.Invariant($"/Type /ObjStm /N {count} /First {head.Length}"), Encoding.Latin1.GetBytes(head + body))
            .EndWithStream(9);

        Assert.Equal(isRefused, PdfVerdict.Of(draft).Contains("(more than 100,000 objects)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stream_that_is_used_as_an_object_stream_and_is_none_is_unreadable()
    {
        var draft = PdfDraft.Begin().AddStream(4, "/Type /ObjStm2", [.. "5 0 null"u8]).EndWithStream(9, (5, 4, 0));

        Assert.Equal("PDF_UNREADABLE object 4 is used as an object stream and is none", PdfVerdict.Of(draft));
    }

    [Fact]
    public void An_object_stream_without_its_type_is_one_all_the_same()
    {
        var draft = PdfDraft.Begin().AddStream(4, "/N 1 /First 4", [.. Encoding.Latin1.GetBytes("5 0 " + Script)]).EndWithStream(9, (5, 4, 0));

        Assert.Contains("PDF_ACTIVE_CONTENT object 5 in object stream 4", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void What_inflates_without_end_is_stopped_at_the_cap()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write("5 0 "u8);
            for (var i = 0; i < 257; i++) zlib.Write(new byte[1 << 20]);
        }
        var draft = PdfDraft.Begin().AddStream(4, "/Type /ObjStm /N 1 /First 4 /Filter [/Fl /Fl]", PdfDraft.Deflated(packed.ToArray())).EndWithStream(9);

        Assert.Contains("more than 256 MB of inflated object streams", PdfVerdict.Read(draft.Bytes, 1 << 20), StringComparison.Ordinal);
    }

    private static byte[] Hex(byte[] data) => Encoding.ASCII.GetBytes(Convert.ToHexString(data) + ">");

    private static byte[] RunLength(byte[] data) => [.. data.Chunk(100).SelectMany(part => (byte[])[(byte)(part.Length - 1), .. part]), 254, (byte)' ', 128];

    private static byte[] Up(byte[] data, int columns)
    {
        var rows = data.Chunk(columns).ToList();
        return [.. rows.SelectMany((row, i) => (byte[])[2, .. row.Select((value, at) => (byte)(value - (i == 0 ? 0 : rows[i - 1][at])))])];
    }

    private static byte[] Tiff(byte[] data, int columns) =>
        [.. data.Chunk(columns).SelectMany(row => row.Select((value, at) => (byte)(value - (at == 0 ? 0 : row[at - 1]))))];

    private static byte[] Ascii85(byte[] data)
    {
        var text = new StringBuilder();
        foreach (var part in data.Chunk(4))
        {
            var value = part.Concat(new byte[4]).Take(4).Aggregate(0u, (sum, next) => (sum << 8) | next);
            var digits = new char[5];
            for (var i = 4; i >= 0; i--, value /= 85) digits[i] = (char)('!' + (value % 85));
            text.Append(value == 0 && part.Length == 4 && digits.All(digit => digit == '!') ? "z" : new string(digits, 0, part.Length + 1));
        }
        return Encoding.ASCII.GetBytes(text + "~>");
    }

    /// <summary>Codes of nine bits, cleared before they would grow.</summary>
    private static byte[] Lzw(byte[] data)
    {
        var bits = string.Concat(data.Chunk(200).Select(part => Bits(256) + string.Concat(part.Select(value => Bits(value))))) + Bits(257);
        return [.. bits.PadRight((bits.Length + 7) / 8 * 8, '0').Chunk(8).Select(octet => Convert.ToByte(new string(octet), 2))];

        static string Bits(int code) => code.ToString("b9", CultureInfo.InvariantCulture);
    }
}
