using Glimmerglass.Data.Catalogue;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>
/// Fills an empty database from a backup. Cut off at any point it is begun again by the same command: what it leaves is marked, and clears away what is marked
/// alone. The ledger of migrations is filled last, together with the end of the mark, so that the app does not take half a database for its own.
/// It holds a few buffers for each of its connections, whatever the size of the backup.
/// </summary>
public sealed class DatabaseRestore(BackupFiles files, TimeProvider clock)
{
    /// <summary>How many connections copy at once into a server that has nothing else to do.</summary>
    public const int UsualStreams = 4;

    private const int MaxAttempts = 5;

    /// <summary>Restores a backup of the store.</summary>
    /// <param name="targetUrl">An empty database, best past the pooler. Its server needs the extensions of the backup.</param>
    /// <param name="streams">How many connections work at once; there is one more that holds the lock.</param>
    /// <exception cref="BackupFailedException">The backup cannot be read. The target is as it was.</exception>
    /// <exception cref="RestoreRefusedException">The target is as it was.</exception>
    /// <exception cref="RestoreFailedException">The target is marked, and the same command begins it again.</exception>
    public async Task<RestoreSummary> Restore(string name, string targetUrl, int streams, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var place = DatabaseUrl.Place(targetUrl);
        var manifest = await files.ReadManifest(name, cancel);
        if (BackupCheck.Refuse(manifest, await files.ListFolder(name, cancel)) is { } why) throw new RestoreRefusedException($"The backup {name} cannot be restored. {why}");
        var script = await ReadScript(manifest, cancel);

        var watch = new StageWatch(clock);
        await using var db = Database.Open(DatabaseUrl.KeptAlive(targetUrl), streams + 2);
        await using var target = new RestoreTarget(db, place);
        var beganAgain = await Take(target, manifest, place, cancel);
        watch.End("prepare");
        try
        {
            await Fill(new RestoreRun(target, manifest, script, streams, progress), watch, cancel);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw Describe(fault, place);
        }
        return new RestoreSummary(
            manifest.Name, manifest.SnapshotAt, manifest.Tables.Count, manifest.Rows, manifest.StoredBytes, manifest.Tables.Sum(table => table.CopiedBytes), beganAgain, watch.Stages, Notes(manifest));
    }

    private async Task<SchemaScript> ReadScript(BackupManifest manifest, CancellationToken cancel)
    {
        try
        {
            return SchemaScript.Parse(await files.ReadText(manifest.Name, manifest.Schema, cancel));
        }
        catch (FormatException broken)
        {
            throw new RestoreRefusedException($"The backup {manifest.Name} cannot be restored. {broken.Message}", broken);
        }
    }

    private static async Task<bool> Take(RestoreTarget target, BackupManifest manifest, string place, CancellationToken cancel)
    {
        try
        {
            return await target.Take(manifest.Name, manifest.ServerVersion, cancel);
        }
        catch (NpgsqlException fault)
        {
            throw new RestoreRefusedException($"{place} cannot be used: {Reason(fault)} It is as it was.", fault);
        }
    }

    private async Task Fill(RestoreRun run, StageWatch watch, CancellationToken cancel)
    {
        await run.MakeTables(cancel);
        watch.End("make tables");
        await Parallel.ForEachAsync(run.Parts, run.Together(cancel), async (part, stop) => await CopyPart(run, part, stop));
        await run.CheckEmptyTables(cancel);
        watch.End("copy rows");
        await MakeTheRest(run, cancel);
        watch.End("make constraints and indexes");
        await run.Analyze(cancel);
        watch.End("analyze");
        await run.Finish(CopyLedger, cancel);
        watch.End("finish");
    }

    private async Task CopyPart(RestoreRun run, TablePart part, CancellationToken cancel)
    {
        await run.Target.Work(connection => CopyInto(connection, run, part, cancel), cancel);
        if (run.IsLastOf(part.Table)) await run.Target.Work(connection => RestoreRun.Check(connection, part.Table, cancel), cancel);
    }

    private async Task CopyInto(NpgsqlConnection connection, RestoreRun run, TablePart part, CancellationToken cancel)
    {
        await using var content = await files.OpenPart(run.Manifest.Name, part.Table, part.Part, cancel);
        await PartImport.Copy(connection, part.Table, part.Part, content, run.Copied, cancel);
    }

    /// <summary>In the transaction that ends the restore.</summary>
    private async Task CopyLedger(NpgsqlConnection connection, RestoreRun run, CancellationToken cancel)
    {
        if (run.Ledger is not { } ledger) return;
        foreach (var part in ledger.Parts) await CopyInto(connection, run, new TablePart(ledger, part), cancel);
        await RestoreRun.Check(connection, ledger, cancel);
    }

    private static async Task MakeTheRest(RestoreRun run, CancellationToken cancel)
    {
        var steps = AfterRows.Plan(run.After);
        foreach (var step in steps) await Parallel.ForEachAsync(step, run.Together(cancel), async (lane, stop) => await Make(run, lane, stop));
        await run.Target.Work(connection => RestoreRun.SetSequences(connection, run.Manifest, cancel), cancel);
    }

    private static async Task Make(RestoreRun run, IReadOnlyList<string> lane, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await run.Target.Work(connection => RestoreRun.Make(connection, lane, cancel), cancel);
                run.Made(lane.Count);
                return;
            }
            catch (PostgresException victim) when (attempt < MaxAttempts && DatabaseFault.WasRolledBackForAnother(victim))
            {
                // Two lanes needed each other's tables, by a function that looks into another one for instance.
            }
        }
    }

    private static List<string> Notes(BackupManifest manifest)
    {
        var newest = Migrator.Scripts()[^1].Version;
        List<string> notes = [.. manifest.NotHeld.Select(what => $"Not in the backup: {what}.")];
        if (manifest.SchemaVersion > newest) notes.Add($"The schema is at {manifest.SchemaVersion:0000}, and this build knows {newest:0000}. Deploy the newer build before the app is pointed to it.");
        if (manifest.SchemaVersion < newest) notes.Add($"The schema is at {manifest.SchemaVersion:0000}, and this build needs {newest:0000}. Run `migrate` before the app is pointed to it.");
        return notes;
    }

    private static RestoreFailedException Describe(Exception fault, string place) => new(
        $"The restore did not end: {Reason(fault)} {place} is marked as unfinished. Hint: run the same command again; it clears away what is there and begins anew.", fault);

    private static string Reason(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } full => $"the disk of the server is full ({full.MessageText}).",
        PostgresException refused => $"{refused.MessageText.TrimEnd('.')}{Of(refused)}.",
        NpgsqlException lost => $"the connection to the database was lost or could not be made ({lost.Message.TrimEnd('.')}).",
        _ => fault.Message,
    };

    private static string Of(PostgresException refused)
    {
        var detail = string.IsNullOrEmpty(refused.Detail) ? "" : $" ({refused.Detail.TrimEnd('.')})";
        return refused.BatchCommand is { } command ? $"{detail}, in: {command.CommandText.Split('\n')[0]}" : detail;
    }
}
