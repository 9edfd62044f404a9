namespace Glimmerglass.Tests.Rules.Pdf;

/// <summary>Files that one reader understands in one way and another in another: what any of them would run is refused.</summary>
public sealed class PdfReaderDifferenceTests
{
    private const string Script = "<< /S /JavaScript /JS (x) >>";

    /// <summary>A brace is a value for some readers and nothing for others, and then keys and values change places.</summary>
    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData(")")]
    [InlineData("> ")]
    public void A_bracket_that_stands_alone_turns_no_key_into_a_value(string bracket) =>
        Assert.Contains("PDF_UNREADABLE", PdfVerdict.Of(PdfDraft.Begin("/OpenAction 4 0 R").Add(4, $"<< /Foo {bracket} /S /JavaScript /JS 5 0 R >>").Add(5, "(x)").End()), StringComparison.Ordinal);

    [Theory]
    [InlineData("<< /S\u0080/JavaScript\u00FF/JS 5 0 R >>")]
    [InlineData("<< /Foo \u0080 /Bar /S /JavaScript /JS 5 0 R >>")]
    [InlineData("<< /Foo\u00FFx /S /JavaScript /JS 5 0 R >>")]
    public void A_byte_that_is_a_blank_for_some_readers_hides_no_action(string action) =>
        Assert.NotEqual("", PdfVerdict.Of(PdfDraft.Begin("/OpenAction 4 0 R").Add(4, action).Add(5, "(x)").End()));

    [Fact]
    public void A_byte_that_is_a_blank_for_some_readers_hides_no_object()
    {
        var draft = PdfDraft.Begin("/OpenAction 4 0 R").Add(4, "<< /S /GoTo /D [3 0 R /Fit] >>");
        var place = draft.Length;

        Assert.Contains("PDF_UNREADABLE", PdfVerdict.Of(draft.Raw("4\u00800\u0080obj" + Script + "endobj\n").Name(4, place).End()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_of_another_alphabet_is_fine_where_nothing_is_done() =>
        Assert.Equal("", PdfVerdict.Of(PdfDraft.Begin().Add(4, "<< /Type /Font /Subtype /TrueType /BaseFont /\u0083\u0080\u0083\u0093 >>").End()));

    [Fact]
    public void An_escape_whose_second_digit_is_none_counts_as_zero() =>
        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(PdfDraft.Begin("", "/Annots [4 0 R]").Add(4, "<< /Ty#70e /Annot /Subty#7Ze /RichMedia >>").End()), StringComparison.Ordinal);

    /// <summary>The first number is what most readers take, the second is the newest cross-reference.</summary>
    [Theory]
    [InlineData("{0}.0 {1}")]
    [InlineData("/x {1}")]
    [InlineData("foo {1}")]
    public void A_start_that_readers_take_differently_brings_no_old_script_back(string start)
    {
        var draft = PdfDraft.Begin("/OpenAction 4 0 R").Add(4, Script);
        var old = draft.Length;
        draft.End().Add(4, "<< /S /GoTo /D [3 0 R /Fit] >>");
        var newest = draft.Length;
        draft.Raw($"xref\n4 1\n{draft.PlaceOf(4):D10} 00000 n \ntrailer\n<< /Root 1 0 R /Size 5 /Prev {old} >>\nstartxref\n{Written(start, old, newest)}\n%%EOF\n");

        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/Prev {0}.0")]
    [InlineData("/Prev 9 0 R")]
    public void An_older_cross_reference_that_only_some_readers_find_brings_its_script_back(string previous)
    {
        var draft = PdfDraft.Begin("/OpenAction 4 0 R").Add(4, Script);
        var old = draft.Length;
        draft.End().Add(4, "<< /S /GoTo /D [3 0 R /Fit] >>");
        var newest = draft.Length;
        draft.Raw($"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 5 {Written(previous, old, newest)} >>\nstartxref\n{newest}\n%%EOF\n");

        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    /// <summary>Readers that take every 20 bytes for a line see the place in the comment.</summary>
    [Fact]
    public void A_line_of_the_table_in_a_comment_brings_no_old_script_back()
    {
        var draft = PdfDraft.Begin("/OpenAction 4 0 R");
        var script = draft.Length;
        draft.Add(4, Script);
        var decoy = draft.Length;
        draft.Add(4, "<< /S /GoTo /D [3 0 R /Fit] >>");
        var start = draft.Length;
        draft.Raw($"xref\n3 2\n{draft.PlaceOf(3):D10} 00000 n %{script:D10} 00000 n \n{decoy:D10} 00000 n \ntrailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n{start}\n%%EOF\n");

        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_stream_whose_numbers_all_lie_elsewhere_is_still_one()
    {
        var draft = PdfDraft.Begin("/OpenAction 4 0 R").Add(8, "1").Add(9, "4")
            .AddStream(7, "/N 8 0 R /First 9 0 R", [.. "4 0 << /S /JavaScript /JS (x) >>"u8]);

        Assert.Contains("PDF_UNREADABLE", PdfVerdict.Of(draft.Raw("trailer << /Root 1 0 R >> startxref 0 %%EOF")), StringComparison.Ordinal);
    }

    /// <summary>Readers add the bytes before the header; the decoy lies where an offset counts from the begin of the file.</summary>
    [Theory]
    [InlineData("%!PS-Adobe-3.0 PDF-1.4\n")]
    [InlineData("%PDF\n123456789012345678")]
    public void Bytes_before_the_header_bring_no_old_script_back(string before)
    {
        var draft = new PdfDraft().Raw(before + "%PDF-1.7\n").Add(1, "<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>").Add(2, "<< /Type /Pages /Kids [] /Count 0 >>");
        var decoy = draft.Length;
        draft.Raw("4 0 obj null\n 5 0 obj (");
        var script = draft.Length;
        Assert.Equal(before.Length, script - decoy);
        draft.Raw("4 0 obj" + Script + "endobj) endobj\n").Name(4, decoy).End();

        Assert.NotEqual("", PdfVerdict.Of(draft));
    }

    /// <summary>A linearised file is read by the cross-reference behind its first object, without a look at its end.</summary>
    [Fact]
    public void The_end_of_a_linearised_file_does_not_take_a_script_out()
    {
        var draft = new PdfDraft().Raw("%PDF-1.7\n");
        var size = 0;
        for (var turn = 0; turn < 2; turn++)
        {
            draft = new PdfDraft().Raw("%PDF-1.7\n").Add(7, FormattableString.Invariant($"<< /Linearized 1 /L {size:D8} /O 3 >>"))
                .Add(1, "<< /Type /Catalog /Pages 2 0 R /OpenAction 4 0 R >>").Add(2, "<< /Type /Pages /Kids [] /Count 0 >>")
                .Add(4, Script).End().Add(4, "<< /S /GoTo /D [3 0 R /Fit] >>").End();
            size = draft.Length;
        }
        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_behind_the_end_that_hide_it_from_readers_bring_old_scripts_back()
    {
        var draft = PdfDraft.Begin("/OpenAction 4 0 R").Add(4, Script).End().Add(4, "null").End();

        Assert.Equal("", PdfVerdict.Of(draft));
        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(draft.Raw(new string(' ', 5000))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_with_too_high_a_number_is_looked_at_where_it_is_named() =>
        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(PdfDraft.Begin("/AcroForm << /XFA 9000000 0 R >>").Raw("9000000 0 obj [(a) 4 0 R] endobj\n").End()), StringComparison.Ordinal);

    [Theory]
    [InlineData("/URI << /Base 4 0 R >>", "(javascript:)")]
    [InlineData("/URI 4 0 R", "<< /Base (javascript:) >>")]
    public void The_base_of_addresses_is_looked_at_wherever_it_stands(string catalog, string other) =>
        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(PdfDraft.Begin(catalog).Add(4, other).End()), StringComparison.Ordinal);

    private static string Written(string format, long first, long second) => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, first, second);
}
