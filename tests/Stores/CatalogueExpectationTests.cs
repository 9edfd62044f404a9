using Glimmerglass.Data;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Tests.Shape;

namespace Glimmerglass.Tests.Stores;

public sealed class CatalogueExpectationTests
{
    [Fact]
    public async Task The_texts_are_what_the_migrations_produce_one_by_one()
    {
        await using var empty = await TestDatabase.CreateEmpty();

        var produced = await CatalogueExpectation.Produce(empty.Db, CancellationToken.None);

        var kept = Sources.Below("Data/Catalogue/Expected", "*.txt").Select(file => (FileName: Path.GetFileName(file.Path), file.Text)).ToList();
        var stale = produced.Except(kept).Select(text => text.FileName).Concat(kept.Select(text => text.FileName).Except(produced.Select(text => text.FileName))).Distinct().Order();
        Assert.True(kept.SequenceEqual(produced), $"Stale in Data/Catalogue/Expected: {string.Join(", ", stale)}. Hint: dotnet run -- schema --expected");
    }

    [Fact]
    public async Task The_sum_of_the_texts_is_the_schema()
    {
        await using var database = await TestDatabase.Create();

        var reading = await new CatalogueReader(database.Db).Read(CancellationToken.None);

        Assert.Equal(Migrator.Scripts().Count, reading.SchemaVersion);
        Assert.Equal(reading.Facts.ToHashSet(), CatalogueExpectation.At(reading.SchemaVersion)!.ToHashSet());
    }

    [Fact]
    public void A_version_that_this_build_does_not_know_has_no_expectation()
    {
        Assert.Null(CatalogueExpectation.At(Migrator.Scripts().Count + 1));
        Assert.Empty(CatalogueExpectation.At(0)!);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        CatalogueFact[] before = [new("table", "", "public.a", "table"), new("column", "public.a", "x", "integer"), new("schema", "", "s", "")];
        CatalogueFact[] after = [new("table", "", "public.a", "unlogged table"), new("schema", "", "s", ""), new("function", "", "public.f()", "one\n\n\ttwo\n+ three\n- four  \n")];
        var facts = before.ToList();

        CatalogueExpectation.Apply(facts, CatalogueExpectation.Difference(before, after));

        Assert.Equal(after, facts);
    }

    [Fact]
    public void A_line_that_is_none_is_named()
    {
        var refused = Assert.Throws<FormatException>(() => CatalogueExpectation.Apply([], "+\ttable\t\tpublic.a\ttable\n? what\n"));

        Assert.Contains("'? what'", refused.Message, StringComparison.Ordinal);
    }
}
