using System.IO.Compression;
using static Glimmerglass.Tests.Corpus.PdfPaper;

namespace Glimmerglass.Tests.Corpus;

/// <summary>PDFs of many producers' habits, and harmless look-alikes. All are accepted.</summary>
public static partial class Cases
{
    private const string GoTo = "<</S/GoTo/D[3 0 R/XYZ 0 792 0]>>";

    private static IEnumerable<Case> GoodPapers =>
    [
        .. GoodLayouts, .. GoodRevisions, .. GoodFeatures, .. LookAlikes,
        Paper("PDF: an upper-case extension", "-", () => OnePage().Bytes) with { FileName = "A.PdF" },
        Paper("PDF: declared as application/x-pdf", "-", () => OnePage().Bytes) with { ContentType = "application/x-pdf" },
        Paper("PDF: a name without an extension", "-", () => OnePage().Bytes) with { FileName = "Angebot 12" },
        Paper("PDF: a kind that takes papers and pictures only", "-", () => OnePage().Bytes) with { Kind = "QUOTE" },
    ];

    private static IEnumerable<Case> GoodLayouts =>
    [
        Paper("PDF: one page with a classic table", "-", () => OnePage().Bytes),
        Paper("PDF: line ends of CR only", "-", () => (OnePage() with { Header = "%PDF-1.3\r%\u00E2\u00E3\u00CF\u00D3\r", Eol = "\r", EntryEnd = " \r" }).Bytes),
        Paper("PDF: line ends of CR LF", "-", () => (OnePage() with { Header = "%PDF-1.4\r\n%\u00E2\u00E3\u00CF\u00D3\r\n", Eol = "\r\n", EntryEnd = "\r\n" }).Bytes),
        Paper("PDF: table lines of 19 bytes", "-", () => (OnePage() with { EntryEnd = "\n" }).Bytes),
        Paper("PDF: header at byte 1,000, offsets from the file's start", "-", () => (OnePage() with { Header = new string(' ', 999) + "\n%PDF-1.4\n" }).Bytes),
        Paper("PDF: header at byte 1,000, offsets from the header", "-", () => (OnePage() with { Header = new string(' ', 999) + "\n%PDF-1.4\n", CountsFrom = 1000 }).Bytes),
        Paper("PDF: a line of a mail gateway before the header", "-", () => (OnePage() with { Header = "X-Scanned: yes\r\n\r\n%PDF-1.4\n", CountsFrom = 18 }).Bytes),
        Paper("PDF: a byte order mark before the header", "-", () => (OnePage() with { Header = "\u00EF\u00BB\u00BF%PDF-1.4\n" }).Bytes),
        Paper("PDF: blank lines before the header", "-", () => (OnePage() with { Header = "\r\n\r\n%PDF-1.4\n" }).Bytes),
        Paper("PDF: no comment of binary bytes after the header", "-", () => (OnePage() with { Header = "%PDF-1.1\n" }).Bytes),
        Paper("PDF: version 2.0 with a UTF-8 title", "-", () => (OnePage("/Version/2.0", "", "<</Title(\u00EF\u00BB\u00BFFenster)>>") with { Header = "%PDF-2.0\n%\u00E2\u00E3\u00CF\u00D3\n", Trailer = "/Root 1 0 R/Info 6 0 R/ID[<00><00>]" }).Bytes),
        Paper("PDF: a cross-reference stream without filter", "-", () => OnePage().WithXrefStream().Bytes),
        Paper("PDF: a cross-reference stream with Flate and the Up predictor", "-", () => OnePage().WithXrefStream(PdfFilter.Up(7)).Bytes),
        Paper("PDF: an object stream without filter", "-", () => OnePage().Packed().Bytes),
        Paper("PDF: an object stream with Flate", "-", () => OnePage().Packed(PdfFilter.Flate).Bytes),
        Paper("PDF: an object stream with ASCII85 and Flate", "-", () => OnePage().Packed(PdfFilter.Ascii85, PdfFilter.Flate).Bytes),
        Paper("PDF: an object stream with LZW", "-", () => OnePage().Packed(PdfFilter.Lzw).Bytes),
        Paper("PDF: an object stream in hexadecimal", "-", () => OnePage().Packed(PdfFilter.Hex).Bytes),
        Paper("PDF: an object stream with run lengths", "-", () => OnePage().Packed(PdfFilter.RunLength).Bytes),
        Paper("PDF: an object stream with the PNG predictor", "-", () => OnePage().Packed(PdfFilter.FlateUp).Bytes),
        Paper("PDF: an object stream with the TIFF predictor", "-", () => OnePage().Packed(PdfFilter.FlateTiff).Bytes),
        Paper("PDF: an object stream with LZW and the PNG predictor", "-", () => OnePage().Packed(PdfFilter.LzwUp).Bytes),
        Paper("PDF: hybrid, with objects that only new readers see", "-", () => OnePage("/Outlines 6 0 R", "", "<</Type/Outlines>>").Hybrid(PdfFilter.Flate).Bytes),
        Paper("PDF: linearised", "-", Linearised),
        Paper("PDF: no line end after the end marker", "-", () => OnePage().Bytes[..^1]),
        Paper("PDF: blank lines after the end marker", "-", () => Octets.Of(OnePage().Bytes, Octets.Repeat("\r\n", 20))),
        Paper("PDF: zero bytes after the end marker", "-", () => Octets.Of(OnePage().Bytes, new byte[512])),
        Paper("PDF: the stream's length is a later object", "-", () => OnePage().Objects(number => number != 4).Stream(4, "", Octets.Latin(Words), "6 0 R").Object(6, $"{Words.Length}").Table().Bytes),
        Paper("PDF: a startxref that is off by some bytes, so that the table is rebuilt", "-", () => OnePage().Objects().Table(startXref: "77").Bytes),
        Paper("PDF: offsets in the table that are all off by two", "-", () => (OnePage() with { CountsFrom = 2 }).Objects().Table().Bytes),
        Paper("PDF: 300 pages", "-", ManyPages),
    ];

