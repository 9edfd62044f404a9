using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules;

/// <summary>Real files of real producers, with the verdicts that their manifest expects for a kind that takes videos.</summary>
public class FileCheckFixtures
{
    internal static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fixtures");

    public static TheoryData<string> Accepted => [.. Rows().Where(row => row.Accepted).Select(row => row.File)];

    public static TheoryData<string> Refused => [.. Rows().Where(row => !row.Accepted).Select(row => row.File)];

    [Theory, MemberData(nameof(Accepted))]
    public void A_good_file_is_accepted(string file)
    {
        var verdict = Judge(Row(file));

        Assert.Empty(verdict.Reasons);
        Assert.Equal(DocumentState.Accepted, verdict.State);
        Assert.Equal(Row(file).DeclaredContentType, verdict.ContentType);
    }

    [Theory, MemberData(nameof(Refused))]
    public void A_bad_file_is_refused_for_the_reasons_expected(string file)
    {
        var verdict = Judge(Row(file));

        var codes = verdict.Reasons.Select(reason => reason.Code).ToList();
        Assert.Equal(DocumentState.Rejected, verdict.State);
        Assert.All(Row(file).Reasons, oneOf => Assert.NotEmpty(oneOf.Intersect(codes)));
    }

    [Fact]
    public void A_picture_that_names_its_place_is_accepted_with_a_warning()
    {
        var warned = Rows().Where(row => Judge(row).Warnings.Count > 0).Select(row => row.File);

        Assert.Equal(["jpeg-exif-gps.jpeg"], warned);
    }

    [Fact]
    public void Every_file_has_its_row()
    {
        var files = Directory.EnumerateFiles(Folder).Select(file => Path.GetFileName(file)).Where(file => file is not ("manifest.tsv" or ".gitattributes"));

        Assert.Equal(Rows().Select(row => row.File).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    private static Verdict Judge(ManifestRow row)
    {
        var content = File.ReadAllBytes(Path.Combine(Folder, row.File));
        using var scan = new ContentScan(content.Length);
        scan.Append(content);
        return FileCheck.Judge(new Announced("SITE_MEDIA", row.File, row.DeclaredContentType, content.Length, null), scan.Finish(), new Limits());
    }

    internal static ManifestRow Row(string file) => Rows().Single(row => row.File == file);

    internal static IEnumerable<ManifestRow> Rows() =>
        from line in File.ReadLines(Path.Combine(Folder, "manifest.tsv")).Skip(1)
        let cells = line.Split('\t')
        select new ManifestRow(cells[0], cells[1], cells[2] == "accepted", cells[3] == "-" ? [] : [.. cells[3].Split(' ').Select(oneOf => oneOf.Split('|'))]);

    /// <summary>One file; of each group of reasons, at least one must be given.</summary>
    internal sealed record ManifestRow(string File, string DeclaredContentType, bool Accepted, IReadOnlyList<string[]> Reasons);
}
