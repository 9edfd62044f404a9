using System.Collections.Concurrent;
using Dapper;
using Glimmerglass.Data.Catalogue;
using Npgsql;

namespace Glimmerglass.Data.Backups;

internal sealed record TablePart(BackedUpTable Table, BackedUpPart Part);

/// <summary>One restore while it runs: what is to be done, and how much of it is.</summary>
internal sealed class RestoreRun(RestoreTarget target, BackupManifest manifest, SchemaScript script, int streams, IProgress<WorkProgress> progress)
{
    private readonly long totalRows = manifest.Rows;
    private readonly long totalBytes = manifest.Tables.Sum(table => table.CopiedBytes);
    private readonly ConcurrentDictionary<string, int> left = new(manifest.Tables.Select(table => KeyValuePair.Create(table.Path, table.Parts.Count)));
    private long rows;
    private long bytes;
    private long made;

    public RestoreTarget Target => target;

    public BackupManifest Manifest => manifest;

    /// <summary>The ledger of migrations, which is filled last; null for a database without one.</summary>
    public BackedUpTable? Ledger { get; } = manifest.Tables.FirstOrDefault(table => table is { Schema: "public", Name: "schema_migrations" });

    /// <summary>Everything but the ledger, the largest first, so that no large one is left alone at the end.</summary>
    public IEnumerable<TablePart> Parts => manifest.Tables.Where(table => table != Ledger)
        .SelectMany(table => table.Parts.Select(part => new TablePart(table, part))).OrderByDescending(part => part.Part.CopiedBytes);

    public IReadOnlyList<string> After { get; } = Statements(script.AfterRows);

    public ParallelOptions Together(CancellationToken cancel) => new() { MaxDegreeOfParallelism = streams, CancellationToken = cancel };

    public Task MakeTables(CancellationToken cancel)
    {
        progress.Report(new WorkProgress("making tables"));
        return target.Work(connection => Make(connection, Statements(script.BeforeRows), cancel), cancel);
    }

    public void Copied(long moreRows, long moreBytes) =>
        progress.Report(new WorkProgress("copying rows", Interlocked.Add(ref rows, moreRows), Interlocked.Add(ref bytes, moreBytes), totalRows, totalBytes));

    public void Made(int more)
    {
        var done = Interlocked.Add(ref made, more);
        progress.Report(new WorkProgress($"making constraints and indexes, {done} of {After.Count}"));
    }

    /// <summary>Whether all parts of the table are copied by now. True once.</summary>
    public bool IsLastOf(BackedUpTable table) => left.AddOrUpdate(table.Path, 0, (_, parts) => parts - 1) == 0;

    /// <summary>Those without any part, which nobody was last of.</summary>
    public Task CheckEmptyTables(CancellationToken cancel) => target.Work(async connection =>
    {
        foreach (var table in manifest.Tables.Where(table => table.Parts.Count == 0 && table != Ledger)) await Check(connection, table, cancel);
    }, cancel);

    public Task Analyze(CancellationToken cancel)
    {
        progress.Report(new WorkProgress("analyzing"));
        return target.Analyze(cancel);
    }

    public Task Finish(Func<NpgsqlConnection, RestoreRun, CancellationToken, Task> copyLedger, CancellationToken cancel) =>
        target.Finish(connection => copyLedger(connection, this, cancel), cancel);

    public static async Task Make(NpgsqlConnection connection, IReadOnlyList<string> statements, CancellationToken cancel)
    {
        await using var batch = connection.CreateBatch();
        batch.Timeout = 0;
        foreach (var statement in statements) batch.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        if (statements.Count > 0) await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Counts and digests what the server has now: before anything else may read or change it, policies and triggers among them.</summary>
    /// <exception cref="RestoreFailedException">They are not the rows of the backup.</exception>
    public static async Task Check(NpgsqlConnection connection, BackedUpTable table, CancellationToken cancel)
    {
        await RowDigest.Pin(connection, cancel);
        var found = await RowDigest.Of(connection, table.Schema, table.Name, cancel);
        if (found.Rows != table.Rows) throw new RestoreFailedException($"{table.Schema}.{table.Name} has {found.Rows} rows, and the manifest says {table.Rows}.");
        if (found.Sum != table.Digest) throw new RestoreFailedException($"{table.Schema}.{table.Name} has as many rows as the manifest says, but not the same ones.");
    }

    public static async Task SetSequences(NpgsqlConnection connection, BackupManifest manifest, CancellationToken cancel)
    {
        const string sql = """
            select count(setval(format('%I.%I', schema, name)::regclass, value, called))
              from unnest(@schemas, @names, @values, @called) as s (schema, name, value, called)
            """;
        var sequences = new
        {
            schemas = manifest.Sequences.Select(sequence => sequence.Schema).ToArray(),
            names = manifest.Sequences.Select(sequence => sequence.Name).ToArray(),
            values = manifest.Sequences.Select(sequence => sequence.LastValue).ToArray(),
            called = manifest.Sequences.Select(sequence => sequence.IsCalled).ToArray(),
        };
        await connection.ExecuteAsync(new CommandDefinition(sql, sequences, cancellationToken: cancel));
    }

    /// <summary>What a script sets for its session is set for each transaction here, where the session may be a pooler's.</summary>
    private static IReadOnlyList<string> Statements(string text) =>
        [.. SqlText.Statements(text).Where(statement => !statement.StartsWith("set ", StringComparison.Ordinal))];
}

/// <summary>How long each stage took.</summary>
internal sealed class StageWatch(TimeProvider clock)
{
    private readonly List<RestoreStage> stages = [];
    private long began = clock.GetTimestamp();

    public IReadOnlyList<RestoreStage> Stages => stages;

    public void End(string stage)
    {
        stages.Add(new RestoreStage(stage, Math.Round(clock.GetElapsedTime(began).TotalSeconds, 3)));
        began = clock.GetTimestamp();
    }
}
