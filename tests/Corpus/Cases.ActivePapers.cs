using static Glimmerglass.Tests.Corpus.PdfPaper;

namespace Glimmerglass.Tests.Corpus;

/// <summary>PDFs that act, carry files or are encrypted, each as the standard writes it or as an evader spells it.</summary>
public static partial class Cases
{
    private const string Active = "PDF_ACTIVE_CONTENT";
    private const string Embedded = "PDF_EMBEDDED_FILE";
    private const string Encrypted = "PDF_ENCRYPTED";

    private static IEnumerable<Case> ActivePapers => [.. ScriptPlaces, .. OtherActions, .. HostileLinks, .. Spellings, .. EmbeddedFiles, .. EncryptedPapers];

    private static IEnumerable<Case> ScriptPlaces =>
    [
        Paper("PDF: a script as open action", Active, () => OnePage($"/OpenAction{Script}").Bytes),
        Paper("PDF: a script as open action in another object", Active, () => OnePage("/OpenAction 6 0 R", "", Script).Bytes),
        Paper("PDF: a script among the document's names", Active, () => OnePage("/Names<</JavaScript<</Names[(a) 6 0 R]>>>>", "", Script).Bytes),
        Paper("PDF: a script in a tree of names, four levels down", Active, () => OnePage("/Names 6 0 R", "", "<</JavaScript 7 0 R>>", "<</Kids[8 0 R]>>", "<</Kids[9 0 R]>>", "<</Limits[(a)(a)]/Names[(a) 10 0 R]>>", Script).Bytes),
        Paper("PDF: a script on a link", Active, () => Linked(Script).Bytes),
        Paper("PDF: a script on a link, by reference", Active, () => Annotated("/Subtype/Link/A 7 0 R", Script).Bytes),
        Paper("PDF: a script as additional action of an annotation", Active, () => Annotated($"/Subtype/Widget/FT/Btn/T(x)/AA<</U{Script}>>").Bytes),
        Paper("PDF: a script as additional action of the page", Active, () => OnePage("", $"/AA<</O{Script}>>").Bytes),
        Paper("PDF: a script as additional action of the document", Active, () => OnePage($"/AA<</WC{Script}>>").Bytes),
        Paper("PDF: additional actions of the document that only go to a page", Active, () => OnePage("/AA<</WC<</S/GoTo/D[3 0 R/Fit]>>>>").Bytes),
        Paper("PDF: a script that calculates a field", Active, () => OnePage("/AcroForm<</Fields[6 0 R]/CO[6 0 R]>>", "", $"<</FT/Tx/T(sum)/AA<</C{Script}>>>>").Bytes),
        Paper("PDF: a script on a field's kid", Active, () => OnePage("/AcroForm<</Fields[6 0 R]>>", "", "<</FT/Tx/T(a)/Kids[7 0 R]>>", $"<</Parent 6 0 R/T(b)/AA<</K{Script}>>>>").Bytes),
        Paper("PDF: a script on an outline entry", Active, () => OnePage("/Outlines 6 0 R", "", "<</First 7 0 R/Last 7 0 R/Count 1>>", $"<</Title(x)/Parent 6 0 R/A{Script}>>").Bytes),
        Paper("PDF: a script that follows a harmless action", Active, () => OnePage($"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next{Script}>>").Bytes),
        Paper("PDF: a script in a list of following actions", Active, () => OnePage($"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next[<</S/GoTo/D[3 0 R/Fit]>>{Script}]>>").Bytes),
        Paper("PDF: a script within a rendition action", Active, () => Linked("<</S/Rendition/OP 0/JS(app.alert\\(1\\))>>").Bytes),
        Paper("PDF: a script in a stream", Active, () => OnePage("/OpenAction<</S/JavaScript/JS 6 0 R>>").WithStream(6, "", Octets.Latin("app.alert(1)"), PdfFilter.Flate).Bytes),
        Paper("PDF: a script in a hexadecimal string", Active, () => OnePage("/OpenAction<</S/JavaScript/JS<6170702e616c657274>>>").Bytes),
        Paper("PDF: an action kind that lies in another object", Active, () => OnePage("/OpenAction<</S 6 0 R/JS(app.alert\\(1\\))>>", "", "/JavaScript").Bytes),
        Paper("PDF: an action behind two references", Active, () => OnePage("/OpenAction 6 0 R", "", "7 0 R", Script).Bytes),
        Paper("PDF: a script for a 3D drawing", Active, () => Annotated("/Subtype/3D/3DD 7 0 R").WithStream(7, "/Type/3D/Subtype/U3D/OnInstantiate 8 0 R", Octets.Noise(32)).WithStream(8, "", Octets.Latin("runtime.x()")).Bytes),
    ];

