using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Commands;
using Glimmerglass.Data.Backups;
using Glimmerglass.Functions.Backups;

namespace Glimmerglass.Tests.Rules;

/// <summary>How a backup is cut, ordered and named.</summary>
public class BackupPartsTests
{
    private static readonly DateTimeOffset Night = new(2026, 3, 2, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ranges_follow_each_other_from_the_first_page_to_no_end()
    {
        var tables = from pages in Gen.Choose(0, 100_000)
                     from beside in Gen.Choose(0, 100_000)
                     from bytesOfPart in Gen.Choose(8192, 10_000_000)
                     select (Pages: (long)pages, Bytes: (pages + beside) * 8192L, bytesOfPart);

        Prop.ForAll(tables.ToArbitrary(), table =>
        {
            var ranges = PageRange.Cut(table.Pages, table.Bytes, table.bytesOfPart);
            if (ranges.Count == 1) return ranges[0] == PageRange.Whole;
            return ranges[0].First == 0 && ranges[^1].End is null && ranges.Zip(ranges.Skip(1)).All(pair => pair.First.End == pair.Second.First && pair.First.End > pair.First.First)
                && ranges.Count <= (table.Bytes / table.bytesOfPart);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Tables_in_a_circle_are_all_there_and_the_others_in_order()
    {
        var ordered = SourceTable.Order([Table(1, "a", 2), Table(2, "b", 3), Table(3, "c", 2), Table(4, "d", 4, 1), Table(5, "e")]);

        Assert.Equal(["e", "a", "d", "b", "c"], ordered.Select(table => table.Name));
    }

    [Fact]
    public void A_name_of_a_folder_is_its_instant_and_nothing_else_is_one()
    {
        Assert.Equal("20260302T020000Z", BackupName.Of(Night.ToOffset(TimeSpan.FromHours(5))));
        Assert.Equal(Night, BackupName.StartOf("20260302T020000Z"));
        Assert.All(["", "manifest.json", "20260302T020000", "20260302T020000Z/", "20261302T020000Z", " 20260302T020000Z"], name => Assert.Null(BackupName.StartOf(name)));
    }

    [Fact]
    public void Two_tables_never_share_a_file_also_where_capitals_make_no_difference()
    {
        (string, string)[] tables = [("public", "orders"), ("public", "Orders"), ("public", "a.b"), ("a", "b"), ("public", "a%2Eb"), ("public", "a/b"), ("public", ".."), ("public", "ä")];

        var paths = tables.Select(table => BackupName.OfTable(table.Item1, table.Item2)).ToList();

        Assert.Equal(paths.Count, paths.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(paths, path => Assert.Matches("^data/[a-z0-9_%A-F.-]+\\.copy\\.gz$", path));
        Assert.Equal("data/orders.copy.gz", paths[0]);
        Assert.Equal("data/%2E%2E.copy.gz", paths[6]);
    }

    [Fact]
    public void Digests_of_parts_add_up()
    {
        Assert.Equal(new RowDigest(5, "18446744073709551613"), new RowDigest(2, "9223372036854775807").Plus(RowDigest.None).Plus(new RowDigest(3, "9223372036854775806")));
        Assert.Equal(new RowDigest(2, "-3"), RowDigest.None.Plus(new RowDigest(1, "-5")).Plus(new RowDigest(1, "2")));
        Assert.Equal(RowDigest.None, RowDigest.None.Plus(RowDigest.None));
    }

    [Fact]
    public void Backups_stand_in_columns()
    {
        var backup = new BackupSummary("20260302T020000Z", Night, Night, Night.AddSeconds(75), 12, 22, 1_234_567, 120_500_000);

        var table = BackupTable.Write(
        [
            ListedBackup.Of(new JudgedBackup(backup, Night.AddHours(3), ["newest", "day 2026-03-02"])),
            ListedBackup.Of(new JudgedBackup(backup with { Name = "20260301T020000Z", Rows = 1, StoredBytes = 900 }, null, [])),
        ]);

        Assert.Equal(
            """
            BACKUP            TOOK     SCHEMA  TABLES  ROWS       SIZE      PROVEN            KEPT BECAUSE
            20260302T020000Z  0:01:15  0012    22      1,234,567  120.5 MB  2026-03-02 05:00  newest, day 2026-03-02
            20260301T020000Z  0:01:15  0012    22      1          900 B     never             nothing: will be deleted

            """.ReplaceLineEndings("\n"), table);
        Assert.StartsWith("There are no backups.", BackupTable.Write([]), StringComparison.Ordinal);
    }

    private static SourceTable Table(long id, string name, params long[] refersTo) => new() { Id = id, Schema = "public", Name = name, RefersTo = refersTo };
}
