using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Tests.Rules;

/// <summary>How a script is cut into statements, and which of them are made at once.</summary>
public sealed class SqlTextTests
{
    [Theory]
    [InlineData("select ';'")]
    [InlineData("select 'it''s; one'")]
    [InlineData(@"select E'\';'")]
    [InlineData(@"select E'\\'';', 1")]
    [InlineData(@"select '\' || ';'")]
    [InlineData("select 1 as \"a;\"\"b;\"")]
    [InlineData("select $$;$$")]
    [InlineData("select $body$ $$ ; $bod$ ; $body$")]
    [InlineData("select 1 /* ; /* ; */ ; */ + 1")]
    [InlineData("select 1 -- ; and ' and $$\n + 1")]
    [InlineData("select a$1, b$tag$c")]
    [InlineData("create function f() returns int begin atomic select case when true then 1 end; select 2; end")]
    [InlineData("create function \"begin\"(atomic int) returns int begin ATOMIC select 1; END")]
    public void A_semicolon_inside_of_something_ends_nothing(string statement)
    {
        Assert.Equal([statement, "select 2"], SqlText.Statements($"{statement};\nselect 2;\n"));
    }

    [Fact]
    public void Comments_between_statements_are_none()
    {
        Assert.Equal(["select 1", "select 2"], SqlText.Statements("-- one; two\n/* three; */ ;select 1;\n\n--> \\copy a from program 'b';\nselect 2 ; -- end"));
    }

    [Fact]
    public void Parts_of_one_table_follow_each_other_and_those_of_different_tables_do_not_wait()
    {
        string[] statements =
        [
            "alter table only public.a add constraint a_pkey PRIMARY KEY (id)",
            "alter table public.b add constraint \"odd name\" CHECK (id > 0)",
            "CREATE UNIQUE INDEX a_name ON public.a USING btree (name)",
            "CREATE INDEX \"x y\" ON ONLY \"Odd schema\".\"t\"\"able\" USING gin (name)",
            "alter table public.b add constraint b_a FOREIGN KEY (a) REFERENCES public.a(id)",
            "create trigger t after insert on public.a for each row execute function f()",
            "CREATE INDEX b_a ON public.b USING btree (a)",
        ];

        var plan = AfterRows.Plan(statements);

        Assert.Equal(
            [
                [[statements[0], statements[2]], [statements[1]], [statements[3]]],
                [[statements[4], statements[5]]],
                [[statements[6]]],
            ],
            plan.Select(step => step.Select(lane => lane.ToArray()).ToArray()).ToArray());
    }
}
