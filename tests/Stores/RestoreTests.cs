using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Tests.Stores;

/// <summary>A backup of the app's own database, restored.</summary>
public sealed class RestoreTests : IAsyncLifetime
{
    private RestoreRoom room = null!;

    public async Task InitializeAsync()
    {
        room = await RestoreRoom.Create(await TestDatabase.Create());
        await World.Create(room.Source);
    }

    public async Task DisposeAsync() => await room.DisposeAsync();

    [Fact]
    public async Task What_was_backed_up_is_there_again()
    {
        var backup = await room.BackUp();
        var target = await room.Empty();

        var done = await room.Restore(backup, target);

        Assert.Equal(await RestoreRoom.Rows(room.Source), await RestoreRoom.Rows(target));
        Assert.Equal(await Facts(room.Source), await Facts(target));
        Assert.Equal((backup.Tables.Count, backup.Rows, false), (done.Tables, done.Rows, done.BeganAgain));
        Assert.DoesNotContain(RestoreTargetMark, await RestoreRoom.Contents(target), StringComparison.Ordinal);
    }

    private const string RestoreTargetMark = "restore_in_progress";

    private static async Task<IReadOnlyList<CatalogueFact>> Facts(TestDatabase database) => (await new CatalogueReader(database.Db).Read(CancellationToken.None)).Facts;
}
