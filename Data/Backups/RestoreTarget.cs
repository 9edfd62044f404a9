using System.Data;
using Dapper;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>
/// The database that a restore fills. While it is filled it carries a mark, the schema restore_in_progress with the run in it: nothing is ever dropped
/// without that mark, and each transaction of a run looks first whether the mark is still its own.
/// </summary>
internal sealed class RestoreTarget(Database db, string place) : IAsyncDisposable
{
    public const string Mark = "restore_in_progress";

    private const int MaxNamed = 5;

    private readonly Guid runId = Guid.NewGuid();
    private NpgsqlConnection? guard;
    private NpgsqlTransaction? hold;

    private sealed record Standing(int ServerVersion, bool MayCreate, bool IsMarked);

    private sealed record Thing(string Kind, string Name, string Command);

    /// <summary>Takes the database for this run, clears an unfinished restore away, and marks it. True: there was one.</summary>
    /// <exception cref="RestoreRefusedException">It is not empty, too old, in use by another restore, or not ours to fill. It is as it was.</exception>
    public async Task<bool> Take(string backup, int serverVersion, CancellationToken cancel)
    {
        await Hold(cancel);
        var standing = await Look(cancel);
        if (standing.ServerVersion / 10_000 < serverVersion / 10_000)
        {
            throw new RestoreRefusedException($"The backup was taken from PostgreSQL {serverVersion / 10_000}, and {place} is {standing.ServerVersion / 10_000}. Hint: restore into the same version or a newer one.");
        }
        if (!standing.MayCreate) throw new RestoreRefusedException($"The user of {place} may not create schemas and tables there. Hint: restore as the owner of the database.");

        await using var connection = await db.Connect(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (standing.IsMarked) await Clear(connection, cancel);
        var found = await List(connection, cancel);
        if (found.Count > 0) throw new RestoreRefusedException(NotEmpty(found));
        await SetMark(connection, backup, cancel);
        await transaction.CommitAsync(cancel);
        return standing.IsMarked;
    }

    /// <summary>Does a part of the work in a transaction of its own, as long as the mark is this run's.</summary>
    public async Task Work(Func<NpgsqlConnection, Task> work, CancellationToken cancel)
    {
        await using var connection = await db.Connect(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await Enter(connection, cancel);
        await work(connection);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>The last part of the work, with which the mark goes: whoever sees what it did sees a whole database.</summary>
    public async Task Finish(Func<NpgsqlConnection, Task> work, CancellationToken cancel)
    {
        await using var connection = await db.Connect(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await Enter(connection, cancel);
        await work(connection);
        await connection.ExecuteAsync(new CommandDefinition("drop schema restore_in_progress cascade", cancellationToken: cancel));

        // When the guard was lost, somebody else may be at the database already.
        await guard!.ExecuteScalarAsync<int>(new CommandDefinition("select 1", cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
    }

    /// <summary>What the planner needs to know about the rows.</summary>
    public async Task Analyze(CancellationToken cancel)
    {
        await using var connection = await db.Connect(cancel);
        await connection.ExecuteAsync(new CommandDefinition("analyze", commandTimeout: 0, commandType: CommandType.Text, cancellationToken: cancel));
    }

    public async ValueTask DisposeAsync()
    {
        if (hold is not null) await hold.DisposeAsync();
        if (guard is not null) await guard.DisposeAsync();
    }

    /// <summary>The lock of migrations, for as long as the restore takes: neither one, nor another restore, begins in the middle of this one.</summary>
    private async Task Hold(CancellationToken cancel)
    {
        const string sql = """
            set local idle_in_transaction_session_timeout = 0;
            set local transaction_timeout = 0;
            select pg_try_advisory_xact_lock(@AdvisoryLock)
            """;
        guard = await db.Connect(cancel);
        hold = await guard.BeginTransactionAsync(cancel);
        var isOurs = await guard.ExecuteScalarAsync<bool>(new CommandDefinition(sql, new { Migrator.AdvisoryLock }, cancellationToken: cancel));
        if (!isOurs) throw new RestoreRefusedException($"Another restore or a migration is at {place}. Hint: wait until it has ended.");
    }

    private async Task<Standing> Look(CancellationToken cancel)
    {
        const string sql = """
            select current_setting('server_version_num')::integer as server_version,
                   has_database_privilege(current_database(), 'create')
                   and coalesce((select has_schema_privilege(oid, 'create') from pg_namespace where nspname = 'public'), false) as may_create,
                   to_regclass('restore_in_progress.run') is not null as is_marked
            """;
        return (await db.QueryOne<Standing>(sql, null, cancel))!;
    }

    /// <summary>What is in the database that neither PostgreSQL, nor Neon, nor an extension put there, with the command that drops it.</summary>
    private static async Task<IReadOnlyList<Thing>> List(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string sql = """
            with thing (class, oid, kind, schema, name) as (
                select 'pg_namespace'::regclass, oid, 'schema', null, quote_ident(nspname)
                  from pg_namespace
                 where nspname <> 'public'
                 union all
                select 'pg_class'::regclass, c.oid,
                       case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' when 'c' then 'type' when 'f' then 'foreign table' else 'table' end,
                       n.nspname, format('%I.%I', n.nspname, c.relname)
                  from pg_class c
                  join pg_namespace n on n.oid = c.relnamespace
                 where c.relkind in ('r', 'p', 'v', 'm', 'S', 'c', 'f')
                 union all
                select 'pg_proc'::regclass, p.oid, 'routine', n.nspname, format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
                  from pg_proc p
                  join pg_namespace n on n.oid = p.pronamespace
                 union all
                select 'pg_type'::regclass, t.oid, case t.typtype when 'd' then 'domain' else 'type' end, n.nspname, format('%I.%I', n.nspname, t.typname)
                  from pg_type t
                  join pg_namespace n on n.oid = t.typnamespace
                 where t.typtype in ('e', 'd', 'r')
                 union all
                select 'pg_event_trigger'::regclass, oid, 'event trigger', null, quote_ident(evtname)
                  from pg_event_trigger
            )
            select kind, name, format('drop %s if exists %s cascade', kind, name) as command
              from thing t
             where oid >= 16384
               and coalesce(schema, name) not in ('information_schema', 'neon', 'neon_migration', 'restore_in_progress')
               and coalesce(schema, name) !~ '^pg_'
               and not exists (select from pg_depend where classid = t.class and objid = t.oid and deptype in ('e', 'i'))
             order by kind = 'schema' desc, kind = 'table' desc, kind, name
             limit 100000
            """;
        return (await connection.QueryAsync<Thing>(new CommandDefinition(sql, cancellationToken: cancel))).AsList();
    }

    /// <summary>Drops what an unfinished restore made. It waits for what is left of that one, whose transactions hold the table of the mark.</summary>
    private async Task Clear(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string mark = """
            set local lock_timeout = '60s';
            set local statement_timeout = 0;
            drop schema restore_in_progress cascade
            """;
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(mark, commandTimeout: 90, cancellationToken: cancel));
            await using var drops = connection.CreateBatch();
            drops.Timeout = 0;
            foreach (var thing in await List(connection, cancel)) drops.BatchCommands.Add(new NpgsqlBatchCommand(thing.Command));
            if (drops.BatchCommands.Count > 0) await drops.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new RestoreRefusedException($"An unfinished restore is still at work in {place}. Hint: run it again when its last statement has ended, or end it (select pid, query from pg_stat_activity, then pg_terminate_backend).", held);
        }
    }

    private async Task SetMark(NpgsqlConnection connection, string backup, CancellationToken cancel)
    {
        const string sql = """
            create schema restore_in_progress;
            comment on schema restore_in_progress is 'A restore was begun here and has not ended: rows are missing. Run it again and it begins anew; it takes this schema away when all is there.';
            create table restore_in_progress.run (id uuid not null, backup text not null, begun_at timestamptz not null default now());
            insert into restore_in_progress.run (id, backup) values (@runId, @backup)
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, new { runId, backup }, cancellationToken: cancel));
    }

    private async Task Enter(NpgsqlConnection connection, CancellationToken cancel)
    {
        // Functions of generated columns and checks find what they name as they always did, by the path of the database.
        const string sql = """
            set local search_path to default;
            set local lock_timeout = 0;
            set local transaction_timeout = 0;
            set local check_function_bodies = off;
            set local maintenance_work_mem = '128MB';
            select exists (select from restore_in_progress.run where id = @runId)
            """;
        await RowDigest.Pin(connection, cancel);
        try
        {
            if (await connection.ExecuteScalarAsync<bool>(new CommandDefinition(sql, new { runId }, cancellationToken: cancel))) return;
        }
        catch (PostgresException gone) when (gone.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            throw new RestoreFailedException($"Another restore into {place} has ended or cleared this one away.", gone);
        }
        throw new RestoreFailedException($"Another restore into {place} has begun and cleared this one away.");
    }

    private string NotEmpty(IReadOnlyList<Thing> found)
    {
        var named = string.Join(", ", found.Take(MaxNamed).Select(thing => $"{thing.Kind} {thing.Name}"));
        var more = found.Count > MaxNamed ? $" and {found.Count - MaxNamed} more" : "";
        return $"{place} is not empty: {named}{more}. Hint: restore into a new database, then point the app to it.";
    }
}
