using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Tests.Stores;

public sealed class SchemaScriptTests
{
    [Fact]
    public async Task The_script_builds_the_same_schema_again()
    {
        await using var database = await TestDatabase.Create();
        await using var empty = await TestDatabase.CreateEmpty();
        var script = await new SchemaPage(database.Db).WriteScript(CancellationToken.None);

        await empty.Execute(script.BeforeRows);
        await empty.Execute(script.AfterRows);

        var reading = await new CatalogueReader(database.Db).Read(CancellationToken.None);
        var again = await new CatalogueReader(empty.Db).Read(CancellationToken.None);
        Assert.True(reading.Facts.Count > 400);
        Assert.Equal(reading.Facts, again.Facts);
    }
}
