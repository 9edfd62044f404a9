using Glimmerglass.Data;
using Glimmerglass.Data.Access;

namespace Glimmerglass.Tests.Stores;

public sealed class DatabaseTests
{
    [Fact]
    public async Task A_pool_that_was_opened_before_the_migrations_heals_after_one_call()
    {
        await using var empty = await TestDatabase.CreateEmpty();
        await using var early = Database.Open(empty.Url, 5);
        await early.QueryOne<int>("select 1", null, CancellationToken.None);
        await new Migrator(empty.Db).Migrate(_ => { }, CancellationToken.None);

        const string sql = "select 'ADMIN'::user_role";
        await Assert.ThrowsAnyAsync<InvalidCastException>(() => early.QueryOne<Role>(sql, null, CancellationToken.None));

        Assert.Equal(Role.Admin, await early.QueryOne<Role>(sql, null, CancellationToken.None));
    }
}
