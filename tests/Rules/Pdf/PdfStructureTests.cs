namespace Glimmerglass.Tests.Rules.Pdf;

/// <summary>Which objects count: cross-references that are whole, updated, broken or false; ends that are missing; a second format around the objects.</summary>
public sealed class PdfStructureTests
{
    private const string Script = "<< /S /JavaScript /JS (x) >>";

    [Fact]
    public void A_script_that_an_update_took_out_of_its_object_no_longer_counts() =>
        Assert.Equal("", PdfVerdict.Of(PdfDraft.Begin().Add(4, Script).End().Add(4, "null").End()));

    [Fact]
    public void A_script_that_an_update_added_counts() =>
        Assert.Contains("PDF_ACTIVE_CONTENT object 4: /S /JavaScript", PdfVerdict.Of(PdfDraft.Begin().Add(4, "null").End().Add(4, Script).End()), StringComparison.Ordinal);

    [Fact]
    public void A_script_counts_when_the_cross_reference_names_it_though_another_object_follows()
    {
        var draft = PdfDraft.Begin();
        var place = draft.Length;
        draft.Add(4, Script).Add(4, "null").Name(4, place).End();

        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_counts_though_nothing_names_it() =>
        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(PdfDraft.Begin().Raw("4 0 obj" + Script + "endobj ").End()), StringComparison.Ordinal);

