using Glimmerglass.Data;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Tests.Shape;

namespace Glimmerglass.Tests.Stores;

public sealed class SchemaPageTests
{
    [Fact]
    public async Task The_page_is_what_the_migrations_produce()
    {
        await using var database = await TestDatabase.Create();

        var page = await new SchemaPage(database.Db).Write(CancellationToken.None);

        var kept = File.Exists(Path.Combine(Sources.Root, "Data", "Schema.sql")) ? Sources.Read("Data/Schema.sql").Text : "";
        Assert.True(page == kept, $"Data/Schema.sql is not what the migrations produce.\n{FirstDifference(kept, page)}\nHint: dotnet run -- schema > Data/Schema.sql");
    }

    [Fact]
    public async Task The_page_builds_the_same_schema_again()
    {
        await using var empty = await TestDatabase.CreateEmpty();
        await empty.Execute(Sources.Read("Data/Schema.sql").Text);

        var again = await new SchemaPage(empty.Db).Write(CancellationToken.None);

        Assert.Equal(Sources.Read("Data/Schema.sql").Text, again);
    }

    [Fact]
    public async Task A_schema_that_was_built_from_the_page_takes_a_row_through_its_triggers()
    {
        await using var empty = await TestDatabase.CreateEmpty();
        await empty.Execute(Sources.Read("Data/Schema.sql").Text);

        var number = await empty.Scalar<string>("select next_order_number('2026-12-31 23:30:00-05')");

        Assert.Equal("GG-2027-000001", number);
    }

    [Fact]
    public async Task The_page_names_everything_there_is()
    {
        await using var database = await TestDatabase.Create();
        var page = Sources.Read("Data/Schema.sql").Text;

        var names = await database.Db.Query<string>("""
            select c.relname::text
              from pg_class c
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'S', 'i')
               and c.relname !~ '^schema_migrations' and not exists (select from pg_depend where objid = c.oid and deptype in ('e', 'i'))
               and not exists (select from pg_constraint where conindid = c.oid)
             union all
            select conname from pg_constraint where connamespace = 'public'::regnamespace and conrelid <> 'schema_migrations'::regclass and contype <> 't'
             union all
            select tgname from pg_trigger where not tgisinternal
             union all
            select proname from pg_proc p where pronamespace = 'public'::regnamespace and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
            """, null, CancellationToken.None);

        Assert.True(names.Count > 80);
        Assert.All(names, name => Assert.Contains(name, page, StringComparison.Ordinal));
        Assert.DoesNotContain("schema_migrations", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_has_no_kind_of_object_that_the_page_cannot_write()
    {
        await using var database = await TestDatabase.Create();

        var unwritten = await database.Db.Query<string>("""
            select 'relation ' || relname || ' of kind ' || relkind::text from pg_class where relnamespace = 'public'::regnamespace and relkind not in ('r', 'v', 'S', 'i')
             union all
            select 'type ' || typname from pg_type t where typnamespace = 'public'::regnamespace and typtype not in ('e', 'c', 'b')
               and not exists (select from pg_depend where objid = t.oid and deptype = 'e')
             union all
            select 'composite type ' || relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'c'
             union all
            select 'policy ' || polname from pg_policy
             union all
            select 'rule ' || rulename from pg_rewrite w join pg_class c on c.oid = w.ev_class where c.relnamespace = 'public'::regnamespace and rulename <> '_RETURN'
             union all
            select 'comment on ' || pg_describe_object(classoid, objoid, objsubid) from pg_description d
             where objoid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
             union all
            select 'grants on ' || relname from pg_class where relnamespace = 'public'::regnamespace and relacl is not null
             union all
            select 'schema ' || nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('public', 'information_schema')
             union all
            select 'aggregate ' || proname from pg_proc where pronamespace = 'public'::regnamespace and prokind not in ('f', 'p')
             union all
            select 'constraint ' || conname || ' of kind ' || contype::text from pg_constraint where connamespace = 'public'::regnamespace and contype not in ('p', 'u', 'c', 'x', 'f')
            """, null, CancellationToken.None);

        Assert.Empty(unwritten);
    }

    private static string FirstDifference(string kept, string page)
    {
        var (was, now) = (kept.Split('\n'), page.Split('\n'));
        var at = Enumerable.Range(0, Math.Min(was.Length, now.Length)).FirstOrDefault(line => was[line] != now[line], Math.Min(was.Length, now.Length));
        return $"At line {at + 1}\n- {was.ElementAtOrDefault(at)}\n+ {now.ElementAtOrDefault(at)}";
    }
}