    private static IEnumerable<Case> OtherActions =>
    [
        Paper("PDF: a link that launches a program", Active, () => Linked("<</S/Launch/F(cmd.exe)>>").Bytes),
        Paper("PDF: a launch with parameters for Windows", Active, () => OnePage("/OpenAction<</S/Launch/Win<</F(cmd.exe)/P(/c calc)>>>>").Bytes),
        Paper("PDF: rich media", Active, () => Annotated("/Subtype/RichMedia/RichMediaContent<</Configurations[]>>/RichMediaSettings<<>>").Bytes),
        Paper("PDF: an XFA form in a stream", Active, () => OnePage("/AcroForm<</Fields[]/XFA 6 0 R>>").WithStream(6, "", Octets.Latin("<xdp:xdp/>")).Bytes),
        Paper("PDF: an XFA form in an array of parts", Active, () => OnePage("/AcroForm 6 0 R", "", "<</Fields[]/XFA[(template)7 0 R]>>").WithStream(7, "", Octets.Latin("<template/>"), PdfFilter.Flate).Bytes),
        Paper("PDF: a button that submits the form", Active, () => Linked("<</S/SubmitForm/F<</FS/URL/F(https://example.org/collect)>>>>").Bytes),
        Paper("PDF: an action that imports data", Active, () => Linked("<</S/ImportData/F(data.fdf)>>").Bytes),
        Paper("PDF: a link into an embedded file", $"{Active}|{Embedded}", () => Linked("<</S/GoToE/T<</R/C/N(x.pdf)>>/D[0/Fit]>>").Bytes),
        Paper("PDF: an open action to an address", Active, () => OnePage("/OpenAction<</S/URI/URI(https://example.org/)>>").Bytes),
    ];

    private static IEnumerable<Case> HostileLinks =>
    [
        Paper("PDF: a link to javascript:", Active, () => Linked("<</S/URI/URI(javascript:alert\\(1\\))>>").Bytes),
        Paper("PDF: a link to JaVaScRiPt:", Active, () => Linked("<</S/URI/URI(JaVaScRiPt:alert\\(1\\))>>").Bytes),
        Paper("PDF: a link to vbscript:", Active, () => Linked("<</S/URI/URI(vbscript:msgbox)>>").Bytes),
        Paper("PDF: a link to file:", Active, () => Linked("<</S/URI/URI(file:///etc/passwd)>>").Bytes),
        Paper("PDF: a link to data:", Active, () => Linked("<</S/URI/URI(data:text/html;base64,PHNjcmlwdD4=)>>").Bytes),
        Paper("PDF: a link to a search protocol of the system", Active, () => Linked("<</S/URI/URI(search-ms:query=x)>>").Bytes),
        Paper("PDF: a link with a blank before and a tab within the scheme", Active, () => Linked("<</S/URI/URI( java\tscript:alert\\(1\\))>>").Bytes),
        Paper("PDF: a link with an escaped line end within the scheme", Active, () => Linked("<</S/URI/URI(java\\\nscript:alert\\(1\\))>>").Bytes),
        Paper("PDF: a link whose scheme is in octal escapes", Active, () => Linked(@"<</S/URI/URI(\152\141\166\141script:x)>>").Bytes),
        Paper("PDF: a link whose address is in hexadecimal with blanks", Active, () => Linked("<</S/URI/URI<6A 61 76 61 73 63 72 69 70 74 3A 78>>>").Bytes),
        Paper("PDF: a link in UTF-16", Active, () => Linked("<</S/URI/URI(\u00FE\u00FF\0j\0a\0v\0a\0s\0c\0r\0i\0p\0t\0:\0x)>>").Bytes),
        Paper("PDF: a link in UTF-16, low byte first", Active, () => Linked("<</S/URI/URI(\u00FF\u00FEj\0a\0v\0a\0s\0c\0r\0i\0p\0t\0:\0x\0)>>").Bytes),
        Paper("PDF: a link in UTF-8 with its mark", Active, () => Linked("<</S/URI/URI(\u00EF\u00BB\u00BFjavascript:x)>>").Bytes),
        Paper("PDF: a link whose address lies in another object", Active, () => Annotated("/Subtype/Link/A<</S/URI/URI 7 0 R>>", "(javascript:x)").Bytes),
        Paper("PDF: a base address that is a script", Active, () => OnePage("/URI<</Base(javascript:)>>").Bytes),
        Paper("PDF: a link with control bytes before the scheme", Active, () => Linked("<</S/URI/URI(\u0001\u0002javascript:x)>>").Bytes),
    ];

