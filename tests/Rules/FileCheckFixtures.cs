using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules;

/// <summary>Real files of real producers, with the verdicts that their manifest expects for a kind that takes videos.</summary>
public class FileCheckFixtures
{
    /// <summary>Reasons that need a reader of the format itself. Rows that expect one of these first are listed by name below.</summary>
    private static readonly string[] NotYetDue =
        ["TRUNCATED", "PDF_ENCRYPTED", "PDF_ACTIVE_CONTENT", "PDF_EMBEDDED_FILE", "PDF_UNREADABLE"];

    /// <summary>Formats that have their readers, so that all reasons are due.</summary>
    private static readonly string[] Read = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "video/mp4", "video/quicktime", "video/webm"];

    internal static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public static TheoryData<string> Accepted => [.. Rows().Where(row => row.Accepted).Select(row => row.File)];

    public static TheoryData<string> Due => [.. Rows().Where(row => !row.Accepted && IsDue(row)).Select(row => row.File)];

    [Theory, MemberData(nameof(Accepted))]
    public void A_good_file_is_accepted(string file)
    {
        var verdict = Judge(Row(file));

        Assert.Empty(verdict.Reasons);
        Assert.Equal(DocumentState.Accepted, verdict.State);
        Assert.Equal(Row(file).DeclaredContentType, verdict.ContentType);
    }

    [Theory, MemberData(nameof(Due))]
    public void A_bad_file_is_refused_for_the_reasons_expected(string file)
    {
        var verdict = Judge(Row(file));

        var codes = verdict.Reasons.Select(reason => reason.Code).ToList();
        Assert.Equal(DocumentState.Rejected, verdict.State);
        Assert.All(Row(file).Reasons, oneOf => Assert.NotEmpty(oneOf.Intersect(codes)));
    }

    [Fact]
    public void Files_that_need_a_reader_of_their_format_are_known_by_name()
    {
        string[] expected =
        [
            "pdf-attachment-pdftk.pdf", "pdf-encrypted-aes256.pdf", "pdf-header-then-noise.pdf", "pdf-js-escaped-names.pdf",
            "pdf-js-object-stream.pdf", "pdf-js-openaction.pdf", "pdf-launch.pdf", "pdf-xfa.pdf", "truncated-half.pdf",
        ];

        var waiting = Rows().Where(row => !row.Accepted && !IsDue(row)).Select(row => row.File).Order(StringComparer.Ordinal);

        Assert.Equal(expected, waiting);
    }

    [Theory]
    [InlineData("elf-named-pdf.pdf")]
    [InlineData("zip-named-jpg.jpg")]
    public void A_program_or_archive_under_a_false_name_is_refused_already(string file) => Assert.Equal(DocumentState.Rejected, Judge(Row(file)).State);

    [Fact]
    public void Every_file_has_its_row()
    {
        var files = Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Where(file => file is not ("manifest.tsv" or ".gitattributes"));

        Assert.Equal(Rows().Select(row => row.File).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    private static bool IsDue(ManifestRow row) => Read.Contains(row.DeclaredContentType) || row.Reasons.All(oneOf => !NotYetDue.Contains(oneOf[0]));

    private static Verdict Judge(ManifestRow row)
    {
        var content = File.ReadAllBytes(Path.Combine(Folder, row.File));
        using var scan = new ContentScan(content.Length);
        scan.Append(content);
        return FileCheck.Judge(new Announced("SITE_MEDIA", row.File, row.DeclaredContentType, content.Length, null), scan.Finish(), new Limits());
    }

    internal static ManifestRow Row(string file) => Rows().Single(row => row.File == file);

    private static IEnumerable<ManifestRow> Rows() =>
        from line in File.ReadLines(Path.Combine(Folder, "manifest.tsv")).Skip(1)
        let cells = line.Split('\t')
        select new ManifestRow(cells[0], cells[1], cells[2] == "accepted", cells[3] == "-" ? [] : [.. cells[3].Split(' ').Select(oneOf => oneOf.Split('|'))]);

    /// <summary>One file; of each group of reasons, at least one must be given.</summary>
    internal sealed record ManifestRow(string File, string DeclaredContentType, bool Accepted, IReadOnlyList<string[]> Reasons);
}
