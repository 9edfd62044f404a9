using System.Data;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>A short transaction during which no migration is half-way: one that runs is waited for, one that comes waits.</summary>
internal sealed class MigrationPause : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly string wait;

    private MigrationPause(NpgsqlConnection connection, string wait) => (this.connection, this.wait) = (connection, wait);

    /// <param name="patience">How long a migration that runs, or any lock after it, is waited for.</param>
    public static async Task<MigrationPause> Begin(Database db, TimeSpan patience, CancellationToken cancel)
    {
        const string sql = """
            set local search_path = pg_catalog;
            set local statement_timeout = 0;
            select set_config('lock_timeout', @wait, true);
            select pg_advisory_xact_lock_shared(@AdvisoryLock)
            """;
        var wait = string.Create(CultureInfo.InvariantCulture, $"{patience.TotalMilliseconds:0}ms");
        var connection = await db.Connect(cancel);
        try
        {
            // Each statement is to see what was committed before it.
            await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancel);
            await connection.ExecuteAsync(new CommandDefinition(sql, new { wait, Migrator.AdvisoryLock }, commandTimeout: (int)patience.TotalSeconds + 30, cancellationToken: cancel));
            return new MigrationPause(connection, wait);
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            await connection.DisposeAsync();
            throw new BackupFailedException(FormattableString.Invariant($"A migration has been at this database for more than {patience.TotalSeconds:0.#} s. Hint: run the backup again when it has ended."), held);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The statement that locks every table that holds rows, and which tables these are; without a statement there are none.</summary>
    public async Task<(string? Statement, long[] Tables)> TablesToLock(CancellationToken cancel)
    {
        const string sql = """
            select format('set local lock_timeout = %L; lock table only %s in access share mode', @wait, string_agg(format('%I.%I', n.nspname, c.relname), ', only ' order by c.oid)) as statement,
                   array_agg(c.oid::bigint) as tables
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind = 'r'
               and c.relpersistence in ('p', 'u')
               and n.nspname !~ '^pg_'
               and n.nspname not in ('information_schema', 'neon', 'neon_migration')
               and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')
            """;
        var found = await connection.QuerySingleAsync<(string Statement, long[]? Tables)>(new CommandDefinition(sql, new { wait }, cancellationToken: cancel));
        return found.Tables is { } tables ? (found.Statement, tables) : (null, []);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
