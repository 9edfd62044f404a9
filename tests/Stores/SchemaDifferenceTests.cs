using Glimmerglass.Data;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Data.Drift;
using Glimmerglass.Functions.Drift;
using Npgsql;

namespace Glimmerglass.Tests.Stores;

public sealed class SchemaDifferenceTests(SchemaDifferenceTests.Migrated schema) : IClassFixture<SchemaDifferenceTests.Migrated>
{
    [Fact]
    public async Task A_database_as_the_migrations_left_it_has_no_drift()
    {
        await using var database = await TestDatabase.Create();

        Assert.Empty(await Find(database));
    }

    [Fact]
    public async Task Every_change_is_found_once_and_its_statement_undoes_it()
    {
        await using var database = await TestDatabase.Create();
        await using var connection = await database.Connect();
        var wrong = new List<string>();

        foreach (var change in SchemaChange.All)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            try
            {
                await Run(connection, change.Sql);
                var findings = await Find(connection);
                var said = findings.Select(finding => $"{finding.Subject} {finding.Name}{(finding.Mend.Length == 0 ? "?" : "")}").ToList();
                if (!said.Order(StringComparer.Ordinal).SequenceEqual(change.Findings.Order(StringComparer.Ordinal))) wrong.Add($"{change.Sql}\n  gives {string.Join("\n        ", said)}");
                foreach (var finding in findings.Where(finding => finding.Mend.Length > 0)) await Run(connection, InTransaction(finding.Mend));
                if (change.IsMended && await Find(connection) is { Count: > 0 } left) wrong.Add($"{change.Sql}\n  was mended by\n{string.Join('\n', findings.Select(finding => finding.Mend))}\n  and left {string.Join("\n ", left)}");
            }
            catch (PostgresException refused)
            {
                wrong.Add($"{change.Sql}\n  was refused: {refused.MessageText} {refused.Detail} {refused.Hint} {refused.InternalQuery}");
            }
            await transaction.RollbackAsync();
        }

        Assert.True(SchemaChange.All.Count >= 100);
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    [Fact]
    public async Task All_changes_that_can_be_made_at_once_are_mended_at_once()
    {
        await using var database = await TestDatabase.Create();
        await using var connection = await database.Connect();
        foreach (var change in SchemaChange.All.Where(change => change.IsMended))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            try
            {
                await Run(connection, change.Sql);
                await transaction.CommitAsync();
            }
            catch (PostgresException)
            {
                // An earlier one took away what this one changes.
            }
        }
        var findings = await Find(database);

        foreach (var finding in findings.Where(finding => finding.Mend.Length > 0)) foreach (var statement in Statements(finding.Mend)) await Run(connection, statement);

        Assert.True(findings.Count >= 50, $"{findings.Count} findings");
        // What one change alone would mend may be undecided together with another, but nothing is said to be mended and is not.
        Assert.All(await Find(database), finding => Assert.Equal("", finding.Mend));
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_does_not_change_the_schema_is_no_drift(string sql)
    {
        await using var connection = await schema.Database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await Run(connection, sql);

        var findings = await Find(connection);

        Assert.Empty(findings);
        await transaction.RollbackAsync();
    }

