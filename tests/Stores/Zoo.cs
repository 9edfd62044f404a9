using System.Globalization;

namespace Glimmerglass.Tests.Stores;

/// <summary>Databases with one of everything: a fixed part with all kinds of things, and tables of any columns with any values, the same for the same seed.</summary>
internal sealed class Zoo(int seed)
{
    /// <summary>Types, and literals of them that are easily broken on the way.</summary>
    private static readonly (string Type, string[] Literals)[] Kinds =
    [
        ("integer", ["0", "-2147483648", "2147483647"]),
        ("bigint", ["-9223372036854775808", "9223372036854775807"]),
        ("smallint", ["-32768", "7"]),
        ("numeric", ["'NaN'", "'Infinity'", "'-Infinity'", "0.000", "123456789012345678901234567890.123456789012345678901234567890", "'1e1000'", "-0.1"]),
        ("numeric(20,4)", ["1.5", "-9999999999999999.9999"]),
        ("real", ["'NaN'", "'-Infinity'", "3.4028235e38", "1.17549435e-38", "'-0'"]),
        ("double precision", ["'NaN'", "'Infinity'", "0.1", "2.2250738585072014e-308", "1.7976931348623157e308", "'-0'"]),
        ("text", ["''", "' '", @"E'tab\there'", @"E'line\nend\r\n'", @"'back\slash'", @"'\N'", @"'\.'", @"E'\\.\n\\.'", "'ünïcode ☃ 𝄞 e\u0301'", "'''quoted\"'", "'$$;--/*'", @"E'\x01\x1f\x7f\b\f\v'", "repeat('ä', 5000)", "'NULL'", "'null'"]),
        ("varchar(40)", ["''", "'abc'"]),
        ("character(5)", ["'a'", "''", "'abcde'"]),
        ("\"char\"", ["'x'", @"E'\\'"]),
        ("boolean", ["true", "false"]),
        ("date", ["'infinity'", "'-infinity'", "'4713-11-24 BC'", "'5874897-12-31'", "'2024-02-29'", "'0001-01-01'"]),
        ("timestamp", ["'infinity'", "'4713-11-24 00:00:00 BC'", "'294276-12-31 23:59:59.999999'", "'2024-03-10 02:30:00.000001'"]),
        ("timestamptz", ["'-infinity'", "'4714-11-24 00:00:00+00 BC'", "'294276-12-31 23:59:59.999999+00'", "'2024-03-31 02:30:00+01'", "'1883-11-18 12:03:58 America/New_York'"]),
        ("time", ["'24:00:00'", "'00:00:00.000001'"]),
        ("timetz", ["'23:59:59.999999+15:59:59'", "'00:00:00-15:59'"]),
        ("interval", ["'-178000000 years'", "'1 year -2 mons 3 days -04:05:06.789'", "'infinity'", "'0'"]),
        ("bytea", [@"'\x'", @"'\x00ff5c0a09'", @"decode(repeat('5c', 3000), 'hex')"]),
        ("uuid", ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"]),
        ("json", ["""'{"a": 1, "a": [ 2 , null]}'""", """'"\ud834\udd1e"'"""]),
        ("jsonb", ["""'{"b": {"a": 1e400}, "": "\\n\n"}'""", "'null'", "'[]'", "'12345678901234567890.10'"]),
        ("inet", ["'::ffff:1.2.3.4/96'", "'10.0.0.1/8'"]),
        ("cidr", ["'10.0.0.0/8'"]),
        ("macaddr", ["'08:00:2b:01:02:03'"]),
        ("integer[]", ["'{}'", "'{1,NULL,3}'", "'[-1:0][2:3]={{1,2},{3,4}}'"]),
        ("text[]", [@"array['', null, 'NULL', 'a,b', '""', E'\\', E'\n', '{}', ' ']", "'{}'"]),
        ("int4range", ["'empty'", "'[1,5)'", "'(,)'"]),
        ("tstzrange", ["'[-infinity,infinity]'", "'[2024-01-01 00:00+00,)'"]),
        ("nummultirange", ["'{[1.5,2),(3,4.25]}'", "'{}'"]),
        ("bit(5)", ["B'10101'"]),
        ("bit varying", ["B''", "B'1'"]),
        ("money", ["'-92233720368547758.08'", "'12.34'"]),
        ("point", ["'(0.1,-1e300)'"]),
        ("tsvector", ["'''a b'':1A,2 c'"]),
        ("oid", ["4294967295"]),
        ("regclass", ["'zoo.never'", "'pg_catalog.pg_class'"]),
        ("zoo.\"Mood of day\"", ["'so-so'", "'it''s \"fine\"'", "''"]),
        ("zoo.even", ["2", "-4"]),
        ("zoo.spot", [@"row(1, E'a,b\n""\\')", "row(null, null)", "row(null, '')"]),
        ("zoo.spot[]", [@"array[row(1, 'x,y')::zoo.spot, null]"]),
        ("zoo.halves", ["'[0.5,1.5)'"]),
    ];

    private readonly Random random = new(seed);

    /// <summary>What the other tables need.</summary>
    public const string Types = """
        create schema zoo;
        create sequence zoo.never;
        create schema "Odd schema";
        create type zoo."Mood of day" as enum ('', 'so-so', 'it''s "fine"');
        create domain zoo.even as bigint default 2 constraint "is even" check (value % 2 = 0);
        create type zoo.spot as (x integer, "the y" text);
        create type zoo.halves as range (subtype = numeric);

        """;

    /// <summary>Everything that a schema of ours can hold, with few rows.</summary>
    public const string Fixed = Types + """"
        create sequence zoo.never_called start 7;
        create sequence zoo.called increment by -3 maxvalue 100 start 50 cycle;
        select nextval('zoo.called'), nextval('zoo.called');
        create function zoo.twice(given bigint) returns bigint language plpgsql immutable as $body$
        begin
            -- A comment; with a semicolon, a ' and a $$.
            return given * 2;
        end;
        $body$;
        create function zoo.atomic(given integer) returns text language sql immutable begin atomic select case when given > 0 then 'more; or' else 'less' end; end;
        create table zoo.cages (id bigint generated always as identity (start with 10 increment by 5) primary key, name text not null unique, doubled bigint generated always as (zoo.twice(id)) stored,
                                number serial, keeper bigint, constraint "name is there" check (name <> ';'));
        insert into zoo.cages (name, keeper) select 'cage ' || n, 10 from generate_series(1, 20) as n;
        create table zoo.keepers (id bigint generated by default as identity primary key, favourite bigint);
        insert into zoo.keepers (id, favourite) values (10, 15), (11, null);
        alter table zoo.cages add constraint cages_keeper foreign key (keeper) references zoo.keepers (id) on delete set null;
        alter table zoo.keepers add constraint keepers_favourite foreign key (favourite) references zoo.cages deferrable initially deferred;
        alter table zoo.keepers add column boss bigint references zoo.keepers;
        set constraints all immediate;
        update zoo.keepers set boss = 11;
        create table zoo.nothing ();
        insert into zoo.nothing select from generate_series(1, 3);
        create table zoo.made (always integer generated always as (1) stored);
        insert into zoo.made default values;
        create table "Odd schema"."we""ird; 'table' %_ $$ --" ("Select" integer, "a b" text, "ü" text, "back\slash" text);
        insert into "Odd schema"."we""ird; 'table' %_ $$ --" values (1, 'x', 'y', 'z');
        create table zoo.feedings (cage bigint references zoo.cages, fed_on date not null, note text, primary key (cage, fed_on)) partition by range (fed_on);
        create table zoo.feedings_old partition of zoo.feedings for values from (minvalue) to ('2024-01-01');
        create table zoo.feedings_new partition of zoo.feedings for values from ('2024-01-01') to (maxvalue) partition by list (cage);
        create table zoo.feedings_new_10 partition of zoo.feedings_new for values in (10);
        create table zoo.feedings_new_rest partition of zoo.feedings_new default;
        insert into zoo.feedings select 10 + 5 * (n % 3), '2023-12-20'::date + n, 'meal ' || n from generate_series(1, 30) as n;
        create index feedings_note on zoo.feedings (lower(note)) where note <> '';
        create table zoo.parent (a integer); create table zoo.child (b text) inherits (zoo.parent);
        insert into zoo.parent values (1), (2); insert into zoo.child values (1, 'b');
        create unlogged table zoo.passing (a integer); insert into zoo.passing values (5);
        create table zoo.wide (id integer primary key, content text);
        insert into zoo.wide select n, repeat(md5(n::text), 32768) from generate_series(1, 3) as n;
        create table zoo.empty (id uuid primary key default gen_random_uuid(), at timestamptz default now());
        create table zoo.bookings (cage bigint, during tstzrange, exclude using gist (during with &&));
        insert into zoo.bookings values (1, '[2024-01-01,2024-01-02)');
        create view zoo.busy as select c.id, c.name, count(*) as meals from zoo.cages c join zoo.feedings f on f.cage = c.id group by c.id;
        create materialized view zoo.counted as select meals, count(*) as cages from zoo.busy group by meals;
        create unique index counted_meals on zoo.counted (meals);
        create function zoo.note() returns trigger language plpgsql as 'begin new.note := new.note || ''!''; return new; end';
        create trigger noted before insert or update on zoo.feedings_old for each row execute function zoo.note();
        create table zoo.secrets (id integer, owner text); insert into zoo.secrets values (1, 'a'), (2, 'b');
        alter table zoo.secrets enable row level security, force row level security;
        create policy own on zoo.secrets using (owner = current_user);
        alter table zoo.secrets add constraint "not; valid" check (id < 2) not valid;
        create index "Index; odd" on zoo.secrets using hash (owner);
        grant select on zoo.empty to public;
        """";

    /// <summary>Two tables of some of the columns, one of them large enough for several parts.</summary>
    public string Random() => string.Join('\n', Enumerable.Range(1, 2).Select(number => Table(number, rows: number == 1 ? 40 : random.Next(0, 12))));

    private string Table(int number, int rows)
    {
        var columns = Enumerable.Range(1, random.Next(3, 12)).Select(place => (Name: $"\"{Odd()}{place}\"", Kind: Kinds[random.Next(Kinds.Length)])).ToList();
        var table = $"zoo.\"{Odd()}{number}\"";
        var values = Enumerable.Range(1, rows).Select(_ => $"({string.Join(", ", columns.Select(column => Value(column.Kind)))})");
        var create = $"create table {table} ({string.Join(", ", columns.Select(column => $"{column.Name} {column.Kind.Type}"))});";
        return rows == 0 ? create : string.Create(CultureInfo.InvariantCulture, $"{create}\ninsert into {table} values {string.Join(",\n", values)};");
    }

    private string Value((string Type, string[] Literals) kind) => random.Next(5) == 0 ? "null" : $"{kind.Literals[random.Next(kind.Literals.Length)]}::{kind.Type}";

    private string Odd() => new[] { "plain", "Big", "with space ", "dots.", "qu\"\"ote", "sl\\ash", "ünï", "tab;", "%2E", "/up", "select", "'", "$" }[random.Next(13)];
}
