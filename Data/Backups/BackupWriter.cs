using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Data.Backups;

/// <summary>Copies a database as it is at one instant into the store. What is written counts once its manifest is there.</summary>
public sealed class BackupWriter(DirectDatabase direct, BackupFiles files, TimeProvider clock)
{
    /// <summary>Larger tables are cut into parts of about this size, so that several readers share them.</summary>
    public long BytesOfPart { get; init; } = 64 << 20;

    /// <summary>How long a migration, and a table that is being changed, is waited for.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Takes the backup of this instant. It reads all rows twice, once to copy and once to count, with as many connections as the database allows.</summary>
    /// <exception cref="BackupFailedException">It was not taken, and why. No manifest was written.</exception>
    public async Task<BackupManifest> Write(DateTimeOffset startedAt, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        try
        {
            progress.Report(new WorkProgress("Waiting for the snapshot"));
            await using var snapshot = await BackupSnapshot.Open(direct, LockWait, clock, cancel);

            var name = BackupName.Of(startedAt);
            var copy = await SnapshotCopy.Run(snapshot, files, name, BytesOfPart, progress, cancel);

            // After the rows, because it says how they are restored by hand, and what they must be then.
            var script = await RowsByHand.Add(SchemaScript.Of(snapshot.Schema), copy.Tables, snapshot.Sequences, snapshot.Connections[0], cancel);
            var schema = await files.Write(name, BackupName.Schema, script.Text, cancel);
            var manifest = Manifest(name, startedAt, snapshot, schema, copy);

            progress.Report(new WorkProgress("Writing the manifest", manifest.Rows, manifest.StoredBytes));
            await files.Finish(manifest, cancel);
            return manifest;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && BackupFault.Explain(fault) is { } why)
        {
            throw new BackupFailedException(why, fault);
        }
    }

    private BackupManifest Manifest(string name, DateTimeOffset startedAt, BackupSnapshot snapshot, BackedUpFile schema, (IReadOnlyList<BackedUpTable> Tables, BackedUpTable Documents) copy) => new()
    {
        Format = BackupManifest.CurrentFormat,
        Name = name,
        StartedAt = startedAt,
        SnapshotAt = snapshot.TakenAt,
        FinishedAt = clock.Now(),
        ServerVersion = snapshot.Schema.ServerVersion,
        SchemaVersion = snapshot.Schema.SchemaVersion,
        Migrations = snapshot.Migrations,
        Schema = schema,
        Tables = copy.Tables,
        Sequences = snapshot.Sequences,
        Documents = copy.Documents,
        NotHeld = ["roles, and rights that were given to roles by name", .. snapshot.Schema.NotCompared.Select(kind => FormattableString.Invariant($"{kind.Kind} ({kind.Count})"))],
        MadeByHand = MadeByHand(snapshot.Schema),
    };

    /// <summary>None where this build does not know what the migrations of that version make.</summary>
    private static IReadOnlyList<string> MadeByHand(CatalogueReading schema)
    {
        var made = CatalogueExpectation.At(schema.SchemaVersion)?.Where(fact => fact.Kind == CatalogueKind.Table).Select(fact => fact.Name).ToHashSet();
        return made is null ? [] : [.. schema.Facts.Where(fact => fact.Kind == CatalogueKind.Table && !made.Contains(fact.Name)).Select(fact => fact.Name)];
    }
}
