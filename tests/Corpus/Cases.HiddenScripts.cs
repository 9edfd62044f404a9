using static Glimmerglass.Tests.Corpus.PdfPaper;

namespace Glimmerglass.Tests.Corpus;

/// <summary>PDFs with a script where only some readers look: in packed objects, in other revisions, behind false tables and lengths.</summary>
public static partial class Cases
{
    private const string ActiveOrUnreadable = "PDF_ACTIVE_CONTENT|PDF_UNREADABLE";

    private static PdfPaper Scripted => OnePage("/OpenAction 6 0 R", "", Script);

    private static IEnumerable<Case> HiddenScripts => [.. PackedScripts, .. RevisedScripts, .. FalseTables, .. FalseLengths];

    private static IEnumerable<Case> PackedScripts =>
    [
        Paper("PDF: a script in a plain object stream", Active, () => Scripted.Packed().Bytes),
        Paper("PDF: a script in an object stream with Flate", Active, () => Scripted.Packed(PdfFilter.Flate).Bytes),
        Paper("PDF: a script in an object stream with ASCII85 and Flate", Active, () => Scripted.Packed(PdfFilter.Ascii85, PdfFilter.Flate).Bytes),
        Paper("PDF: a script in an object stream with LZW", Active, () => Scripted.Packed(PdfFilter.Lzw).Bytes),
        Paper("PDF: a script in an object stream in hexadecimal", Active, () => Scripted.Packed(PdfFilter.Hex).Bytes),
        Paper("PDF: a script in an object stream in hexadecimal, LZW and Flate", Active, () => Scripted.Packed(PdfFilter.Hex, PdfFilter.Lzw, PdfFilter.Flate).Bytes),
        Paper("PDF: a script in an object stream with run lengths", Active, () => Scripted.Packed(PdfFilter.RunLength).Bytes),
        Paper("PDF: a script in an object stream with the PNG predictor", Active, () => Scripted.Packed(PdfFilter.FlateUp).Bytes),
        Paper("PDF: a script in an object stream with the TIFF predictor", Active, () => Scripted.Packed(PdfFilter.FlateTiff).Bytes),
        Paper("PDF: a script in an object stream with LZW and the PNG predictor", Active, () => Scripted.Packed(PdfFilter.LzwUp).Bytes),
        Paper("PDF: a script in an object stream whose filter's name is escaped", Active, () => Scripted.Packed(PdfFilter.Flate with { Name = "/Fl#61te#44ecode" }).Bytes),
        Paper("PDF: a script in an object stream whose filter's name is short", ActiveOrUnreadable, () => Scripted.Packed(PdfFilter.Flate with { Name = "/Fl" }).Bytes),
        Paper("PDF: an object stream with a filter that nobody knows", "PDF_UNREADABLE", () => Scripted.Packed(new PdfFilter("/RotDecode", bytes => bytes)).Bytes),
        Paper("PDF: a script in an object stream whose type is escaped", Active, () => Scripted.Objects(number => number != 6)
            .Stream(7, "/Type/Obj#53tm/N 1/First 4", Octets.Latin("6 0 " + Script)).Inside(6, 7, 0).XrefStream(8).Bytes),
        Paper("PDF: a script in an object stream without a type", ActiveOrUnreadable, () => Scripted.Objects(number => number != 6)
            .Stream(7, "/N 1/First 4", Octets.Latin("6 0 " + Script)).Inside(6, 7, 0).XrefStream(8).Bytes),
        Paper("PDF: a script in an object stream whose count lies in another object", ActiveOrUnreadable, () => Scripted.Objects(number => number != 6)
            .Object(9, "1").Stream(7, "/Type/ObjStm/N 9 0 R/First 4", Octets.Latin("6 0 " + Script)).Inside(6, 7, 0).XrefStream(8).Bytes),
        Paper("PDF: an object stream whose offset points into a string", ActiveOrUnreadable, () => Scripted.Objects(number => number != 6)
            .Stream(7, "/Type/ObjStm/N 2/First 9", Octets.Latin("9 0 6 9  <</Hide (" + Script.Replace("\\", "", StringComparison.Ordinal) + ") >>")).Inside(9, 7, 0).Inside(6, 7, 1).XrefStream(8).Bytes),
        Paper("PDF: an object stream whose objects stand in no order", Active, () => Scripted.Objects(number => number != 6)
            .Stream(7, "/Type/ObjStm/N 2/First 12", Octets.Latin("9 40 6 0    " + Script.PadRight(40) + "null ")).Inside(9, 7, 0).Inside(6, 7, 1).XrefStream(8).Bytes),
        Paper("PDF: an object stream that extends another with the script", Active, () => Scripted.Objects(number => number != 6)
            .ObjectStream(7, [PdfFilter.Flate], [(6, Script)]).ObjectStream(8, [], [(9, "null")], "/Extends 7 0 R").XrefStream(10).Bytes),
        Paper("PDF: hybrid, the script only for new readers", Active, () => Scripted.Hybrid(PdfFilter.Flate).Bytes),
        Paper("PDF: hybrid, the script only for old readers", ActiveOrUnreadable, () => HybridForOldReaders().Bytes),
        Paper("PDF: a script in a deflate stream without its checksum", ActiveOrUnreadable, () => Scripted.Packed(PdfFilter.Flate with { Encode = bytes => Octets.Zlib(bytes)[..^4] }).Bytes),
        Paper("PDF: a script in a deflate stream with more bytes behind it", ActiveOrUnreadable, () => Scripted.Packed(PdfFilter.Flate with { Encode = bytes => [.. Octets.Zlib(bytes), .. Octets.Noise(20)] }).Bytes),
        Paper("PDF: a script in a deflate stream that breaks off after it", ActiveOrUnreadable, () => Scripted.Packed(PdfFilter.Flate with { Encode = BrokenFlate }).Bytes),
    ];

