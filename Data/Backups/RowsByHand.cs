using System.Text.Json;
using Dapper;
using Glimmerglass.Data.Catalogue;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>
/// The lines of schema.sql by which psql and gunzip alone restore a backup, without this program: they copy the rows, set the sequences and hold what came
/// against what was backed up. They stand as comments between the two parts of the schema, and the runbook says how they are made lines again.
/// </summary>
internal static class RowsByHand
{
    /// <summary>The line behind them.</summary>
    public const string End = "-- The rows end here.";

    /// <summary>The script with the lines in it. The connection only quotes names.</summary>
    public static async Task<SchemaScript> Add(
        SchemaScript script, IReadOnlyList<BackedUpTable> tables, IReadOnlyList<BackedUpSequence> sequences, NpgsqlConnection connection, CancellationToken cancel)
    {
        // Functions of generated columns find what they name by the path of the database, and digests are alike under pinned settings alone.
        const string sql = """
            with listed as (
                select t.schema, t.name, t.path, t.rows, t.digest, t.place,
                       (select ' (' || string_agg(quote_ident(c.name), ', ' order by c.place) || ')' from unnest(t.columns) with ordinality as c (name, place)) as columns
                  from rows from (jsonb_to_recordset(@tables::jsonb) as (schema text, name text, path text, columns text[], rows bigint, digest text)) with ordinality
                       as t (schema, name, path, columns, rows, digest, place)
            ), line (part, place, text) as (
                select 1, place, format('\copy %I.%I%s from program ''gunzip -c %s''', schema, name, columns, path)
                  from listed
                 union all
                select 2, place, format('select setval(%L::regclass, %s, %L);', format('%I.%I', schema, name), value, called)
                  from rows from (jsonb_to_recordset(@sequences::jsonb) as (schema text, name text, "lastValue" bigint, "isCalled" boolean)) with ordinality
                       as s (schema, name, value, called, place)
                 union all
                select 3, place, format('set local %s;', setting)
                  from unnest(array['search_path = pg_catalog', 'datestyle = ''ISO, YMD''', 'intervalstyle = ''postgres''', 'timezone = ''UTC''', 'extra_float_digits = 1',
                                    'bytea_output = ''hex''', 'xmlbinary = ''base64''', 'quote_all_identifiers = off', 'lc_monetary = ''C''', 'row_security = off'])
                       with ordinality as p (setting, place)
                 union all
                select 4, place, format('do %L;', format(
                           'begin if (select count(*) <> %s or coalesce(sum(hashtextextended((t.*)::text, 0)::numeric)::text, %L) <> %L from only %I.%I as t) then raise exception using message = %L; end if; end',
                           rows, '', digest, schema, name, format('%I.%I has not the rows of the backup', schema, name)))
                  from listed
                 union all
                select 5, 1, 'set local search_path to default;'
            )
            select string_agg('--> ' || replace(text, E'\n', E'\n--> '), E'\n' order by part, place)
              from line
            """;
        var given = new
        {
            tables = JsonSerializer.Serialize(tables.Select(table => new { table.Schema, table.Name, table.Path, table.Columns, table.Rows, table.Digest }), Json.Options),
            sequences = JsonSerializer.Serialize(sequences, Json.Options),
        };
        var lines = await connection.ExecuteScalarAsync<string>(new CommandDefinition(sql, given, cancellationToken: cancel));
        return script with { AfterRows = $"-- What psql does here when it restores by hand: docs/runbooks/restore-a-backup.md. The program does it in its own way.\n{lines}\n{End}\n\n{script.AfterRows}" };
    }
}
