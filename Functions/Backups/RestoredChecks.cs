using System.Data.Common;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Data.Invariants;

namespace Glimmerglass.Functions.Backups;

/// <summary>What is looked at in a database that was restored, each by itself.</summary>
public sealed class RestoredChecks(BackupFiles files, Settings settings)
{
    private const int MaxBroken = 20;

    // States of SQL: a table or a column that a statement names is not there.
    private const string UndefinedTable = "42P01";
    private const string UndefinedColumn = "42703";

    public delegate Task<IEnumerable<DrillFinding>> Look();

    /// <summary>In this order: the numbers are tried last, because trying them takes them.</summary>
    public IReadOnlyList<(DrillCheck Check, Look Look)> Of(BackupManifest manifest, Database db, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var restored = new RestoredStore(db, settings.BackupStreams);
        return
        [
            (DrillCheck.Rows, async () => DrillComparison.Rows(manifest, await restored.Digest(manifest.Tables, progress, cancel))),
            (DrillCheck.Schema, () => CheckSchema(manifest, restored, cancel)),
            (DrillCheck.Invariants, () => CheckInvariants(manifest, db, cancel)),
            (DrillCheck.Sequences, async () => DrillComparison.Sequences(manifest.Sequences, await restored.ReadSequences(cancel))),
            (DrillCheck.Sequences, async () => DrillComparison.NextNumbers(await restored.TryNextNumbers(cancel))),
        ];
    }

    private async Task<IEnumerable<DrillFinding>> CheckSchema(BackupManifest manifest, RestoredStore restored, CancellationToken cancel)
    {
        var expected = SchemaScript.Parse(await files.ReadText(manifest.Name, manifest.Schema, cancel));
        var unused = (await restored.ListInvalidIndexes(cancel)).Select(index => DrillFinding.Failure(DrillCheck.Schema, index, "The index was not made to its end."));
        return [.. DrillComparison.Schema(expected, await restored.ReadSchema(cancel)), .. unused];
    }

    /// <summary>
    /// A promise that is broken here was broken in production when the backup was taken, because the rows are the same by their digests: drift reports it
    /// there, and the backup is none the worse. So it is told of and fails nothing.
    /// </summary>
    private static async Task<IEnumerable<DrillFinding>> CheckInvariants(BackupManifest manifest, Database db, CancellationToken cancel)
    {
        try
        {
            return (await new InvariantStore(db).ListBroken(MaxBroken, cancel)).Select(broken => DrillFinding.Warning(DrillCheck.Invariants, $"{broken.Subject} {broken.Name}",
                $"The promise '{broken.Invariant}' was broken when the backup was taken: expected {Word(broken.Expected)}, found {Word(broken.Found)}."));
        }
        catch (DbException lacking) when (lacking.SqlState is UndefinedTable or UndefinedColumn && manifest.SchemaVersion != Migrator.Scripts()[^1].Version)
        {
            return [DrillFinding.Warning(DrillCheck.Invariants, "", $"The promises of the business were not looked at: the backup has the schema {manifest.SchemaVersion:0000}, and this build another.")];
        }
    }

    private static string Word(string text) => text.Length == 0 ? "nothing" : $"'{text}'";
}
