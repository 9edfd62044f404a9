using System.Runtime.ExceptionServices;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>Copies and counts all tables of a snapshot, with all of its connections at once: whoever is free takes the largest piece that is left.</summary>
internal sealed class SnapshotCopy
{
    private readonly BackupSnapshot snapshot;
    private readonly BackupFiles files;
    private readonly CopyProgress progress;
    private readonly List<TableCopy> tables = [];
    private readonly TableCopy documents;
    private readonly List<Piece> pieces = [];
    private ExceptionDispatchInfo? fault;
    private int taken = -1;

    private delegate Task PieceOfWork(NpgsqlConnection connection, BlockSink sink, CancellationToken cancel);

    private sealed record Piece(long Bytes, PieceOfWork Do);

    private SnapshotCopy(BackupSnapshot snapshot, BackupFiles files, string backup, long bytesOfPart, IProgress<WorkProgress> listener)
    {
        (this.snapshot, this.files) = (snapshot, files);
        progress = new CopyProgress(listener, snapshot.Tables);
        foreach (var table in snapshot.Tables) Add(table, backup, table.HasPages ? PageRange.Cut(table.Pages, table.Bytes, bytesOfPart) : [PageRange.Whole]);
        documents = new TableCopy("public", "documents", $"{backup}/{BackupName.Documents}", DocumentInventory.Columns, 1);
        pieces.Add(new Piece(0, async (connection, sink, cancel) => await Copy(documents, 0, await DocumentInventory.Copy(connection, cancel), connection, sink, cancel)));
        pieces.Add(new Piece(0, async (connection, _, cancel) => documents.Add(await DocumentInventory.Digest(connection, cancel))));
        pieces.Sort((one, other) => other.Bytes.CompareTo(one.Bytes));
    }

    /// <summary>The tables in their order, and the documents, as the manifest has them.</summary>
    public static async Task<(IReadOnlyList<BackedUpTable> Tables, BackedUpTable Documents)> Run(
        BackupSnapshot snapshot, BackupFiles files, string backup, long bytesOfPart, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var copy = new SnapshotCopy(snapshot, files, backup, bytesOfPart, progress);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAll(snapshot.Connections.Select(connection => copy.Work(connection, stop))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // The first fault is the reason; what the others died of is that they were stopped.
        copy.fault?.Throw();
        return ([.. copy.tables.Select(table => table.Finish(backup))], copy.documents.Finish(backup));
    }

    private void Add(SourceTable table, string backup, IReadOnlyList<PageRange> ranges)
    {
        var copy = new TableCopy(table.Schema, table.Name, $"{backup}/{BackupName.OfTable(table.Schema, table.Name)}", table.Columns, ranges.Count);
        tables.Add(copy);
        foreach (var (number, range) in ranges.Index())
        {
            // To copy is more work than to count, so it is begun first.
            var bytes = table.Bytes / ranges.Count;
            pieces.Add(new Piece(bytes + 1, async (connection, sink, cancel) =>
                await Copy(copy, number, await SnapshotCatalogue.CopyOf(connection, table, range, cancel), connection, sink, cancel)));
            pieces.Add(new Piece(bytes, async (connection, _, cancel) => copy.Add(await RowDigest.Of(connection, table.Schema, table.Name, range, cancel))));
        }
    }

    private async Task Work(NpgsqlConnection connection, CancellationTokenSource stop)
    {
        await using var sink = new BlockSink(files);
        try
        {
            while (Interlocked.Increment(ref taken) is var next && next < pieces.Count) await pieces[next].Do(connection, sink, stop.Token);
        }
        catch (Exception reason)
        {
            Interlocked.CompareExchange(ref fault, ExceptionDispatchInfo.Capture(reason), null);
            await stop.CancelAsync();
        }
    }

    private async Task Copy(TableCopy copy, int number, string statement, NpgsqlConnection connection, BlockSink sink, CancellationToken cancel)
    {
        sink.Begin(copy.Path, number);
        var part = await PartCopy.Copy(connection, statement, sink, progress.Add, cancel);
        if (copy.Add(number, part) is { } all) await files.Commit(copy.Path, all, cancel);
    }
}
