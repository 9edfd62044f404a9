using Glimmerglass.Data;
using Npgsql;

namespace Glimmerglass.Tests.Stores;

public sealed class ScratchDatabaseTests(Rows rows) : IClassFixture<Rows>
{
    [Fact]
    public async Task Whoever_opens_a_pool_of_its_own_says_how_large_it_is()
    {
        await using var scratch = await ScratchDatabase.Create(rows.Database.DirectUrl, default);

        var opened = new NpgsqlConnectionStringBuilder(DatabaseUrl.Normalise(scratch.Url, 7));

        Assert.Equal((7, scratch.Name), (opened.MaxPoolSize, opened.Database));
    }
}