    private static IEnumerable<Case> Spellings =>
    [
        Paper("PDF: /J#61vaScript and /#4a#53", Active, () => OnePage("/OpenAction<</S/J#61vaScript/#4a#53(x)>>").Bytes),
        Paper("PDF: every letter of the names escaped", Active, () => OnePage("/#4F#70#65#6E#41#63#74#69#6F#6E<</#53/#4A#61#76#61#53#63#72#69#70#74/#4A#53(x)>>").Bytes),
        Paper("PDF: /#41#41 on the page", Active, () => OnePage("", "/#41#41<</O<</S/GoTo/D[3 0 R/Fit]>>>>").Bytes),
        Paper("PDF: /La#75nch", Active, () => Linked("<</S/La#75nch/F(x.exe)>>").Bytes),
        Paper("PDF: /X#46A", Active, () => OnePage("/AcroForm<</Fields[]/X#46A 6 0 R>>").WithStream(6, "", Octets.Latin("<xdp/>")).Bytes),
        Paper("PDF: /Rich#4dedia", Active, () => Annotated("/Subtype/Rich#4dedia").Bytes),
        Paper("PDF: a comment between the key and its name", Active, () => OnePage("/OpenAction<</S%>>\n/JavaScript%\r/JS%\n(x)>>").Bytes),
        Paper("PDF: zero bytes between the tokens", Active, () => OnePage("/OpenAction\0<<\0/S\0/JavaScript\0/JS\0(x)\0>>").Bytes),
        Paper("PDF: no blanks at all around the object", Active, () => OnePage("/OpenAction 6 0 R").Objects().Here(6).Text("6 0 obj<</S/JavaScript/JS(x)>>endobj\n").Table().Bytes),
        Paper("PDF: an object number with leading zeros on lines of its own", Active, () => OnePage("/OpenAction 6 0 R").Objects().Here(6).Text("0000006\n00\nobj\n<</S/JavaScript/JS(x)>>\nendobj\n").Table().Bytes),
        Paper("PDF: a comment within the object's number", $"{Active}|PDF_UNREADABLE", () => OnePage("/OpenAction 6 0 R").Objects().Here(6).Text("6%x\n0%y\nobj<</S/JavaScript/JS(x)>>endobj\n").Table().Bytes),
        Paper("PDF: the script's key given twice", Active, () => OnePage("/OpenAction[3 0 R/Fit]/OpenAction 6 0 R", "", Script).Bytes),
        Paper("PDF: the script's key given twice, the harmless one last", Active, () => OnePage("/OpenAction 6 0 R/OpenAction[3 0 R/Fit]", "", Script).Bytes),
        Paper("PDF: an object without its endobj", $"{Active}|PDF_UNREADABLE", () => OnePage("/OpenAction 6 0 R").Objects().Here(6).Text("6 0 obj<</S/JavaScript/JS(x)>>\n").Table().Bytes),
    ];

