using System.Collections.Concurrent;
using Glimmerglass.Data;
using Npgsql;

namespace Glimmerglass.Tests.Stores;

public sealed class MigratorTests : IAsyncLifetime
{
    private readonly List<string> said = [];
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateEmpty();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task An_empty_database_gets_every_script_in_order()
    {
        var applied = await Migrate(One, Two, Three);

        Assert.Equal(3, applied);
        Assert.Equal(["applied 0001_one", "applied 0002_two", "applied 0003_three", "the database is at 0003, 3 applied"], said);
        Assert.Equal("1 one,2 two,3 three", await Ledger());
        Assert.Equal(3, await database.Scalar<int>("select (select n from one) + (select n from two)"));
    }

    [Fact]
    public async Task A_second_run_finds_nothing_to_do()
    {
        await Migrate(One, Two);
        var before = await database.Scalar<string>("select string_agg(applied_at::text, ' ' order by version) from schema_migrations");
        said.Clear();

        var applied = await Migrate(One, Two);

        Assert.Equal(0, applied);
        Assert.Equal(["nothing to do: the database is at 0002"], said);
        Assert.Equal(before, await database.Scalar<string>("select string_agg(applied_at::text, ' ' order by version) from schema_migrations"));
    }

    [Fact]
    public async Task A_later_build_applies_what_is_new()
    {
        await Migrate(One);
        said.Clear();

        await Migrate(One, Two);

        Assert.Equal(["applied 0002_two", "the database is at 0002, 1 applied"], said);
    }

    [Fact]
    public async Task A_script_that_was_changed_after_it_was_applied_is_refused()
    {
        await Migrate(One);

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(Script("0001_one.sql", "create table one as select 2 as n"), Two));

        Assert.Contains("0001_one was changed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Hint", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1 one", await Ledger());
    }

    [Fact]
    public async Task Line_ends_are_no_change()
    {
        await Migrate(Script("0001_one.sql", "create table one as\nselect 1 as n"));

        Assert.Equal(0, await Migrate(Script("0001_one.sql", "create table one as\r\nselect 1 as n")));
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_build_is_refused()
    {
        await Migrate(One, Two);

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(One));

        Assert.Contains("0002_two, which this build does not know", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_comes_too_late_is_refused()
    {
        await Migrate(One, Three);

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(One, Two, Three));

        Assert.Contains("0002_two was never applied, but 0003 was", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1 one,3 three", await Ledger());
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_the_earlier_ones()
    {
        var broken = Script("0002_broken.sql", "create table half (n integer); insert into half values (1); select 1 / 0; create table never (n integer)");

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(One, broken, Three));

        Assert.Equal("0002_broken failed: division by zero. Nothing of it was applied; the scripts before it were.", refused.Message);
        Assert.Equal("1 one", await Ledger());
        Assert.True(await database.Scalar<bool>("select to_regclass('half') is null and to_regclass('never') is null"));
        Assert.Equal(2, await Migrate(One, Two, Three));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public async Task Runs_at_once_apply_each_script_once(int runs)
    {
        var lines = new ConcurrentQueue<string>();

        var counts = await Task.WhenAll(Enumerable.Range(0, runs).Select(async _ =>
        {
            await using var db = Database.Open(database.Url, 3);
            return await new Migrator(db, [One, Two, Three]).Migrate(lines.Enqueue, CancellationToken.None);
        }));

        Assert.Equal(3, counts.Sum());
        Assert.Equal(["applied 0001_one", "applied 0002_two", "applied 0003_three"], lines.Where(line => line.StartsWith("applied", StringComparison.Ordinal)).Order());
        Assert.Equal("1 one,2 two,3 three", await Ledger());
    }

    [Fact]
    public async Task A_run_that_waits_for_another_one_gives_up_with_a_sentence()
    {
        await using var other = await database.Connect();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand($"select pg_advisory_xact_lock({Migrator.AdvisoryLock})", other, transaction)) await hold.ExecuteNonQueryAsync();

        var migrator = new Migrator(database.Db, [One]) { LockWait = TimeSpan.FromMilliseconds(50) };
        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => migrator.Migrate(said.Add, CancellationToken.None));

        Assert.StartsWith("Another migration has been at this database", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Hint", refused.Message, StringComparison.Ordinal);
        await transaction.RollbackAsync();
        Assert.Equal(1, await Migrate(One));
    }

    [Fact]
    public async Task A_script_that_waits_for_a_lock_gives_up_before_everybody_queues_behind_it()
    {
        await Migrate(One);
        await using var other = await database.Connect();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table one in access exclusive mode", other, transaction)) await hold.ExecuteNonQueryAsync();

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => Migrate(One, Script("0002_column.sql", "set local lock_timeout = '50ms'; alter table one add m integer")));

        Assert.Contains("0002_column waited", refused.Message, StringComparison.Ordinal);
        Assert.Equal("1 one", await Ledger());
    }

    [Fact]
    public async Task Nothing_of_the_run_stays_on_the_pooled_session()
    {
        await Migrate(One, Two, Three);

        var left = await database.Db.QueryOne<string>("select current_setting('lock_timeout') || ' ' || (select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()))", null, CancellationToken.None);

        Assert.Equal("0 0", left);
    }

    [Fact]
    public async Task The_scripts_of_this_build_run_through_the_pooler_and_once()
    {
        var count = Migrator.Scripts().Count;

        Assert.Equal(count, await new Migrator(database.Db).Migrate(said.Add, CancellationToken.None));
        Assert.Equal(0, await new Migrator(database.Db).Migrate(said.Add, CancellationToken.None));
        Assert.Equal(count, await database.Scalar<int>("select count(*) from schema_migrations"));
    }

    private static readonly Migration One = Script("0001_one.sql", "create table one as select 1 as n");
    private static readonly Migration Two = Script("0002_two.sql", "create table two as select 2 as n");
    private static readonly Migration Three = Script("0003_three.sql", "create function three() returns integer language plpgsql as $$ begin return 3; end $$; select three();");

    private static Migration Script(string file, string sql) => Migrator.Parse(file, sql);

    private Task<int> Migrate(params Migration[] scripts) => new Migrator(database.Db, scripts).Migrate(said.Add, CancellationToken.None);

    private Task<string> Ledger() => database.Scalar<string>("select string_agg(version || ' ' || name, ',' order by version) from schema_migrations");
}
