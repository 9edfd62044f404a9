using System.Text.RegularExpressions;

namespace Glimmerglass.Data.Backups;

/// <summary>Whether the files of a backup can be those that its manifest promises, as far as a list of files and their sizes tells.</summary>
public static partial class BackupCheck
{
    private const int MaxNamed = 3;

    /// <summary>Why the backup cannot be restored, for a person; null when nothing speaks against it.</summary>
    /// <param name="files">The size of each file by its path.</param>
    public static string? Refuse(BackupManifest manifest, IReadOnlyDictionary<string, long> files)
    {
        if (manifest.Format != BackupManifest.CurrentFormat)
        {
            return $"Its manifest has the format {manifest.Format}, and this build reads {BackupManifest.CurrentFormat}. Hint: use the build that wrote it, or a newer one.";
        }
        BackedUpTable[] tables = [.. manifest.Tables, manifest.Documents];
        if (tables.Contains(null) || tables.Any(table => table.Parts.Contains(null!) || table.Columns.Contains(null!)) || manifest.Sequences.Contains(null!)) return "Its manifest has an empty place in a list.";

        return tables.Select(RefuseTable).FirstOrDefault(why => why is not null)
            ?? RefuseTwins(manifest)
            ?? (manifest.Schema.Path == BackupName.Schema && IsHash(manifest.Schema.Sha256) ? null : "Its manifest does not say what schema.sql is.")
            ?? RefuseFiles(Expected(manifest), files);
    }

    private static Dictionary<string, long> Expected(BackupManifest manifest)
    {
        var expected = manifest.Tables.ToDictionary(table => table.Path, table => table.StoredBytes);
        expected[manifest.Documents.Path] = manifest.Documents.StoredBytes;
        expected[manifest.Schema.Path] = manifest.Schema.StoredBytes;
        return expected;
    }

    private static string? RefuseTable(BackedUpTable table)
    {
        if (!TablePath().IsMatch(table.Path)) return $"Its manifest names the file '{table.Path}', which is no place for rows.";
        if (table.Rows < 0 || table.Rows != table.Parts.Sum(part => part.Rows)) return $"Its manifest says {table.Rows} rows of {table.Schema}.{table.Name}, and something else in its parts.";
        if (table.Digest.Length == 0 == table.Rows > 0 || !Digits().IsMatch(table.Digest)) return $"Its manifest has no digest of {table.Schema}.{table.Name}.";

        var end = 0L;
        foreach (var part in table.Parts)
        {
            if (part.Offset != end || part.StoredBytes <= 0 || part.CopiedBytes < 0 || part.Rows < 0 || !IsHash(part.Sha256)) return $"Its manifest has parts of {table.Path} that do not follow each other.";
            end += part.StoredBytes;
        }
        return null;
    }

    private static string? RefuseTwins(BackupManifest manifest)
    {
        var twin = manifest.Tables.GroupBy(table => (table.Schema, table.Name)).FirstOrDefault(same => same.Count() > 1)?.First();
        if (twin is not null) return $"Its manifest names {twin.Schema}.{twin.Name} twice.";
        var shared = manifest.Tables.Append(manifest.Documents).GroupBy(table => table.Path).FirstOrDefault(same => same.Count() > 1)?.Key;
        return shared is null ? null : $"Its manifest names {shared} for two tables.";
    }

    private static string? RefuseFiles(Dictionary<string, long> expected, IReadOnlyDictionary<string, long> files)
    {
        var missing = expected.Keys.Where(path => !files.ContainsKey(path)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0) return $"It lacks {Names(missing)}.";

        var other = expected.Where(file => files[file.Key] != file.Value).OrderBy(file => file.Key, StringComparer.Ordinal).FirstOrDefault();
        if (other.Key is not null) return $"{other.Key} has {files[other.Key]} bytes, and its manifest says {other.Value}.";

        var extra = files.Keys.Where(path => path != BackupName.Manifest && !expected.ContainsKey(path)).Order(StringComparer.Ordinal).ToList();
        return extra.Count > 0 ? $"{Names(extra)} lies there and is not in its manifest." : null;
    }

    private static string Names(List<string> paths) =>
        string.Join(", ", paths.Take(MaxNamed)) + (paths.Count > MaxNamed ? $" and {paths.Count - MaxNamed} more" : "");

    private static bool IsHash(string text) => Hash().IsMatch(text);

    // What BackupName makes of any name: it stays in its folder, and a shell takes it as it is.
    [GeneratedRegex(@"\A(data/[a-z0-9_%A-F.-]+|documents)\.copy\.gz\z")]
    private static partial Regex TablePath();

    [GeneratedRegex(@"\A-?[0-9]*\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Hash();
}