    private static IEnumerable<Case> GoodRevisions =>
    [
        Paper("PDF: three revisions that each change the page", "-", () => Revised(3).Bytes),
        Paper("PDF: a revision that deletes an object", "-", () => OnePage("", "", "<</Old true>>").Classic().Free(6).Table().Bytes),
        Paper("PDF: a script that a later revision removed from its object", "-", () => OnePage("/OpenAction 6 0 R", "", Script).Classic().Object(6, GoTo).Table().Bytes),
        Paper("PDF: a revision in a cross-reference stream after a table", "-", () => OnePage().Classic().Object(3, Page("/Rotate 90")).XrefStream(6).Bytes),
        Paper("PDF: an object of an object stream replaced by a plain one", "-", () => OnePage().Packed(PdfFilter.Flate).Object(3, Page("/Rotate 90")).XrefStream(8).Bytes),
    ];

    private static IEnumerable<Case> GoodFeatures =>
    [
        Paper("PDF: a form without scripts", "-", () => OnePage("/AcroForm<</Fields[6 0 R]/DA(/Helv 0 Tf)/NeedAppearances true>>", "/Annots[6 0 R]", "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Smith)/Rect[72 600 200 620]>>").Bytes),
        Paper("PDF: a signature field", "-", () => OnePage("/AcroForm<</Fields[6 0 R]/SigFlags 3>>", "/Annots[6 0 R]", "<</Type/Annot/Subtype/Widget/FT/Sig/T(sig)/V 7 0 R/Rect[0 0 0 0]>>",
            $"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 10 20 30]/Contents<{new string('0', 512)}>>>").Bytes),
        Paper("PDF: an open action that goes to a page", "-", () => OnePage($"/OpenAction {GoTo}").Bytes),
        Paper("PDF: an open action that is a destination", "-", () => OnePage("/OpenAction[3 0 R/FitH 792]/PageMode/UseOutlines/PageLayout/OneColumn").Bytes),
        Paper("PDF: an open action that lies in another object", "-", () => OnePage("/OpenAction 6 0 R", "", GoTo).Bytes),
        Paper("PDF: a link to https", "-", () => Linked("<</S/URI/URI(https://example.org/offer?id=1)>>").Bytes),
        Paper("PDF: a link to HTTP in capitals", "-", () => Linked("<</Type/Action/S/URI/URI(HTTP://EXAMPLE.ORG/)>>").Bytes),
        Paper("PDF: a link to mailto", "-", () => Linked("<</S/URI/URI(mailto:sales@example.org?subject=Offer)>>").Bytes),
        Paper("PDF: a link without a scheme, as word processors make them", "-", () => Linked("<</S/URI/URI(www.example.org)>>").Bytes),
        Paper("PDF: a link whose address is in hexadecimal", "-", () => Linked("<</S/URI/URI<68747470733A2F2F6578616D706C652E6F7267>>>").Bytes),
        Paper("PDF: a link to a page", "-", () => Linked(GoTo).Bytes),
        Paper("PDF: a link with a destination instead of an action", "-", () => Annotated("/Subtype/Link/Dest[3 0 R/Fit]").Bytes),
        Paper("PDF: named destinations", "-", () => OnePage("/Names<</Dests 6 0 R>>", "", "<</Kids[7 0 R]>>", "<</Limits[(a)(b)]/Names[(a)[3 0 R/Fit](b)[3 0 R/Fit]]>>").Bytes),
        Paper("PDF: an outline whose entries go to pages", "-", () => OnePage("/Outlines 6 0 R", "", "<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>", $"<</Title(Offer)/Parent 6 0 R/A{GoTo}>>").Bytes),
        Paper("PDF: buttons that turn the page", "-", () => Linked("<</S/Named/N/NextPage>>").Bytes),
        Paper("PDF: a note with a pop-up", "-", () => OnePage("", "/Annots[6 0 R 7 0 R]", "<</Type/Annot/Subtype/Text/Contents(Check)/Rect[0 0 9 9]/Popup 7 0 R>>", "<</Type/Annot/Subtype/Popup/Parent 6 0 R/Rect[0 0 9 9]>>").Bytes),
        Paper("PDF: layers that can be switched", "-", () => OnePage("/OCProperties<</OCGs[6 0 R]/D<</Order[6 0 R]/AS[<</Event/View/OCGs[6 0 R]/Category[/View]>>]>>>>", "", "<</Type/OCG/Name(Plan)>>").Bytes),
        Paper("PDF: tagged, with language and metadata", "-", () => OnePage("/MarkInfo<</Marked true>>/Lang(de-DE)/StructTreeRoot 6 0 R/Metadata 7 0 R", "/Tabs/S", "<</Type/StructTreeRoot/ParentTree<</Nums[]>>>>")
            .WithStream(7, "/Type/Metadata/Subtype/XML", Octets.Latin("<?xpacket begin='' id='W5M0'?><x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:title>JavaScript and /Launch</dc:title></x:xmpmeta><?xpacket end='w'?>")).Bytes),
        Paper("PDF: a scanned page as one JPEG", "-", () => Scan(JpegFile.Grey(160, 120)).Bytes),
        Paper("PDF: a scanned page whose fax picture has no known filter to us", "-", () => OnePage().WithStream(6, "/Type/XObject/Subtype/Image/Width 8/Height 8/BitsPerComponent 1/ColorSpace/DeviceGray/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 8>>", Octets.Noise(64)).Bytes),
        Paper("PDF: a content stream with abbreviated inline picture", "-", () => OnePage().WithStream(4, "", Octets.Latin("BI /W 4 /H 4 /BPC 8 /CS /G ID \u0001endobj)(<<>>abc EI")).Bytes),
    ];

