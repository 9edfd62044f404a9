using Dapper;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>What there is to copy, read from the catalogue under a snapshot whose search path is pinned. As many rows as the schema has.</summary>
internal static class SnapshotCatalogue
{
    public static async Task<IReadOnlyList<SourceTable>> Tables(NpgsqlConnection connection, CancellationToken cancel)
    {
        // A key that names a partitioned table refers to all that hold its rows.
        const string sql = """
            select c.oid::bigint as id, n.nspname::text as schema, c.relname::text as name,
                   array(select a.attname::text
                           from pg_attribute a
                          where a.attrelid = c.oid
                            and a.attnum > 0
                            and not a.attisdropped
                            and a.attgenerated = ''
                          order by a.attnum) as columns,
                   array(select distinct coalesce(leaf.relid, k.confrelid)::oid::bigint
                           from pg_constraint k
                           left join lateral pg_partition_tree(k.confrelid) as leaf on leaf.isleaf
                          where k.conrelid = c.oid
                            and k.contype = 'f') as refers_to,
                   pg_relation_size(c.oid) / current_setting('block_size')::bigint as pages,
                   pg_table_size(c.oid) as bytes,
                   case when c.reltuples >= 0 then c.reltuples::bigint end as estimated_rows,
                   m.amname = 'heap' as has_pages
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
              left join pg_am m on m.oid = c.relam
             where c.relkind = 'r'
               and c.relpersistence in ('p', 'u')
               and n.nspname !~ '^pg_'
               and n.nspname not in ('information_schema', 'neon', 'neon_migration')
               and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
            """;
        return (await connection.QueryAsync<SourceTable>(new CommandDefinition(sql, cancellationToken: cancel))).AsList();
    }

    /// <summary>Sequences do not go back with a snapshot: their values are as of now, past all that its rows have.</summary>
    public static async Task<IReadOnlyList<BackedUpSequence>> Sequences(NpgsqlConnection connection, CancellationToken cancel)
    {
        // A sequence says whether its value was handed out only when it is read itself.
        const string sql = """
            select string_agg(format('select %L as schema, %L as name, last_value, is_called from %I.%I', n.nspname, c.relname, n.nspname, c.relname), ' union all ' order by n.nspname, c.relname)
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'S'
               and c.relpersistence in ('p', 'u')
               and n.nspname !~ '^pg_'
               and n.nspname not in ('information_schema', 'neon', 'neon_migration')
               and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
            """;
        var statement = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(sql, cancellationToken: cancel));
        return statement is null ? [] : (await connection.QueryAsync<BackedUpSequence>(new CommandDefinition(statement, cancellationToken: cancel))).AsList();
    }

    /// <summary>Empty for a database that no migration was run on.</summary>
    public static async Task<IReadOnlyList<BackedUpMigration>> Migrations(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string find = "select to_regclass('public.schema_migrations') is not null";
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(find, cancellationToken: cancel))) return [];

        const string sql = """
            select version, name, checksum
              from public.schema_migrations
             order by version
            """;
        return (await connection.QueryAsync<BackedUpMigration>(new CommandDefinition(sql, cancellationToken: cancel))).AsList();
    }

    /// <summary>The COPY that writes these pages of a table.</summary>
    public static async Task<string> CopyOf(NpgsqlConnection connection, SourceTable table, PageRange pages, CancellationToken cancel)
    {
        const string sql = """
            select format('copy (select %s from only %I.%I as t%s) to stdout',
                          (select string_agg(format('t.%I', name), ', ' order by place) from unnest(@Columns) with ordinality as listed (name, place)),
                          @Schema, @Name, case when @First::bigint is not null then format(' where t.ctid >= ''(%s,0)''', @First::bigint) end
                                       || case when @End::bigint is not null then format(' and t.ctid < ''(%s,0)''', @End::bigint) else '' end)
            """;
        var parameters = new { table.Columns, table.Schema, table.Name, pages.First, pages.End };
        return (await connection.ExecuteScalarAsync<string>(new CommandDefinition(sql, parameters, cancellationToken: cancel)))!;
    }
}
