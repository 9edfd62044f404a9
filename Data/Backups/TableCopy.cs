namespace Glimmerglass.Data.Backups;

/// <summary>A file of a backup while its parts are copied, by several readers at once.</summary>
internal sealed class TableCopy(string schema, string name, string path, IReadOnlyList<string> columns, int parts)
{
    private readonly Lock turn = new();
    private readonly CopiedPart?[] copied = new CopiedPart?[parts];
    private RowDigest digest = RowDigest.None;

    public string Path => path;

    /// <summary>The blocks of the whole file when this was the last part of it; null before.</summary>
    public IReadOnlyList<string>? Add(int number, CopiedPart part)
    {
        lock (turn)
        {
            copied[number] = part;
            return copied.Any(one => one is null) ? null : [.. copied.SelectMany(one => one!.Blocks)];
        }
    }

    public void Add(RowDigest ofPart)
    {
        lock (turn) digest = digest.Plus(ofPart);
    }

    /// <summary>The table as the manifest has it, with its file named from the folder of the backup.</summary>
    /// <exception cref="BackupFailedException">The server counted other rows than it copied.</exception>
    public BackedUpTable Finish(string backup)
    {
        var offset = 0L;
        var placed = new List<BackedUpPart>();
        foreach (var part in copied)
        {
            placed.Add(part!.Part with { Offset = offset });
            offset += part.Part.StoredBytes;
        }
        var rows = placed.Sum(part => part.Rows);
        if (rows != digest.Rows) throw new BackupFailedException($"Of {schema}.{name} {rows} rows were copied, but {digest.Rows} are there. The backup was given up.");
        return new BackedUpTable(schema, name, path[(backup.Length + 1)..], columns, rows, digest.Sum, placed);
    }
}
