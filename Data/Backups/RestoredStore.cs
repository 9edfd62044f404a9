using System.Collections.Concurrent;
using Dapper;
using Glimmerglass.Data.Catalogue;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>Looks at a database that was restored, table by table and with several connections at once.</summary>
public sealed class RestoredStore(Database db, int streams)
{
    /// <summary>How many rows each table has, and which: computed as the backup did it. Tables that are not there are left out.</summary>
    public async Task<IReadOnlyDictionary<(string Schema, string Name), RowDigest>> Digest(
        IReadOnlyList<BackedUpTable> tables, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var found = new ConcurrentDictionary<(string, string), RowDigest>();
        var (rows, total) = (0L, tables.Sum(table => table.Rows));

        // The largest first, so that no connection is left alone with it at the end.
        await Parallel.ForEachAsync(tables.OrderByDescending(table => table.CopiedBytes), new ParallelOptions { MaxDegreeOfParallelism = streams, CancellationToken = cancel }, async (table, stop) =>
        {
            if (await Digest(table, stop) is { } digest) found[(table.Schema, table.Name)] = digest;
            progress.Report(new WorkProgress("counting and comparing rows", Interlocked.Add(ref rows, table.Rows), TotalRows: total));
        });
        return found;
    }

    /// <summary>The schema as a backup writes it.</summary>
    public Task<SchemaScript> ReadSchema(CancellationToken cancel) => new SchemaPage(db).WriteScript(cancel);

    /// <summary>Indexes that are there and not used, because their making did not end. At most 1,000.</summary>
    public Task<IReadOnlyList<string>> ListInvalidIndexes(CancellationToken cancel)
    {
        const string sql = """
            select format('%I.%I', n.nspname, c.relname)
              from pg_index i
              join pg_class c on c.oid = i.indexrelid
              join pg_namespace n on n.oid = c.relnamespace
             where not (i.indisvalid and i.indisready and i.indislive)
             order by n.nspname, c.relname
             limit 1000
            """;
        return db.Query<string>(sql, null, cancel);
    }

    /// <summary>How each sequence stands. To be asked before <see cref="TryNextNumbers"/>.</summary>
    public async Task<IReadOnlyList<BackedUpSequence>> ReadSequences(CancellationToken cancel)
    {
        const string sql = """
            select coalesce(string_agg(format('select %L as schema, %L as name, last_value, is_called from %I.%I', n.nspname, c.relname, n.nspname, c.relname), ' union all '),
                            'select null::text as schema, null::text as name, 0::bigint as last_value, false as is_called where false')
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'S'
               and n.nspname not in ('pg_catalog', 'information_schema')
            """;
        return await Ask<BackedUpSequence>(sql, cancel);
    }

    /// <summary>Takes the next number of each sequence that fills a column, as the next row would, and says how far the column's numbers go.</summary>
    public async Task<IReadOnlyList<NextNumber>> TryNextNumbers(CancellationToken cancel)
    {
        const string sql = """
            with filled as (
                select d.objid as sequence, d.refobjid as relation, d.refobjsubid as place
                  from pg_depend d
                 where d.classid = 'pg_class'::regclass
                   and d.refclassid = 'pg_class'::regclass
                   and d.refobjsubid > 0
                   and d.deptype in ('a', 'i')
                 union
                select d.refobjid, a.adrelid, a.adnum
                  from pg_depend d
                  join pg_attrdef a on a.oid = d.objid
                 where d.classid = 'pg_attrdef'::regclass
                   and d.refclassid = 'pg_class'::regclass
            )
            select coalesce(string_agg(format('select %L as sequence, %L as used_by, nextval(%L)::numeric as next, (select %s(%I) from %I.%I)::numeric as taken, %L::boolean as falls',
                                              format('%I.%I', sn.nspname, s.relname), format('%s.%s.%s', n.nspname, t.relname, a.attname), s.oid::regclass::text,
                                              case when q.seqincrement < 0 then 'min' else 'max' end, a.attname, n.nspname, t.relname, (q.seqincrement < 0)::text), ' union all '),
                            'select '''' as sequence, '''' as used_by, 0::numeric as next, 0::numeric as taken, false as falls where false')
              from filled f
              join pg_class s on s.oid = f.sequence and s.relkind = 'S'
              join pg_namespace sn on sn.oid = s.relnamespace
              join pg_sequence q on q.seqrelid = s.oid
              join pg_class t on t.oid = f.relation and t.relkind in ('r', 'p') and not t.relispartition
              join pg_namespace n on n.oid = t.relnamespace
              join pg_attribute a on a.attrelid = t.oid and a.attnum = f.place
             where a.atttypid in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'numeric'::regtype)
            """;
        return await Ask<NextNumber>(sql, cancel);
    }

    private async Task<RowDigest?> Digest(BackedUpTable table, CancellationToken cancel)
    {
        try
        {
            await using var connection = await db.Connect(cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await RowDigest.Pin(connection, cancel);
            return await RowDigest.Of(connection, table.Schema, table.Name, cancel);
        }
        catch (PostgresException absent) when (absent.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return null;
        }
    }

    /// <summary>Names cannot be parameters, so PostgreSQL itself writes the question, with each of them quoted.</summary>
    private async Task<IReadOnlyList<T>> Ask<T>(string question, CancellationToken cancel)
    {
        await using var connection = await db.Connect(cancel);
        var sql = await connection.ExecuteScalarAsync<string>(new CommandDefinition(question, cancellationToken: cancel));
        return (await connection.QueryAsync<T>(new CommandDefinition(sql!, commandTimeout: 0, cancellationToken: cancel))).AsList();
    }
}