    public static TheoryData<string> Harmless() =>
    [
        "analyze",
        "comment on table orders is 'what was ordered'; comment on column orders.number is 'x'",
        "select setval('order_numbers', 4711)",
        "alter sequence order_numbers restart with 900",
        "select nextval('outbox_id_seq')",
        "create temp table orders (id integer)",
        "create temp view order_details as select 1 as one",
        "set local search_path = ''",
        "create schema mine; create table mine.orders (id integer); set local search_path = mine, public; drop schema mine cascade",
        "create role other_owner; alter table orders owner to other_owner; alter view order_details owner to other_owner; alter function next_order_number owner to other_owner",
        "create role other_owner; alter schema public owner to other_owner; alter type order_status owner to other_owner; alter sequence order_numbers owner to other_owner",
        "grant select on orders to public; revoke select on orders from public",
        "grant all on orders to current_user",
        "create role somebody; drop role somebody",
        "create statistics more (dependencies) on dealer_id, status from orders",
        "alter table orders alter column notes set statistics 500",
        "alter table orders alter column notes set storage external",
        "alter table orders cluster on orders_by_created",
        "alter table orders replica identity full",
        "drop index orders_by_created; create index orders_by_created on orders (created_at, id)",
        "alter table colors drop constraint colors_name_key; alter table colors add constraint colors_name_key unique (name)",
        "create or replace function refuse_change() returns trigger language plpgsql as $$\nbegin\n    raise exception '% is append-only: % is refused.', tg_table_name, tg_op using errcode = 'restrict_violation';\nend\n$$",
        "reindex index orders_by_created",
        "select lo_create(0)",
        "alter default privileges grant select on tables to public",
        "set local timezone = 'Asia/Kathmandu'",
        "set local quote_all_identifiers = on",
        "set local datestyle = 'German'; set local intervalstyle = 'sql_standard'; set local extra_float_digits = 0; set local bytea_output = 'escape'",
        "alter table malware_scans set unlogged; alter table malware_scans set logged",
        "alter extension pg_trgm update",
        "insert into colors (name) values ('blue'); delete from colors",
    ];

    [Fact]
    public async Task A_database_at_an_older_version_is_compared_with_what_it_was_then()
    {
        await using var database = await TestDatabase.CreateEmpty();
        foreach (var version in new[] { 1, 4, 8, 11 })
        {
            await new Migrator(database.Db, [.. Migrator.Scripts().Take(version)]).Migrate(_ => { }, CancellationToken.None);

            Assert.Empty(await Find(database));
        }
        await database.Execute("alter table documents drop column check_begun_at");

        Assert.Equal("public.documents.check_begun_at", Assert.Single(await Find(database)).Name);
    }

    [Fact]
    public async Task A_column_that_was_made_again_stands_elsewhere_and_is_the_same()
    {
        await using var connection = await schema.Database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await Run(connection, "alter table dealers drop column phone; alter table dealers add column phone text");

        Assert.Empty(await Find(connection));
        await transaction.RollbackAsync();
    }

    [Fact]
    public void A_version_without_expectation_is_a_finding()
    {
        var finding = Assert.Single(SchemaDifference.Find(CatalogueExpectation.At(9999), Reading(170004, 9999)));

        Assert.Equal((DriftKind.Schema, "expectation", "version 9999", DriftSeverity.Critical), (finding.Kind, finding.Subject, finding.Name, finding.Severity));
    }

    [Fact]
    public void A_database_without_ledger_is_one_finding_and_not_hundreds()
    {
        var finding = Assert.Single(SchemaDifference.Find(CatalogueExpectation.At(0), Reading(170004, 0)));

        Assert.Equal(("ledger", DriftSeverity.Critical, ""), (finding.Subject, finding.Severity, finding.Mend));
    }

    [Fact]
    public void Another_server_is_a_finding_and_only_names_are_compared_then()
    {
        var expected = new CatalogueFact("table", "", "public.a", "table");

        var findings = SchemaDifference.Find([expected, expected with { Name = "public.b" }], Reading(180001, 1) with { Facts = [expected with { Definition = "table, worded otherwise" }] });

        Assert.Equal(["server PostgreSQL", "table public.b"], findings.Select(finding => $"{finding.Subject} {finding.Name}"));
    }

