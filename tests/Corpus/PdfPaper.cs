using System.Collections.Immutable;

namespace Glimmerglass.Tests.Corpus;

/// <summary>One object of a paper: its text, and the data when it is a stream.</summary>
public sealed record PdfPart(string Text, byte[]? Data = null, string Entries = "");

/// <summary>
/// A PDF as its numbered objects, to be written in one of several layouts. Objects 1 to 5 are catalog, page tree, page, its content and its font; more begin with 6.
/// </summary>
public sealed record PdfPaper(ImmutableSortedDictionary<int, PdfPart> Parts)
{
    public const string Script = """<</S/JavaScript/JS(app.alert\(1\))>>""";
    public const string Words = "BT /F1 12 Tf 72 700 Td (Offer for twelve windows) Tj ET";

    public string Header { get; init; } = "%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n";
    public string Eol { get; init; } = "\n";
    public string EntryEnd { get; init; } = " \n";
    public string Trailer { get; init; } = "/Root 1 0 R";
    public long CountsFrom { get; init; }

    /// <summary>A page of text, with more entries in its catalog and its page, and more objects from number 6 on.</summary>
    public static PdfPaper OnePage(string catalog = "", string page = "", params IReadOnlyList<string> more)
    {
        var paper = new PdfPaper(ImmutableSortedDictionary<int, PdfPart>.Empty)
            .With(1, $"<</Type/Catalog/Pages 2 0 R{catalog}>>")
            .With(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
            .With(3, $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R{page}>>")
            .WithStream(4, "", Octets.Latin(Words))
            .With(5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>");
        for (var i = 0; i < more.Count; i++) paper = paper.With(6 + i, more[i]);
        return paper;
    }

    /// <summary>A page with one annotation that has these entries.</summary>
    public static PdfPaper Annotated(string annotation, params IReadOnlyList<string> more) =>
        OnePage("", "/Annots[6 0 R]", [$"<</Type/Annot/Rect[72 690 200 710]{annotation}>>", .. more]);

    /// <summary>A page with a link that has this action.</summary>
    public static PdfPaper Linked(string action) => Annotated($"/Subtype/Link/Border[0 0 0]/A{action}");

    public PdfPaper With(int number, string text) => this with { Parts = Parts.SetItem(number, new PdfPart(text)) };

    public PdfPaper WithStream(int number, string entries, byte[] data, params IReadOnlyList<PdfFilter> filters) =>
        this with { Parts = Parts.SetItem(number, new PdfPart("", PdfFilter.Pack(filters, data), entries + PdfFilter.Entries(filters))) };

    public int Next => Parts.Keys.Max() + 1;

    public PdfWriter Objects(Func<int, bool>? which = null)
    {
        var writer = new PdfWriter(Header) { Eol = Eol, EntryEnd = EntryEnd, CountsFrom = CountsFrom };
        foreach (var (number, part) in Parts)
        {
            if (which is not null && !which(number)) continue;
            if (part.Data is null) writer.Object(number, part.Text);
            else writer.Stream(number, part.Entries, part.Data);
        }
        return writer;
    }

    public PdfWriter Classic() => Objects().Table(Trailer);

    public PdfWriter WithXrefStream(params IReadOnlyList<PdfFilter> filters) => Objects().XrefStream(Next, Trailer, filters);

    /// <summary>All that may lie in an object stream does: everything but streams.</summary>
    public PdfWriter Packed(params IReadOnlyList<PdfFilter> filters) => Objects(IsStream).ObjectStream(Next, filters, [.. Plain(_ => true)]).XrefStream(Next + 1, Trailer);

    /// <summary>A table for the objects that old readers need, and an object stream for those from number 6 on, which only new readers see.</summary>
    public PdfWriter Hybrid(params IReadOnlyList<PdfFilter> filters) =>
        Objects(number => number < 6 || IsStream(number)).ObjectStream(Next, filters, [.. Plain(number => number >= 6)]).Hybrid(Next + 1, Trailer);

    public byte[] Bytes => Classic().Bytes;

    private bool IsStream(int number) => Parts[number].Data is not null;

    private IEnumerable<(int, string)> Plain(Func<int, bool> which) => from part in Parts where part.Value.Data is null && which(part.Key) select (part.Key, part.Value.Text);
}
