using System.Globalization;
using Glimmerglass.Functions.Backups;

namespace Glimmerglass.Commands;

/// <summary>Backups as a table for a terminal. Instants are in UTC.</summary>
internal static class BackupTable
{
    private static readonly string[] Titles = ["BACKUP", "TOOK", "SCHEMA", "TABLES", "ROWS", "SIZE", "PROVEN", "KEPT BECAUSE"];

    public static string Write(IReadOnlyList<ListedBackup> backups)
    {
        if (backups.Count == 0) return "There are no backups. Hint: `backup` takes one.\n";

        List<string[]> rows = [Titles, .. backups.Select(Row)];
        var widths = Enumerable.Range(0, Titles.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n"));
    }

    private static string[] Row(ListedBackup backup) =>
    [
        backup.Name,
        (backup.FinishedAt - backup.StartedAt).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
        backup.SchemaVersion.ToString("0000", CultureInfo.InvariantCulture),
        backup.Tables.ToString("N0", CultureInfo.InvariantCulture),
        backup.Rows.ToString("N0", CultureInfo.InvariantCulture),
        ProgressLine.Size(backup.StoredBytes),
        backup.ProvenAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "never",
        backup.KeptBecause.Count > 0 ? string.Join(", ", backup.KeptBecause) : "nothing: will be deleted",
    ];
}
