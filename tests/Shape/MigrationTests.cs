using System.Text.RegularExpressions;
using Glimmerglass.Data;

namespace Glimmerglass.Tests.Shape;

/// <summary>How migrations are written.</summary>
public sealed class MigrationTests
{
    [Fact]
    public void Every_script_lies_in_the_build_under_its_number()
    {
        var files = Sources.Below("Data/Migrations", "*").Select(file => Path.GetFileName(file.Path)).ToList();

        var scripts = Migrator.Scripts();

        Assert.Equal(files, scripts.Select(script => $"{script.Version:0000}_{script.Name}.sql"));
        Assert.Equal(Enumerable.Range(1, scripts.Count), scripts.Select(script => script.Version));
    }

    [Fact]
    public void Every_script_begins_with_what_it_is_for()
    {
        Assert.All(Migrator.Scripts(), script => Assert.Matches(@"\A-- [A-Z].+[.:,]", script.Sql));
    }

    [Fact]
    public void No_script_ends_its_own_transaction_or_needs_to_be_outside_of_one()
    {
        Assert.All(Migrator.Scripts(), script => Assert.DoesNotMatch(@"(?im)^\s*(commit|rollback|begin)\s*;|^\s*vacuum|\bconcurrently\b|^set (?!local)", script.Sql));
    }

    [Fact]
    public void The_same_text_has_the_same_checksum_on_every_system()
    {
        var unix = Migrator.Parse("0001_a.sql", "select 1;\nselect 2;\n");

        var windows = Migrator.Parse("0001_a.sql", "select 1;\r\nselect 2;\r\n");

        Assert.Equal(unix.Checksum, windows.Checksum);
        Assert.NotEqual(unix.Checksum, Migrator.Parse("0001_a.sql", "select 1;\nselect 3;\n").Checksum);
        Assert.Matches(new Regex("^[0-9a-f]{64}$"), unix.Checksum);
    }

    [Theory]
    [InlineData("1_a.sql")]
    [InlineData("0001-a.sql")]
    [InlineData("0001_A.sql")]
    [InlineData("0001_a.sql.bak")]
    [InlineData("0001_a b.sql")]
    [InlineData("0001_.sql")]
    public void A_file_that_is_no_migration_is_named(string file)
    {
        var refused = Assert.Throws<FormatException>(() => Migrator.Parse(file, "select 1"));

        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Hint", refused.Message, StringComparison.Ordinal);
    }
}
