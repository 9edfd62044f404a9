using static Glimmerglass.Tests.Corpus.PdfPaper;

namespace Glimmerglass.Tests.Corpus;

/// <summary>PDFs that are cut, nested too deep, run in circles or inflate without end.</summary>
public static partial class Cases
{
    private const string Cut = "TRUNCATED|PDF_UNREADABLE";
    private const string Unreadable = "PDF_UNREADABLE";

    private static IEnumerable<Case> BrokenPapers => [.. CutPapers, .. EndlessPapers,
        Paper("PDF: nothing but a header and an end marker", Unreadable, () => Octets.Latin("%PDF-1.4\n%%EOF\n")),
        Paper("PDF: noise between header and end marker", Unreadable, () => Octets.Of(Octets.Latin("%PDF-1.4\n"), Octets.Noise(3000), Octets.Latin("\nstartxref\n9\n%%EOF\n"))),
        Paper("PDF: no catalog", Unreadable, () => (OnePage() with { Trailer = "" }).With(1, "<</Pages 2 0 R>>").Bytes),
        Paper("PDF: a root that is no dictionary", Unreadable, () => OnePage().With(1, "[2 0 R]").Bytes),
        Paper("PDF: a root that does not exist", ActiveOrUnreadable, () => (Scripted with { Trailer = "/Root 77 0 R" }).Bytes),
        Paper("PDF: no page tree", Unreadable, () => OnePage().With(1, "<</Type/Catalog>>").Bytes),
        Paper("PDF: a dictionary that never ends", Cut, () => OnePage().With(5, "<</Type/Font/BaseFont<</X[").Bytes),
        Paper("PDF: a string that never ends", Cut, () => OnePage().With(5, "<</Type/Font/BaseFont(x").Bytes),
        Paper("PDF: an empty file", "EMPTY", () => []),
        Paper("PDF: larger than its limit of 25 MB", "TOO_LARGE", () => OnePage().WithStream(6, "", new byte[(25 << 20) + 1]).Bytes),
    ];

    private static IEnumerable<Case> CutPapers =>
    [
        Paper("PDF: cut within the header", $"{Cut}|TYPE_MISMATCH", () => OnePage().Bytes[..6]),
        Paper("PDF: cut after the header", Cut, () => OnePage().Bytes[..16]),
        Paper("PDF: cut within the first object", Cut, () => Octets.CutAt(OnePage().Bytes, "/Pages 2", 3)),
        Paper("PDF: cut within a stream", Cut, () => Octets.CutAt(OnePage().Bytes, "Offer")),
        Paper("PDF: cut before endstream", Cut, () => Octets.CutAt(OnePage().Bytes, "endstream")),
        Paper("PDF: cut after the last object", Cut, () => Octets.CutAt(OnePage().Bytes, "xref\n0")),
        Paper("PDF: cut within the table", Cut, () => Octets.CutAt(OnePage().Bytes, "xref\n0", 60)),
        Paper("PDF: cut before the trailer", Cut, () => Octets.CutAt(OnePage().Bytes, "trailer")),
        Paper("PDF: cut within the trailer", Cut, () => Octets.CutAt(OnePage().Bytes, "trailer", 12)),
        Paper("PDF: cut before startxref", Cut, () => Octets.CutAt(OnePage().Bytes, "startxref")),
        Paper("PDF: cut within startxref's number", Cut, () => Octets.CutAt(OnePage().Bytes, "startxref", 11)),
        Paper("PDF: cut before the end marker", Cut, () => Octets.CutAt(OnePage().Bytes, "%%EOF")),
        Paper("PDF: cut within the end marker", Cut, () => Octets.CutAt(OnePage().Bytes, "%%EOF", 4)),
        Paper("PDF: packed, and cut within its object stream", Cut, () => Octets.CutAt(OnePage().Packed(PdfFilter.Flate).Bytes, "/ObjStm", 60)),
        Paper("PDF: packed, and cut within its cross-reference stream", Cut, () => Octets.CutAt(OnePage().Packed(PdfFilter.Flate).Bytes, "/XRef", 20)),
        Paper("PDF: a second revision cut in its middle", Cut, () => Octets.CutAt(OnePage().Classic().Object(6, "<</A 1>>").Table().Bytes, "/A 1", 2)),
        Paper("PDF: 60 % of a scanned page", Cut, () => Part(Scan(JpegFile.Grey(800, 600)).Bytes, 60)),
        Paper("PDF: the second half is zero bytes, as broken transfers leave it", Cut, () => HalfZero(Scan(JpegFile.Grey(400, 300)).Bytes)),
    ];

