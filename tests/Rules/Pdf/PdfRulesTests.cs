namespace Glimmerglass.Tests.Rules.Pdf;

/// <summary>What may stand in a PDF and what may not, by the dictionary it stands in.</summary>
public sealed class PdfRulesTests
{
    /// <summary>Entries of the catalog, entries of the page, the object with the number 4, and what is said.</summary>
    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>", "", "null", "PDF_ACTIVE_CONTENT object 1: /OpenAction runs /JavaScript" },
        { "/OpenAction 4 0 R", "", "<< /S /JavaScript /JS 9 0 R >>", "PDF_ACTIVE_CONTENT object 4: /S /JavaScript" },
        { "/OpenAction 4 0 R", "", "<< /S /URI /URI (https://example.org) >>", "PDF_ACTIVE_CONTENT object 1: /OpenAction that does more than set the view" },
        { "/OpenAction << /S /Named /N /Print >>", "", "null", "PDF_ACTIVE_CONTENT object 1: /OpenAction that does more than set the view" },
        { "/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 4 0 R >>", "", "null", "PDF_ACTIVE_CONTENT object 1: /OpenAction that does more than set the view" },
        { "", "", "<</S/Java#53cript/J#53(x)>>", "PDF_ACTIVE_CONTENT object 4: /S /JavaScript" },
        { "", "", "<< /S /GoTo /S /JavaScript >>", "PDF_ACTIVE_CONTENT object 4: /S /JavaScript" },
        { "", "", "<< /S % no /S /GoTo\r/JavaScript >>", "PDF_ACTIVE_CONTENT object 4: /S /JavaScript" },
        { "", "", "<< /S /JavaScript#00Quiet >>", "PDF_ACTIVE_CONTENT object 4: /S /JavaScript" },
        { "", "", "/JavaScript", "PDF_ACTIVE_CONTENT object 4: /JavaScript" },
        { "", "", "[ << /A << /S /Launch /F (calc.exe) >> >> ]", "PDF_ACTIVE_CONTENT object 4: /A runs /Launch" },
        { "", "", "<< /S /Rendition /OP 0 /JS (x) >>", "PDF_ACTIVE_CONTENT object 4: /S /Rendition with /JS" },
        { "", "", "<< /S /ImportData /F (a.fdf) >>", "PDF_ACTIVE_CONTENT object 4: /S /ImportData" },
        { "", "", "<< /S /SubmitForm /F (https://example.org) >>", "PDF_ACTIVE_CONTENT object 4: /S /SubmitForm" },
        { "", "", "<< /S /GoToE /D [0 /Fit] >>", "PDF_ACTIVE_CONTENT object 4: /S /GoToE" },
        { "", "/AA << /O << /S /GoTo >> >>", "null", "PDF_ACTIVE_CONTENT object 3: /AA" },
        { "", "/AA 4 0 R", "<< /O 9 0 R >>", "PDF_ACTIVE_CONTENT object 3: /AA" },
        { "/Names << /JavaScript 4 0 R >>", "", "<< /Names [(a) 9 0 R] >>", "PDF_ACTIVE_CONTENT object 1: /JavaScript" },
        { "/AcroForm << /Fields [] /XFA 4 0 R >>", "", "[(template) 9 0 R]", "PDF_ACTIVE_CONTENT object 1: /XFA" },
        { "", "", "<< /Type /Annot /Subtype /RichMedia >>", "PDF_ACTIVE_CONTENT object 4: /Subtype /RichMedia" },
        { "", "", "<< /A << /S /URI /URI (javascript:alert\\(1\\)) >> >>", "PDF_ACTIVE_CONTENT object 4: /URI with another scheme than http, https and mailto" },
        { "", "/A << /S /URI /URI 4 0 R >>", "(file:///etc/passwd)", "PDF_ACTIVE_CONTENT object 3: /URI with another scheme than http, https and mailto" },
        { "/Names << /EmbeddedFiles 4 0 R >>", "", "<< /Kids [9 0 R] >>", "PDF_EMBEDDED_FILE object 1: /EmbeddedFiles" },
        { "", "", "<< /Type /Filespec /F (a.exe) /EF << /F 9 0 R >> >>", "PDF_EMBEDDED_FILE object 4: /EF" },
        { "", "/FS << /F (a.exe) /EF 4 0 R >>", "<< /UF 9 0 R >>", "PDF_EMBEDDED_FILE object 3: /EF" },
        { "", "", "<< /Type /Annot /Subtype /FileAttachment >>", "PDF_EMBEDDED_FILE object 4: /Subtype /FileAttachment" },
        { "/Collection 4 0 R", "", "<< /View /D >>", "PDF_EMBEDDED_FILE object 1: /Collection" },
        { "", "", "<< /A [ 1 2 >>", "PDF_UNREADABLE object 4: brackets that do not match" },
    };

    public static TheoryData<string, string, string> Harmless => new()
    {
        { "/OpenAction [3 0 R /XYZ null null 0]", "", "null" },
        { "/OpenAction (chapter one)", "", "null" },
        { "/OpenAction << /S /GoTo /D [3 0 R /Fit] >>", "", "null" },
        { "/OpenAction << /S /Named /N /FirstPage >>", "", "null" },
        { "/OpenAction 4 0 R", "", "[3 0 R /Fit]" },
        { "/OpenAction 4 0 R", "", "<< /Type /Action /S /GoTo /D (one) >>" },
        { "/Names << /JavaScript << /Names [] >> /EmbeddedFiles 4 0 R >>", "", "<< /Names [] >>" },
        { "/AA << >>", "/AA null", "null" },
        { "/AcroForm << /Fields [] /XFA null >>", "", "null" },
        { "", "/Resources << /Font << /AA 4 0 R /JS 4 0 R /JavaScript 4 0 R /XFA 4 0 R /EF 4 0 R >> >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>" },
        { "", "/Resources << /ExtGState << /AA << /CA 0.5 >> /OpenAction << /ca 0.5 >> >> >>", "null" },
        { "", "/Resources << /XObject 4 0 R >>", "<< /JS 9 0 R /AA 9 0 R >>" },
        { "/Dests << /JavaScript [3 0 R /Fit] /Launch [3 0 R /Fit] >>", "", "null" },
        { "", "", "(/S /JavaScript /JS \\( 7 0 obj << /S /Launch >> endobj)" },
        { "", "", "<2F53202F4A617661536372697074>" },
        { "", "", "<< /S /URI /URI (https://example.org/?q=javascript:x) >>" },
        { "", "", "<< /S /URI /URI <FEFF00680074007400700073003A002F002F0065> >>" },
        { "", "", "<< /Subtype /Link /A << /S /GoToR /F (other.pdf) /D (a) >> >>" },
        { "", "", "<< /Type /StructElem /S /P /Alt (app.launch) >>" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void What_runs_or_hides_something_is_refused_with_its_place(string catalog, string page, string four, string told)
    {
        var verdict = PdfVerdict.Of(PdfDraft.Begin(catalog, page).Add(4, four).End());

        Assert.Contains(told, verdict.Split('\n'));
    }

    [Theory, MemberData(nameof(Harmless))]
    public void What_only_looks_like_it_is_taken(string catalog, string page, string four) =>
        Assert.Equal("", PdfVerdict.Of(PdfDraft.Begin(catalog, page).Add(4, four).End()));

    [Fact]
    public void A_page_that_only_writes_about_scripts_is_taken()
    {
        var draft = PdfDraft.Begin("", "/Contents 4 0 R").AddStream(4, "", [.. "BT (7 0 obj << /S /JavaScript >> endobj) Tj (/Launch endstream xref) Tj ET"u8]).End();

        Assert.Equal("", PdfVerdict.Of(draft));
    }

    [Theory]
    [InlineData(100, "")]
    [InlineData(101, "PDF_UNREADABLE object 4: more than 100 levels of dictionaries and arrays")]
    public void Nesting_has_a_cap(int depth, string told) =>
        Assert.Equal(told, PdfVerdict.Of(PdfDraft.Begin().Add(4, new string('[', depth) + new string(']', depth)).End()));

    [Fact]
    public void An_encrypted_file_is_refused_for_that_and_not_for_what_cannot_be_read_then()
    {
        var draft = PdfDraft.Begin().AddObjects(4, "/Filter /Crypt", data => data, (5, "null")).End("/Root 1 0 R /Encrypt << /Filter /Standard >>");

        Assert.Equal("PDF_ENCRYPTED /Encrypt in the trailer", PdfVerdict.Of(draft));
    }
}