    [Fact]
    public void With_a_broken_cross_reference_every_definition_counts()
    {
        var first = PdfDraft.Begin().Add(4, Script).Add(4, "null").Raw("trailer << /Root 1 0 R >> startxref 7 %%EOF");
        var last = PdfDraft.Begin().Add(4, "null").Add(4, Script).Raw("trailer << /Root 1 0 R >> startxref 7 %%EOF");

        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(first), StringComparison.Ordinal);
        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(last), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("<< >> stream\n", "\nendstream")]
    [InlineData("null %", "\n")]
    public void An_object_that_the_cross_reference_finds_within_another_is_not_passed_over(string before, string after)
    {
        var draft = PdfDraft.Begin().Raw("5 0 obj " + before);
        var place = draft.Length;
        draft.Raw("4 0 obj << /S /JavaScript >> " + after + " endobj\n").Name(4, place).End();

        Assert.Contains("PDF_UNREADABLE the cross-reference is broken, and objects are hidden", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void A_false_length_hides_no_object()
    {
        var draft = PdfDraft.Begin().Raw("4 0 obj << /Length 1000 >> stream\nx\nendstream endobj\n").Add(5, Script).AddStream(6, "", new byte[2000]).End();

        Assert.Contains("PDF_ACTIVE_CONTENT object 5", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void A_startxref_hidden_behind_the_last_one_is_not_passed_over() =>
        Assert.Contains("PDF_UNREADABLE the last startxref is hidden", PdfVerdict.Of(PdfDraft.Begin().End().Raw("% startxref 9 ")), StringComparison.Ordinal);

    [Theory]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData(" \0\n")]
    public void Lines_may_end_in_any_way(string end)
    {
        var text = $"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>\nendobj\n3 0 obj{Script}endobj\n%%EOF\n";

        Assert.Contains("PDF_ACTIVE_CONTENT object 3", PdfVerdict.Of(new PdfDraft().Raw(text.Replace("\n", end, StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_header_may_stand_behind_something_else_and_offsets_count_from_either()
    {
        var draft = PdfDraft.Begin().Add(4, Script).Add(4, "null").End();

        Assert.Contains("PDF_ACTIVE_CONTENT", PdfVerdict.Of(PdfDraft.Begin().Add(4, "null").Add(5, Script).End()), StringComparison.Ordinal);
        Assert.Equal("", PdfVerdict.Of([.. "\u00EF\u00BB\u00BF junk\n"u8, .. draft.Bytes]));
    }

    [Theory]
    [InlineData("", "PDF_UNREADABLE no catalog")]
    [InlineData("1 0 obj << /Type /Catalog >> endobj trailer << /Root 1 0 R >>", "PDF_UNREADABLE object 1, the /Root, is no catalog with /Pages")]
    [InlineData("1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj", "PDF_UNREADABLE no page tree")]
    public void Without_catalog_and_pages_it_cannot_be_read(string content, string told) =>
        Assert.Equal(told, PdfVerdict.Of(new PdfDraft().Raw($"%PDF-1.4\n{content}\n%%EOF\n")));

    [Fact]
    public void A_loop_of_older_cross_references_ends() =>
        Assert.Equal("", PdfVerdict.Of(PdfDraft.Begin().End().End("/Root 1 0 R /Prev 9")));

    [Theory]
    [InlineData("<html><script>", "TYPE_MISMATCH")]
    [InlineData("<?PHP echo 1;", "TYPE_MISMATCH")]
    [InlineData("% <!DOCTYPE html>", "TYPE_MISMATCH")]
    [InlineData("PK\u0003\u0004", "TYPE_MISMATCH ARCHIVE")]
    public void A_second_format_between_the_objects_is_refused(string text, string codes)
    {
        Assert.Equal(codes.Split(' '), PdfVerdict.CodesOf(PdfDraft.Begin().Raw(text + "\n").End().Bytes));
        Assert.Equal(codes.Split(' '), PdfVerdict.CodesOf(PdfDraft.Begin().End().Raw(text + "\n").Bytes));
        Assert.Equal(codes.Split(' '), PdfVerdict.CodesOf([.. System.Text.Encoding.Latin1.GetBytes(text + "\n"), .. PdfDraft.Begin().End().Bytes]));
    }

    [Fact]
    public void A_program_behind_the_end_is_refused() =>
        Assert.Equal(["EXECUTABLE"], PdfVerdict.CodesOf([.. PdfDraft.Begin().End().Bytes, .. "MZ"u8, .. Enumerable.Repeat((byte)1, 100)]));

    [Fact]
    public void Some_bytes_behind_the_end_are_taken_and_many_are_not()
    {
        var draft = PdfDraft.Begin().End().Bytes;

        Assert.Equal("", PdfVerdict.Of([.. draft, .. new byte[100_000], .. Enumerable.Repeat((byte)'x', 1024)]));
        Assert.Equal("TYPE_MISMATCH 1,025 bytes after the end marker", PdfVerdict.Of([.. draft, .. Enumerable.Repeat((byte)'x', 1025)]));
    }

    [Theory]
    [InlineData("pdf-cairo-plan.pdf")]
    [InlineData("pdf-ghostscript-17.pdf")]
    [InlineData("pdf-qpdf-object-streams.pdf")]
    [InlineData("pdf-reportlab-mentions-javascript.pdf")]
    public void A_file_that_was_cut_before_its_end_is_refused(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(FileCheckFixtures.Folder, file));
        var end = bytes.AsSpan().LastIndexOf("%%EOF"u8) + 4;

        for (var length = 1; length <= end; length += length > end - 60 ? 1 : 211) Assert.NotEqual("", PdfVerdict.Read(bytes[..length], 4096));
    }

    [Fact]
    public void A_linearised_file_that_was_cut_behind_its_first_end_is_refused()
    {
        var draft = new PdfDraft().Raw("%PDF-1.4\n9 0 obj << /Linearized 1 /L 5000 >> endobj\n").Add(1, "<< /Type /Catalog /Pages 2 0 R >>").Add(2, "<< /Type /Pages /Kids [] >>").End();

        Assert.StartsWith("TRUNCATED linearised for 5,000 bytes", PdfVerdict.Of(draft), StringComparison.Ordinal);
    }

    [Fact]
    public void No_bytes_make_it_throw_and_no_cut_changes_the_answer()
    {
        var random = new Random(20260723);
        var files = Directory.EnumerateFiles(FileCheckFixtures.Folder, "pdf-*.pdf").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).Where(file => file.Length < 9000).ToList();
        for (var round = 0; round < 300; round++)
        {
            var bytes = (byte[])files[round % files.Count].Clone();
            for (var i = random.Next(1, 30); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var (from, to) = (random.Next(bytes.Length), random.Next(bytes.Length));
            bytes.AsSpan(Math.Min(from, to), Math.Min(random.Next(500), Math.Abs(from - to))).CopyTo(bytes.AsSpan(Math.Min(from, to)));

            Assert.Equal(PdfVerdict.Read(bytes, bytes.Length), PdfVerdict.Read(bytes, random.Next(1, 300)));
        }
    }
}