    private static IEnumerable<Case> EmbeddedFiles =>
    [
        Paper("PDF: a file among the document's names", Embedded, () => OnePage("/Names<</EmbeddedFiles<</Names[(a.txt) 6 0 R]>>>>", "", "<</Type/Filespec/F(a.txt)/EF<</F 7 0 R>>>>").WithStream(7, "/Type/EmbeddedFile", Octets.Latin("hello")).Bytes),
        Paper("PDF: a file attached to the page", Embedded, () => Annotated("/Subtype/FileAttachment/FS<</Type/Filespec/F(a.exe)/EF<</F 7 0 R>>>>").WithStream(7, "/Type/EmbeddedFile", Octets.Latin("MZ")).Bytes),
        Paper("PDF: an associated file", Embedded, () => OnePage("/AF[6 0 R]", "", "<</Type/Filespec/F(a.xml)/AFRelationship/Data/EF<</F 7 0 R/UF 7 0 R>>>>").WithStream(7, "/Type/EmbeddedFile", Octets.Latin("<a/>"), PdfFilter.Flate).Bytes),
        Paper("PDF: a portfolio", Embedded, () => OnePage("/Collection<</View/D>>/Names<</EmbeddedFiles 6 0 R>>", "", "<</Names[(a) 7 0 R]>>", "<</Type/Filespec/F(a)/EF<</F 8 0 R>>>>").WithStream(8, "/Type/EmbeddedFile", Octets.Latin("x")).Bytes),
        Paper("PDF: an attached file with escaped names", Embedded, () => OnePage("/Names<</Embedded#46iles<</Names[(a) 6 0 R]>>>>", "", "<</Type/Files#70ec/F(a)/E#46<</F 7 0 R>>>>").WithStream(7, "", Octets.Latin("x")).Bytes),
        Paper("PDF: an attached file described in an object stream", Embedded, () => OnePage("/Names 6 0 R", "", "<</EmbeddedFiles<</Names[(a) 7 0 R]>>>>", "<</Type/Filespec/F(a)/EF<</F 8 0 R>>>>").WithStream(8, "/Type/EmbeddedFile", Octets.Latin("x")).Packed(PdfFilter.Flate).Bytes),
        Paper("PDF: an attached file and a script", $"{Embedded} {Active}", () => OnePage("/OpenAction 8 0 R/Names<</EmbeddedFiles<</Names[(a) 6 0 R]>>>>", "", "<</Type/Filespec/F(a)/EF<</F 7 0 R>>>>").WithStream(7, "/Type/EmbeddedFile", Octets.Latin("x")).With(8, Script).Bytes),
    ];

    private const string StandardSecurity = "<</Filter/Standard/V 2/R 3/Length 128/P -3904/O<0000000000000000000000000000000000000000000000000000000000000000>/U<0000000000000000000000000000000000000000000000000000000000000000>>>";

    private static IEnumerable<Case> EncryptedPapers =>
    [
        Paper("PDF: encrypted, by reference from the trailer", Encrypted, () => (OnePage("", "", StandardSecurity) with { Trailer = "/Root 1 0 R/Encrypt 6 0 R/ID[<00><00>]" }).Bytes),
        Paper("PDF: encrypted, within the trailer", Encrypted, () => (OnePage() with { Trailer = $"/Root 1 0 R/ID[<00><00>]/Encrypt{StandardSecurity}" }).Bytes),
        Paper("PDF: encrypted, by a cross-reference stream", Encrypted, () => (OnePage("", "", StandardSecurity) with { Trailer = "/Root 1 0 R/Encrypt 6 0 R/ID[<00><00>]" }).WithXrefStream(PdfFilter.Up(7)).Bytes),
        Paper("PDF: encrypted, with objects packed", $"{Encrypted}", () => (OnePage() with { Trailer = $"/Root 1 0 R/Encrypt{StandardSecurity}/ID[<00><00>]" }).Packed(PdfFilter.Flate).Bytes),
        Paper("PDF: encrypted, the key escaped", Encrypted, () => (OnePage("", "", StandardSecurity) with { Trailer = "/Root 1 0 R/Encr#79pt 6 0 R/ID[<00><00>]" }).Bytes),
        Paper("PDF: encrypted with the filter that changes nothing", Encrypted, () => (OnePage("", "", "<</Filter/Standard/V 4/R 4/CF<<>>/StmF/Identity/StrF/Identity/O(x)/U(y)/P -1>>") with { Trailer = "/Root 1 0 R/Encrypt 6 0 R" }).Bytes),
    ];
}