    private static IEnumerable<Case> LookAlikes =>
    [
        Paper("PDF: text that mentions /JavaScript and /Launch", "-", () => OnePage().WithStream(4, "", Octets.Latin("BT (6 0 obj <</S/JavaScript/JS(app.alert)>> /Launch) Tj ET")).Bytes),
        Paper("PDF: a title that mentions JavaScript", "-", () => (OnePage("", "", "<</Title(<</S/JavaScript/JS\\(x\\)>>)/Subject(/OpenAction /AA /Launch)>>") with { Trailer = "/Root 1 0 R/Info 6 0 R" }).Bytes),
        Paper("PDF: a font resource named /JS", "-", () => OnePage("", "/Group<</S/Transparency>>/PieceInfo<<>>").With(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</JS 5 0 R>>>>/Contents 4 0 R>>").Bytes),
        Paper("PDF: a font resource named /AA", "-", () => OnePage().With(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</AA 5 0 R>>>>/Contents 4 0 R>>").Bytes),
        Paper("PDF: a font resource named /EF", "-", () => OnePage().With(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</EF 5 0 R>>>>/Contents 4 0 R>>").Bytes),
        Paper("PDF: pages labelled \"Launch\"", "-", () => OnePage("/PageLabels<</Nums[0<</S/D/P(Launch /JavaScript )>>]>>").Bytes),
        Paper("PDF: a colour named /Launch#20Blue", "-", () => OnePage().With(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>/ColorSpace<</C0[/Separation/Launch#20Blue/DeviceGray 6 0 R]>>>>/Contents 4 0 R>>")
            .With(6, "<</FunctionType 2/Domain[0 1]/C0[1]/C1[0]/N 1>>").Bytes),
        Paper("PDF: endobj within a string", "-", () => OnePage("/Info2(a \\) endobj 9 0 obj <</S/JavaScript>> endobj)").Bytes),
        Paper("PDF: a string with nested and escaped brackets", "-", () => OnePage(@"/X(a(b(c)d)\)\\\(\n\053\
)").Bytes),
        Paper("PDF: a comment that mentions a script", "-", () => OnePage().Objects().Text("% 9 0 obj <</S/JavaScript/JS(x)>> endobj\n").Table().Bytes),
        Paper("PDF: the word endstream within a stream", "-", () => OnePage().WithStream(4, "", Octets.Latin("BT (endstream endobj) Tj ET\nendstream\n(still within)")).Bytes),
        Paper("PDF: PK 3 4 within a stored deflate stream", "-", () => OnePage().WithStream(6, "/Filter/FlateDecode", Octets.Zlib(Octets.Latin("PK\u0003\u0004\u0014\0\0\0 and PK\u0005\u0006"), CompressionLevel.NoCompression)).Bytes),
        Paper("PDF: MZ, HTML and a PDF header within a picture's data", "-", () => Scan(JpegFile.Grey(64, 48, JpegFile.Segment(0xE5, Octets.Latin("MZ <html> %PDF- #!/bin/sh"))) ).Bytes),
        Paper("PDF: names with escapes that mean nothing bad", "-", () => OnePage("", "/LastModified(D:2026)/Adobe#20Green#2f true/J#61va true").Bytes),
        Paper("PDF: numbers in all the forms that producers write", "-", () => OnePage("", "/UserUnit 1./A#42[+1 -.5 00012 1.50 -0.0 4.]").Bytes),
        Paper("PDF: a comment and odd blanks within a dictionary", "-", () => OnePage("%a comment >> with ends\n\0\t\f/X%\r[1%\n2]").Bytes),
        Paper("PDF: a thousand empty revisions' worth of comments", "-", () => OnePage().Objects().Raw(Octets.Repeat("%%EOF in a comment\n", 1000)).Table().Bytes),
    ];

    private static string Page(string more) => $"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R{more}>>";

    private static PdfPaper Scan(byte[] jpeg) => OnePage()
        .With(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</XObject<</Im0 6 0 R>>>>/Contents 4 0 R>>")
        .WithStream(4, "", Octets.Latin("q 612 0 0 792 0 0 cm /Im0 Do Q"))
        .WithStream(6, "/Type/XObject/Subtype/Image/Width 160/Height 120/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode", jpeg);

    private static PdfWriter Revised(int times)
    {
        var writer = OnePage().Classic();
        for (var i = 1; i <= times; i++) writer.Object(3, Page($"/Rotate {90 * i}")).Table();
        return writer;
    }

    private static byte[] ManyPages()
    {
        var paper = OnePage();
        for (var number = 6; number < 306; number++) paper = paper.With(number, Page(""));
        return paper.With(2, $"<</Type/Pages/Count 300/Kids[{string.Join(' ', Enumerable.Range(6, 300).Select(number => $"{number} 0 R"))}]>>").Packed(PdfFilter.Flate).Bytes;
    }

    /// <summary>The first section, with catalog and page, stands before the rest and names it; the last startxref names the first section (annex F).</summary>
    private static byte[] Linearised()
    {
        var paper = OnePage();
        PdfWriter First(long length, long main, long start) => new PdfWriter()
            .Object(6, $"<</Linearized 1/L {length:D10}/H[{0:D10} {0:D10}]/O 3/E {0:D10}/N 1/T {main:D10}>>")
            .Text("").Object(1, paper.Parts[1].Text).Object(3, paper.Parts[3].Text).Table($"/Root 1 0 R/Prev {main:D10}", "0", LinearTable(start), previous: false);
        string LinearTable(long start) => $"xref\n1 1\n{start:D10} 00000 n \n3 1\n{start + 45:D10} 00000 n \n6 1\n0000000015 00000 n \n";

        var draft = First(0, 0, 0).Bytes;
        var one = draft.AsSpan().IndexOf("1 0 obj"u8);
        var three = draft.AsSpan().IndexOf("3 0 obj"u8);
        var six = draft.AsSpan().IndexOf("6 0 obj"u8);
        var table = draft.AsSpan().IndexOf("xref\n"u8);
        var rest = new PdfWriter("") { CountsFrom = -draft.Length }.Object(2, paper.Parts[2].Text).Stream(4, "", paper.Parts[4].Data!).Object(5, paper.Parts[5].Text);
        var main = draft.Length + rest.Position;
        rest.Table("", $"{table}");
        var head = Octets.Latin(System.Text.Encoding.Latin1.GetString(First(draft.Length + rest.Position, main, 0).Bytes)
            .Replace("0000000000 00000 n", $"{one:D10} 00000 n", StringComparison.Ordinal)
            .Replace("0000000045 00000 n", $"{three:D10} 00000 n", StringComparison.Ordinal)
            .Replace("0000000015 00000 n", $"{six:D10} 00000 n", StringComparison.Ordinal));
        return Octets.Of(head, rest.Bytes);
    }
}
