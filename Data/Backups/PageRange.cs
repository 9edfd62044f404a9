namespace Glimmerglass.Data.Backups;

/// <summary>Some pages of a table: from the first on, up to the end, which is not among them. Null: without a bound.</summary>
public sealed record PageRange(long? First, long? End)
{
    public static readonly PageRange Whole = new(null, null);

    /// <summary>
    /// Cuts a table into ranges of about this many bytes each, long values that lie beside its pages among them. The last range has no end, so that nothing
    /// can lie behind it.
    /// </summary>
    public static IReadOnlyList<PageRange> Cut(long pages, long bytes, long bytesOfPart)
    {
        var count = Math.Min(pages, bytes / bytesOfPart);
        return count <= 1
            ? [Whole]
            : [.. Sequence(count).Select(number => new PageRange(number * pages / count, number == count - 1 ? null : (number + 1) * pages / count))];
    }

    private static IEnumerable<long> Sequence(long count)
    {
        for (var number = 0L; number < count; number++) yield return number;
    }
}
