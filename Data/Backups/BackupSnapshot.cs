using System.Data;
using Dapper;
using Glimmerglass.Data.Catalogue;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>
/// One view of the database for several connections, and what there is to copy under it. Every table is locked against changes of its shape, not of its
/// rows, until this is disposed of.
/// </summary>
internal sealed class BackupSnapshot : IAsyncDisposable
{
    private const int MaxAttempts = 3;

    private readonly List<NpgsqlConnection> connections = [];

    private BackupSnapshot()
    {
        // Made by Open.
    }

    /// <summary>What was committed before is in it.</summary>
    public DateTimeOffset TakenAt { get; private set; }

    /// <summary>Each in a transaction of its own with the same view. The first one gave it to the others and is to outlive their work.</summary>
    public IReadOnlyList<NpgsqlConnection> Connections => connections;

    /// <summary>In an order in which a table comes after those it refers to.</summary>
    public IReadOnlyList<SourceTable> Tables { get; private set; } = [];

    public CatalogueReading Schema { get; private set; } = null!;

    public IReadOnlyList<BackedUpSequence> Sequences { get; private set; } = [];

    public IReadOnlyList<BackedUpMigration> Migrations { get; private set; } = [];

    /// <summary>Takes the view while no migration is half-way.</summary>
    /// <exception cref="BackupFailedException">There is nothing to back up, or somebody else holds what has to be locked.</exception>
    public static async Task<BackupSnapshot> Open(DirectDatabase direct, TimeSpan lockWait, TimeProvider clock, CancellationToken cancel)
    {
        await using var migrations = await MigrationPause.Begin(direct.Db, lockWait, cancel);
        for (var attempt = 1; ; attempt++)
        {
            var (statement, tables) = await migrations.TablesToLock(cancel);
            if (statement is null) throw new BackupFailedException("There is nothing to back up: the database has no tables. Hint: is DATABASE_URL the right one?");

            var snapshot = new BackupSnapshot();
            try
            {
                await snapshot.Take(direct, statement, clock, cancel);
                if (snapshot.Tables.Select(table => table.Id).ToHashSet().SetEquals(tables)) return snapshot;
            }
            catch
            {
                await snapshot.DisposeAsync();
                throw;
            }

            // A table came or went between the look and the locks.
            await snapshot.DisposeAsync();
            if (attempt == MaxAttempts) throw new BackupFailedException("Tables were made and dropped all the while. Hint: run it again when that has ended.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The one that gave its view goes last. A connection that goes back to its pool gives up its transaction.
        foreach (var connection in Enumerable.Reverse(connections)) await connection.DisposeAsync();
    }

    private async Task Take(DirectDatabase direct, string locking, TimeProvider clock, CancellationToken cancel)
    {
        var first = await Begin(direct, cancel);
        await Lock(first, locking, cancel);

        // The first statement that reads fixes the view: locks come before it, or a table could be emptied in between.
        const string export = "select format('set transaction snapshot %L', pg_export_snapshot())";
        TakenAt = clock.Now();
        var joining = await first.ExecuteScalarAsync<string>(new CommandDefinition(export, cancellationToken: cancel));
        for (var reader = 1; reader < direct.Streams; reader++)
        {
            var next = await Begin(direct, cancel);
            await next.ExecuteAsync(new CommandDefinition(joining!, cancellationToken: cancel));
            await Lock(next, locking, cancel);
        }

        Tables = SourceTable.Order(await SnapshotCatalogue.Tables(first, cancel));
        Sequences = await SnapshotCatalogue.Sequences(first, cancel);
        Migrations = await SnapshotCatalogue.Migrations(first, cancel);
        Schema = await CatalogueReader.Read(first, cancel);
        await RowDigest.Pin(first, cancel);
    }

    private async Task<NpgsqlConnection> Begin(DirectDatabase direct, CancellationToken cancel)
    {
        var connection = await direct.Db.Connect(cancel);
        connections.Add(connection);
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        return connection;
    }

    private static async Task Lock(NpgsqlConnection connection, string locking, CancellationToken cancel)
    {
        const string sql = """
            set local transaction_timeout = 0;
            set transaction read only
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancel));
        await RowDigest.Pin(connection, cancel);
        await connection.ExecuteAsync(new CommandDefinition(locking, commandTimeout: 0, cancellationToken: cancel));
    }
}
