using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Tests.Stores;

/// <summary>The law of a restore: what is restored gives the same backup again, whatever was in it.</summary>
public sealed class RestoreRoundTripTests
{
    [Fact]
    public async Task One_of_everything_comes_back()
    {
        await using var room = await RestoreRoom.Create(await TestDatabase.CreateEmpty());
        await room.Source.Execute(Zoo.Fixed);

        await RoundTrip(room);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_values_in_any_columns_come_back(int seed)
    {
        await using var room = await RestoreRoom.Create(await TestDatabase.CreateEmpty());
        await room.Source.Execute(Zoo.Types + new Zoo(seed).Random());

        await RoundTrip(room);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 20)];

    private static async Task RoundTrip(RestoreRoom room)
    {
        var backup = await room.BackUp();
        var target = await room.Empty();

        await room.Restore(backup, target);

        Assert.Equal(await RestoreRoom.Rows(room.Source), await RestoreRoom.Rows(target));
        Assert.Equal(await Facts(room.Source), await Facts(target));
        var again = await room.BackUp(target);
        Assert.Equal(backup.Tables.Select(Content), again.Tables.Select(Content));
        Assert.Equal(backup.Sequences, again.Sequences);
    }

    private static (string, string, string, string, long) Content(BackedUpTable table) => (table.Schema, table.Name, table.Digest, string.Join('|', table.Columns), table.Rows);

    private static async Task<IReadOnlyList<CatalogueFact>> Facts(TestDatabase database) => (await new CatalogueReader(database.Db).Read(CancellationToken.None)).Facts;
}