    private static IEnumerable<Case> RevisedScripts =>
    [
        Paper("PDF: a second revision adds a script", Active, () => OnePage("/OpenAction 6 0 R", "", GoTo).Classic().Object(6, Script).Table().Bytes),
        Paper("PDF: a second revision adds a script to the catalog", Active, () => OnePage().Classic().Object(1, $"<</Type/Catalog/Pages 2 0 R/OpenAction{Script}>>").Table().Bytes),
        Paper("PDF: a second revision with a cross-reference stream adds a script", Active, () => OnePage("/OpenAction 6 0 R", "", GoTo).Classic().ObjectStream(7, [PdfFilter.Flate], [(6, Script)]).XrefStream(8).Bytes),
        Paper("PDF: a second revision with another root", Active, () => OnePage().Classic().Object(6, $"<</Type/Catalog/Pages 2 0 R/OpenAction{Script}>>").Table("/Root 6 0 R").Bytes),
        Paper("PDF: a second revision that does not name the first", ActiveOrUnreadable, () => OnePage("/OpenAction 6 0 R", "", GoTo).Classic().Object(6, Script).Table(previous: false).Bytes),
        Paper("PDF: a second revision whose startxref names the first", ActiveOrUnreadable, SecondRevisionNamesFirst),
        Paper("PDF: a script removed by a revision whose startxref is broken", $"{ActiveOrUnreadable}|{Truncated}", () => Scripted.Classic().Object(6, GoTo).Table(startXref: "99999999").Bytes),
        Paper("PDF: objects with a script after the last end marker", $"{ActiveOrUnreadable}|TYPE_MISMATCH", () => OnePage("/OpenAction 6 0 R", "", GoTo).Classic().Object(6, Script).Bytes),
        Paper("PDF: a script that the newest revision frees, while the catalog still names it", "?", () => Scripted.Classic().Free(6).Table().Bytes),
        Paper("PDF: two PDFs one after the other, the second with a script", $"{ActiveOrUnreadable}|TYPE_MISMATCH", () => Octets.Of(OnePage().Bytes, Scripted.Bytes)),
        Paper("PDF: two PDFs one after the other, the first with a script", $"{ActiveOrUnreadable}|TYPE_MISMATCH", () => Octets.Of(Scripted.Bytes, OnePage().Bytes)),
    ];