    private static IEnumerable<Case> EndlessPapers =>
    [
        Paper("PDF: ten thousand nested arrays", Unreadable, () => OnePage("/X " + new string('[', 10_000) + new string(']', 10_000)).Bytes),
        Paper("PDF: two hundred thousand nested arrays", Unreadable, () => OnePage("/X " + new string('[', 200_000)).Bytes),
        Paper("PDF: ten thousand nested dictionaries", Unreadable, () => OnePage(string.Concat(Enumerable.Repeat("/X<<", 10_000)) + string.Concat(Enumerable.Repeat(">>", 10_000))).Bytes),
        Paper("PDF: a hundred thousand nested brackets in a string", "?", () => OnePage("/X" + new string('(', 100_000) + new string(')', 100_000)).Bytes),
        Paper("PDF: a script under sixty nested arrays", ActiveOrUnreadable, () => OnePage("/X" + new string('[', 60) + Script + new string(']', 60)).Bytes),
        Paper("PDF: nested arrays without end in an object stream", Unreadable, () => OnePage("", "", new string('[', 100_000)).Packed(PdfFilter.Flate).Bytes),
        Paper("PDF: a page tree in a circle", "?", () => OnePage().With(2, "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>").Bytes),
        Paper("PDF: a tree of names in a circle, with a script", Active, () => OnePage("/Names<</JavaScript 6 0 R>>", "", "<</Kids[7 0 R]>>", "<</Kids[6 0 R 8 0 R]>>", "<</Names[(a) 9 0 R]>>", Script).Bytes),
        Paper("PDF: actions that follow each other in a circle", "?", () => OnePage("/OpenAction 6 0 R", "", "<</S/GoTo/D[3 0 R/Fit]/Next 7 0 R>>", "<</S/GoTo/D[3 0 R/Fit]/Next 6 0 R>>").Bytes),
        Paper("PDF: objects that are references to each other", "?", () => OnePage("/OpenAction 6 0 R", "", "7 0 R", "6 0 R").Bytes),
        Paper("PDF: object streams that extend each other", "?", () => OnePage().Objects().ObjectStream(7, [], [(9, "null")], "/Extends 8 0 R").ObjectStream(8, [], [(10, "null")], "/Extends 7 0 R").XrefStream(11).Bytes),
        Paper("PDF: an object stream that holds itself", "?", () => OnePage().Objects().ObjectStream(7, [], [(7, "null")]).Inside(7, 7, 0).XrefStream(8).Bytes),
        Paper("PDF: an object stream of blanks that inflates to 200 MB", Unreadable, () => OnePage().Objects().Stream(7, "/Type/ObjStm/N 1/First 4/Filter/FlateDecode", Bomb(200)).Inside(6, 7, 0).XrefStream(8).Bytes),
        Paper("PDF: an object stream that inflates to 200 MB after two filters", Unreadable, () => OnePage().Objects().Stream(7, "/Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]", Octets.Zlib(Bomb(200))).Inside(6, 7, 0).XrefStream(8).Bytes),
        Paper("PDF: forty object streams that inflate to 8 MB each", "?", ManyBombs),
        Paper("PDF: a cross-reference stream that inflates to 200 MB", "?", () => OnePage().Objects().Stream(7, "/Type/XRef/Size 8/W[1 4 2]/Root 1 0 R/Filter/FlateDecode", Bomb(200)).End("564").Bytes),
        Paper("PDF: a page's content that inflates to 200 MB, which nobody needs to read", "?", () => OnePage().WithStream(6, "/Filter/FlateDecode", Bomb(200)).Bytes),
        Paper("PDF: thirty thousand objects", "?", () => ManyObjects(30_000)),
        Paper("PDF: one thousand revisions", "?", () => Revised(1000).Bytes),
        Paper("PDF: names of a hundred thousand letters", "?", () => OnePage("/" + new string('A', 100_000) + " 1").Bytes),
        Paper("PDF: a million stars after the header", "?", () => (OnePage() with { Header = "%PDF-1.4\n" + new string('*', 1_000_000) + "\n" }).Bytes),
        Paper("PDF: the words obj and endobj thirty thousand times", "?", () => OnePage().Objects().Raw(Octets.Repeat("1 0 obj endobj ", 30_000)).Table().Bytes),
        Paper("PDF: the word stream thirty thousand times", "?", () => OnePage().Objects().Raw(Octets.Repeat("9 0 obj<</Length 1>>stream\n", 30_000)).Table().Bytes),
        Paper("PDF: strings opened thirty thousand times and never closed", "?", () => OnePage().Objects().Raw(Octets.Repeat("9 0 obj(", 30_000)).Table().Bytes),
        Paper("PDF: the start of a table twenty thousand times", "?", () => OnePage().Objects().Raw(Octets.Repeat("xref\n0 9\ntrailer<<", 20_000)).Table().Bytes),
    ];

    private static byte[] Part(byte[] content, int percent) => content[..(int)((long)content.Length * percent / 100)];

    private static byte[] HalfZero(byte[] content) => [.. content.AsSpan(0, content.Length / 2), .. new byte[content.Length / 2]];

    private static byte[] Bomb(int megabytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest))
        {
            var blanks = Enumerable.Repeat((byte)' ', 1 << 20).ToArray();
            for (var i = 0; i < megabytes; i++) zlib.Write(blanks);
        }
        return packed.ToArray();
    }

    private static byte[] ManyBombs()
    {
        var writer = OnePage().Objects();
        var bomb = Bomb(8);
        for (var number = 6; number < 46; number++) writer.Stream(number, "/Type/ObjStm/N 1/First 4/Filter/FlateDecode", bomb);
        return writer.XrefStream(46).Bytes;
    }

    private static byte[] ManyObjects(int count)
    {
        var writer = OnePage().Objects();
        for (var number = 6; number < count; number++) writer.Object(number, "null");
        return writer.Table().Bytes;
    }
}