    [Theory]
    [InlineData("alter table colors drop constraint colors_name_check", DriftSeverity.Critical)]
    [InlineData("drop index orders_serial_number_once", DriftSeverity.Critical)]
    [InlineData("alter table orders disable trigger orders_stay_true", DriftSeverity.Critical)]
    [InlineData("drop index orders_by_created", DriftSeverity.Warning)]
    [InlineData("create unique index more on colors (swatch_url)", DriftSeverity.Warning)]
    [InlineData("create index more on colors (swatch_url)", DriftSeverity.Warning)]
    [InlineData("alter table outbox set (fillfactor = 70)", DriftSeverity.Notice)]
    public async Task A_guard_that_is_gone_weighs_more_than_something_that_was_added(string sql, DriftSeverity severity)
    {
        await using var connection = await schema.Database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await Run(connection, sql);

        Assert.Equal(severity, Assert.Single(await Find(connection)).Severity);
        await transaction.RollbackAsync();
    }

    [Fact]
    public async Task What_is_not_compared_is_named_and_counted()
    {
        await using var connection = await schema.Database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await Run(connection, "select lo_create(0); comment on table orders is 'x'; comment on table colors is 'x'; create statistics more (ndistinct) on number, status from orders; grant select on orders to pg_monitor");

        var reading = await CatalogueReader.Read(connection, CancellationToken.None);

        Assert.Contains(new UncomparedKind("large objects", 1), reading.NotCompared);
        Assert.Contains(new UncomparedKind("comments", 2), reading.NotCompared);
        Assert.Contains("statistics objects: 1", reading.NotHeld);
        Assert.Contains("right of role pg_monitor: select on table public.orders", reading.NotHeld);
        await transaction.RollbackAsync();
    }

    [Fact]
    public async Task A_reading_inside_of_a_transaction_leaves_its_settings_as_they_were()
    {
        await using var connection = await schema.Database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await Run(connection, "set local search_path = nowhere; set local timezone = 'Asia/Kathmandu'");

        await CatalogueReader.Read(connection, CancellationToken.None);

        await using var command = new NpgsqlCommand("select current_setting('search_path') || ' ' || current_setting('timezone')", connection);
        Assert.Equal("nowhere Asia/Kathmandu", await command.ExecuteScalarAsync());
        await transaction.RollbackAsync();
    }

    [Fact]
    public async Task Tables_by_hand_are_named()
    {
        await using var connection = await schema.Database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await Run(connection, "create schema \"Mine\"; create table \"Mine\".\"Old orders\" (id integer); create table copies (id integer)");

        Assert.Equal(["\"Mine\".\"Old orders\"", "public.copies"], (await CatalogueReader.Read(connection, CancellationToken.None)).MadeByHand);
        await transaction.RollbackAsync();
    }

    private static CatalogueReading Reading(int server, int version) => new(server, version, [new CatalogueFact("table", "", "public.a", "table")], 1, []);

    private static string InTransaction(string mend) => mend.Replace(" index concurrently ", " index ", StringComparison.Ordinal).Replace(" INDEX CONCURRENTLY ", " INDEX ", StringComparison.Ordinal);

    /// <summary>As psql sends them: what goes concurrently goes alone.</summary>
    private static string[] Statements(string mend) => mend.Contains("concurrently", StringComparison.OrdinalIgnoreCase) ? mend.Split(";\n") : [mend];

    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<IReadOnlyList<DriftFinding>> Find(TestDatabase database)
    {
        var reading = await new CatalogueReader(database.Db).Read(CancellationToken.None);
        return SchemaDifference.Find(CatalogueExpectation.At(reading.SchemaVersion), reading);
    }

    private static async Task<IReadOnlyList<DriftFinding>> Find(NpgsqlConnection connection)
    {
        var reading = await CatalogueReader.Read(connection, CancellationToken.None);
        return SchemaDifference.Find(CatalogueExpectation.At(reading.SchemaVersion), reading);
    }

    public sealed class Migrated : IAsyncLifetime
    {
        public TestDatabase Database { get; private set; } = null!;

        public async Task InitializeAsync() => Database = await TestDatabase.Create();

        public async Task DisposeAsync() => await Database.DisposeAsync();
    }
}