    private static IEnumerable<Case> FalseTables =>
    [
        Paper("PDF: a script, and no table at all", ActiveOrUnreadable, () => Scripted.Objects().Text("trailer\n<</Root 1 0 R>>\n").End("0").Bytes),
        Paper("PDF: a script, and a startxref into nowhere", Active, () => Scripted.Objects().Table(startXref: "123456789").Bytes),
        Paper("PDF: a script, and offsets that are all wrong", ActiveOrUnreadable, () => (Scripted with { CountsFrom = -7 }).Objects().Table().Bytes),
        Paper("PDF: a table that leaves the script's object out", ActiveOrUnreadable, () => Scripted.Objects().Forget(6).Table().Bytes),
        Paper("PDF: a table that calls the script's object free", "?", () => Scripted.Objects().Free(6).Table().Bytes),
        Paper("PDF: the table names the first of two objects of one number, which is the script", Active, () => TwoOfOneNumber(Script, GoTo, scriptIsFirst: true)),
        Paper("PDF: the table names the second of two objects of one number, which is the script", Active, () => TwoOfOneNumber(GoTo, Script, scriptIsFirst: false)),
        Paper("PDF: the script's object lies in the data of a stream, and the table names it", ActiveOrUnreadable, InStreamData),
        Paper("PDF: the script's object lies in a comment, and the table names it", ActiveOrUnreadable, InComment),
        Paper("PDF: the script's object lies in a string, and the table names it", ActiveOrUnreadable, InString),
        Paper("PDF: the script's object lies before the header, and the table names it", $"{ActiveOrUnreadable}|TYPE_MISMATCH", BeforeHeader),
        Paper("PDF: a table that names itself as the one before", "?", () => OnePage().Objects().Table("/Root 1 0 R/Prev 0000000579").Bytes),
        Paper("PDF: two tables that name each other, with a script", ActiveOrUnreadable, TablesInCircle),
        Paper("PDF: a table of negative numbers", "?", () => OnePage().Objects().Table(table: "xref\n-5 2147483648\n0000000000 65535 f \n").Bytes),
        Paper("PDF: a table that declares four billion lines, with a script", ActiveOrUnreadable, () => Scripted.Objects().Table(table: "xref\n0 4294967295\n0000000000 65535 f \n").Bytes),
        Paper("PDF: a cross-reference stream with fields of 99 bytes, with a script", ActiveOrUnreadable, () => Scripted.Objects().XrefStream(7, entries: "/Type/XRef/Size 8/W[99 99 99]/Root 1 0 R").Bytes),
        Paper("PDF: a cross-reference stream with fields of no bytes, with a script", ActiveOrUnreadable, () => Scripted.Objects().XrefStream(7, entries: "/Type/XRef/Size 8/W[0 0 0]/Root 1 0 R/Index[0 999999999]").Bytes),
    ];

    private static IEnumerable<Case> FalseLengths =>
    [
        Paper("PDF: a length that swallows the script's object", ActiveOrUnreadable, () => Scripted.Objects(number => number is not (4 or 6)).Stream(4, "", Octets.Latin(Words), $"{Words.Length + 100}").Object(6, Script).Table().Bytes),
        Paper("PDF: a length that ends before an object in the data", ActiveOrUnreadable, LengthTooShort),
        Paper("PDF: a length of 10 to the 18", ActiveOrUnreadable, () => Scripted.Objects(number => number is not (4 or 6)).Stream(4, "", Octets.Latin(Words), "1000000000000000000").Object(6, Script).Table().Bytes),
        Paper("PDF: a length below zero", ActiveOrUnreadable, () => Scripted.Objects(number => number is not (4 or 6)).Stream(4, "", Octets.Latin(Words), "-40").Object(6, Script).Table().Bytes),
        Paper("PDF: a length that refers to its own stream", ActiveOrUnreadable, () => Scripted.Objects(number => number is not (4 or 6)).Stream(4, "", Octets.Latin(Words), "4 0 R").Object(6, Script).Table().Bytes),
        Paper("PDF: no length at all", ActiveOrUnreadable, () => Scripted.Objects(number => number is not (4 or 6)).Here(4).Text($"4 0 obj\n<<>>\nstream\n{Words}\nendstream\nendobj\n").Object(6, Script).Table().Bytes),
        Paper("PDF: a wrong length and no script", "-|PDF_UNREADABLE", () => OnePage().Objects(number => number != 4).Stream(4, "", Octets.Latin(Words), "7").Table().Bytes) with { Expected = "?" },
        Paper("PDF: an object stream of two billion objects", ActiveOrUnreadable, () => Scripted.Objects(number => number != 6).Stream(7, "/Type/ObjStm/N 2000000000/First 4", Octets.Latin("6 0 " + Script)).Inside(6, 7, 0).XrefStream(8).Bytes),
        Paper("PDF: an object stream whose first object lies below zero", ActiveOrUnreadable, () => Scripted.Objects(number => number != 6).Stream(7, "/Type/ObjStm/N 1/First -9", Octets.Latin("6 0 " + Script)).Inside(6, 7, 0).XrefStream(8).Bytes),
    ];

