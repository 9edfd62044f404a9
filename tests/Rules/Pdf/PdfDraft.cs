using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Glimmerglass.Tests.Rules.Pdf;

/// <summary>Writes a PDF piece by piece and keeps its cross-reference, so that a test says only what is special.</summary>
internal sealed class PdfDraft
{
    private readonly List<byte> bytes = [];
    private readonly SortedDictionary<int, string> entries = [];
    private readonly Dictionary<int, long> places = [];
    private int highest;
    private long previous = -1;

    public int Length => bytes.Count;

    public byte[] Bytes => [.. bytes];

    /// <summary>A catalog with these entries, one page with these, and nothing behind them yet.</summary>
    public static PdfDraft Begin(string catalog = "", string page = "") => new PdfDraft()
        .Raw("%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n")
        .Add(1, $"<< /Type /Catalog /Pages 2 0 R {catalog} >>")
        .Add(2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
        .Add(3, $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {page} >>");

    /// <summary>Where this object was last added.</summary>
    public long PlaceOf(int number) => places[number];

    public PdfDraft Raw(string text)
    {
        bytes.AddRange(Encoding.Latin1.GetBytes(text));
        return this;
    }

    public PdfDraft Add(int number, string body)
    {
        Name(number, bytes.Count);
        return Raw($"{number} 0 obj\n{body}\nendobj\n");
    }

    public PdfDraft AddStream(int number, string dictionary, byte[] data)
    {
        Name(number, bytes.Count);
        Raw($"{number} 0 obj\n<< {dictionary} /Length {data.Length} >>\nstream\n");
        bytes.AddRange(data);
        return Raw("\nendstream\nendobj\n");
    }

    /// <summary>An object stream of these objects, and no entries for them.</summary>
    public PdfDraft AddObjects(int number, string filter, Func<byte[], byte[]> encode, params (int Number, string Body)[] members)
    {
        var (head, body) = ("", "");
        foreach (var member in members)
        {
            head += FormattableString.Invariant($"{member.Number} {body.Length} ");
            body += member.Body + "\n";
        }
        return AddStream(number, $"/Type /ObjStm /N {members.Length} /First {head.Length} {filter}", encode(Encoding.Latin1.GetBytes(head + body)));
    }

    /// <summary>Lets the next cross-reference name this place for the object.</summary>
    public PdfDraft Name(int number, long place)
    {
        highest = Math.Max(highest, number);
        places[number] = place;
        entries[number] = place.ToString("D10", CultureInfo.InvariantCulture) + " 00000 n \n";
        return this;
    }

    /// <summary>The table of what is new, its trailer and the end. More objects may follow, as an incremental update.</summary>
    public PdfDraft End(string trailer = "/Root 1 0 R")
    {
        var start = bytes.Count;
        Raw(previous < 0 ? "xref\n0 1\n0000000000 65535 f \n" : "xref\n");
        foreach (var (number, entry) in entries) Raw($"{number} 1\n{entry}");
        Raw($"trailer\n<< /Size {highest + 1} {trailer} {(previous < 0 ? "" : $"/Prev {previous}")} >>\nstartxref\n{start}\n%%EOF\n");
        entries.Clear();
        previous = start;
        return this;
    }

    /// <summary>The same as a cross-reference stream, with entries for objects in object streams: number, stream and index.</summary>
    public PdfDraft EndWithStream(int number, params (int Number, int Stream, int Index)[] members)
    {
        var start = bytes.Count;
        Name(number, start);
        var rows = entries.Select(entry => (Number: entry.Key, Row: Row(1, long.Parse(entry.Value[..10], CultureInfo.InvariantCulture), 0)))
            .Concat(members.Select(member => (member.Number, Row: Row(2, member.Stream, member.Index)))).ToList();
        var index = string.Join(' ', rows.Select(row => $"{row.Number} 1"));
        var data = Deflated([.. rows.SelectMany(row => row.Row)]);
        AddStream(number, $"/Type /XRef /Size 100 /Root 1 0 R /W [1 4 2] /Index [{index}] /Filter /FlateDecode {(previous < 0 ? "" : $"/Prev {previous}")}", data);
        entries.Clear();
        previous = start;
        return Raw($"startxref\n{start}\n%%EOF\n");
    }

    public static byte[] Deflated(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal)) zlib.Write(data);
        return packed.ToArray();
    }

    private static byte[] Row(byte kind, long second, int third) =>
        [kind, (byte)(second >> 24), (byte)(second >> 16), (byte)(second >> 8), (byte)second, (byte)(third >> 8), (byte)third];
}
