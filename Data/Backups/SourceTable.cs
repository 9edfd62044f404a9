namespace Glimmerglass.Data.Backups;

/// <summary>A table that holds rows of its own, as a snapshot has it: ordinary ones and the leaves of partitioned ones.</summary>
public sealed record SourceTable
{
    public long Id { get; init; }

    public string Schema { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>In order, without generated ones.</summary>
    public string[] Columns { get; init; } = [];

    /// <summary>The tables that its foreign keys name, itself among them where it does.</summary>
    public long[] RefersTo { get; init; } = [];

    public long Pages { get; init; }

    /// <summary>Of its pages and the long values beside them, without indexes.</summary>
    public long Bytes { get; init; }

    /// <summary>As the statistics have it; null when nobody counted.</summary>
    public long? EstimatedRows { get; init; }

    /// <summary>Whether it can be read by ranges of pages.</summary>
    public bool HasPages { get; init; }

    /// <summary>
    /// Puts each table after those it refers to, and otherwise by name. Where none is left without such a one, because tables refer to each other in a circle, the
    /// first by name goes next.
    /// </summary>
    public static IReadOnlyList<SourceTable> Order(IEnumerable<SourceTable> tables)
    {
        var waiting = tables.OrderBy(table => table.Schema, StringComparer.Ordinal).ThenBy(table => table.Name, StringComparer.Ordinal).ToList();
        var absent = waiting.Select(table => table.Id).ToHashSet();
        var ordered = new List<SourceTable>();
        while (waiting.Count > 0)
        {
            var next = waiting.Find(table => table.RefersTo.All(other => other == table.Id || !absent.Contains(other))) ?? waiting[0];
            waiting.Remove(next);
            absent.Remove(next.Id);
            ordered.Add(next);
        }
        return ordered;
    }
}