    private static byte[] BrokenFlate(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest);
        zlib.Write(bytes);
        zlib.Flush();
        return packed.ToArray();
    }

    private static PdfWriter HybridForOldReaders()
    {
        var writer = Scripted.Objects();
        writer.Object(8, GoTo);
        return writer.ObjectStream(7, [], [(6, GoTo)]).Here(6, 0, Octets.Latin("x").Length).Here(6, 0, IndexOf(writer.Bytes, "6 0 obj")).Inside(10, 7, 0).Hybrid(9);
    }

    private static int IndexOf(byte[] content, string words) => content.AsSpan().IndexOf(Octets.Latin(words));

    private static byte[] SecondRevisionNamesFirst()
    {
        var writer = OnePage("/OpenAction 6 0 R", "", GoTo).Classic();
        return writer.Object(6, Script).Table(startXref: $"{writer.Previous}").Bytes;
    }

    private static byte[] TwoOfOneNumber(string first, string second, bool scriptIsFirst)
    {
        var writer = OnePage("/OpenAction 6 0 R").Objects();
        var firstAt = writer.Position;
        writer.Object(6, first);
        var secondAt = writer.Position;
        return writer.Object(6, second).Here(6, 0, scriptIsFirst ? firstAt : secondAt).Table().Bytes;
    }

    private static byte[] InStreamData()
    {
        var writer = OnePage("/OpenAction 6 0 R").Objects().Stream(7, "", Octets.Latin($"before\n6 0 obj\n{Script}\nendobj\nafter"));
        return writer.Here(6, 0, IndexOf(writer.Bytes, "6 0 obj")).Table().Bytes;
    }

    private static byte[] InComment()
    {
        var writer = OnePage("/OpenAction 6 0 R").Objects().Text($"% 6 0 obj {Script} endobj\n");
        return writer.Here(6, 0, IndexOf(writer.Bytes, "6 0 obj")).Table().Bytes;
    }

    private static byte[] InString()
    {
        var writer = OnePage("/OpenAction 6 0 R").Objects().Object(7, "<</Note(6 0 obj <</S/JavaScript/JS(x)>> endobj)>>");
        return writer.Here(6, 0, IndexOf(writer.Bytes, "6 0 obj")).Table().Bytes;
    }

    private static byte[] BeforeHeader()
    {
        var writer = (OnePage("/OpenAction 6 0 R") with { Header = $"\n6 0 obj{Script}endobj\n%PDF-1.7\n" }).Objects();
        return writer.Here(6, 0, 1).Table().Bytes;
    }

    private static byte[] TablesInCircle()
    {
        var writer = Scripted.Objects();
        var first = writer.Position;
        var length = OnePage("/OpenAction 6 0 R", "", Script).Objects().Table("/Root 1 0 R/Prev 0000000000").Position;
        return writer.Table($"/Root 1 0 R/Prev {length:D10}").Object(5, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>").Table($"/Root 1 0 R/Prev {first:D10}", previous: false, startXref: $"{length + 60}").Bytes;
    }

    private static byte[] LengthTooShort()
    {
        var data = Octets.Latin($"{Words}\nendstream\nendobj\n6 0 obj\n{Script}\nendobj\n7 0 obj\n<<>>\nstream\n");
        var writer = OnePage("/OpenAction 6 0 R").Objects(number => number != 4).Stream(4, "", data, $"{Words.Length}");
        return writer.Here(6, 0, IndexOf(writer.Bytes, "6 0 obj")).Table().Bytes;
    }
}
