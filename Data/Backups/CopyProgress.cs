namespace Glimmerglass.Data.Backups;

/// <summary>Adds up what several readers copied. How many rows there will be is told by the statistics of the tables, and not told where one has none.</summary>
internal sealed class CopyProgress(IProgress<WorkProgress> listener, IReadOnlyList<SourceTable> tables)
{
    private readonly long expected = tables.All(table => table.EstimatedRows is not null || table.Pages == 0) ? tables.Sum(table => table.EstimatedRows ?? 0) : 0;
    private long rows;
    private long bytes;

    public void Add(long moreRows, long moreBytes)
    {
        var (allRows, allBytes) = (Interlocked.Add(ref rows, moreRows), Interlocked.Add(ref bytes, moreBytes));
        listener.Report(new WorkProgress("Copying", allRows, allBytes, Math.Max(expected, expected == 0 ? 0 : allRows)));
    }
}
