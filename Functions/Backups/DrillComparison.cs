using System.Globalization;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Functions.Backups;

/// <summary>Compares what a backup says of itself with what was found in its folder and in the database that was restored from it.</summary>
public static class DrillComparison
{
    /// <summary>How many lines of a schema are told of.</summary>
    private const int MaxLines = 20;

    // It has rows in an empty database as well.
    private const string Ledger = "schema_migrations";

    /// <summary>A drill of this backup would prove nothing.</summary>
    public static DrillFinding? ProvesNothing(BackupManifest manifest)
    {
        if (manifest.Tables.Count == 0) return Nothing("It holds no table.");
        if (manifest.Tables.Where(table => table.Name != Ledger).All(table => table.Rows == 0)) return Nothing("All of its tables are empty.");

        var undigested = manifest.Tables.FirstOrDefault(table => table.Rows > 0 && table.Digest.Length == 0);
        return undigested is null ? null : Nothing($"It has no digest of {Name(undigested)}, so its rows cannot be told from others.");
    }

    /// <param name="found">The files in the folder of the backup with their sizes in bytes.</param>
    public static IEnumerable<DrillFinding> Files(BackupManifest manifest, IReadOnlyDictionary<string, long> found)
    {
        var expected = manifest.Tables.Append(manifest.Documents).Select(table => (table.Path, table.StoredBytes)).Append((manifest.Schema.Path, manifest.Schema.StoredBytes)).ToList();
        foreach (var (path, bytes) in expected)
        {
            if (!found.TryGetValue(path, out var there)) yield return DrillFinding.Failure(DrillCheck.Files, path, "The file is missing.");
            else if (there != bytes) yield return DrillFinding.Failure(DrillCheck.Files, path, Text($"The file was expected to have {bytes:N0} bytes and has {there:N0}."));
        }
        var known = expected.Select(file => file.Path).Append(BackupName.Manifest).ToHashSet();
        foreach (var path in found.Keys.Where(path => !known.Contains(path)).Order(StringComparer.Ordinal))
        {
            yield return DrillFinding.Failure(DrillCheck.Files, path, "The file is not in the manifest.");
        }
    }

    /// <param name="found">The restored tables by schema and name.</param>
    public static IEnumerable<DrillFinding> Rows(BackupManifest manifest, IReadOnlyDictionary<(string Schema, string Name), RowDigest> found)
    {
        foreach (var table in manifest.Tables)
        {
            if (!found.TryGetValue((table.Schema, table.Name), out var there)) yield return DrillFinding.Failure(DrillCheck.Rows, Name(table), "The table was not restored.");
            else if (there.Rows != table.Rows) yield return DrillFinding.Failure(DrillCheck.Rows, Name(table), Text($"{table.Rows:N0} rows were expected, {there.Rows:N0} were found."));
            else if (there.Sum != table.Digest) yield return DrillFinding.Failure(DrillCheck.Rows, Name(table), Text($"The {table.Rows:N0} rows are not those that were backed up: their digest is another."));
        }
    }

    public static IEnumerable<DrillFinding> Sequences(IReadOnlyList<BackedUpSequence> expected, IReadOnlyList<BackedUpSequence> found)
    {
        var there = found.ToDictionary(sequence => (sequence.Schema, sequence.Name));
        foreach (var sequence in expected)
        {
            var name = $"{sequence.Schema}.{sequence.Name}";
            if (!there.TryGetValue((sequence.Schema, sequence.Name), out var restored)) yield return DrillFinding.Failure(DrillCheck.Sequences, name, "The sequence was not restored.");
            else if (restored != sequence) yield return DrillFinding.Failure(DrillCheck.Sequences, name, $"The sequence was backed up {Stand(sequence)} and restored {Stand(restored)}.");
        }
    }

    /// <summary>Of each sequence that fills a column, whether its next number is free.</summary>
    public static IEnumerable<DrillFinding> NextNumbers(IEnumerable<NextNumber> tried) =>
        from number in tried
        where number.Taken is { } taken && (number.Falls ? number.Next >= taken : number.Next <= taken)
        select DrillFinding.Failure(DrillCheck.Sequences, number.Sequence, Text($"It would hand out {number.Next:0} next, and {number.UsedBy} has {number.Taken:0} already."));

    /// <summary>Line by line, because the same schema is always written the same way.</summary>
    public static IEnumerable<DrillFinding> Schema(SchemaScript expected, SchemaScript found)
    {
        if (Plain(expected) == Plain(found)) return [];

        var (before, after) = (Lines(Plain(expected)), Lines(Plain(found)));
        var differences = Missing(before, after, "The backup has, and the restored schema has not: ")
            .Concat(Missing(after, before, "The restored schema has, and the backup has not: ")).Take(MaxLines).ToList();
        return differences.Count > 0 ? differences : [DrillFinding.Failure(DrillCheck.Schema, "", "The restored schema has the lines of the backup in another order.")];
    }

    /// <summary>Its statements alone: in a backup there are lines for restoring by hand between them.</summary>
    private static string Plain(SchemaScript script) => string.Concat(SqlText.Statements(script.BeforeRows).Concat(SqlText.Statements(script.AfterRows)).Select(statement => $"{statement};\n"));

    private static IEnumerable<DrillFinding> Missing(Dictionary<string, int> wanted, Dictionary<string, int> there, string sentence) =>
        from line in wanted
        where there.GetValueOrDefault(line.Key) < line.Value
        select DrillFinding.Failure(DrillCheck.Schema, "", sentence + line.Key);

    private static Dictionary<string, int> Lines(string text) =>
        text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());

    private static DrillFinding Nothing(string why) => DrillFinding.Failure(DrillCheck.Backup, "", $"This backup proves nothing. {why}");

    private static string Stand(BackedUpSequence sequence) => Text($"at {sequence.LastValue}{(sequence.IsCalled ? "" : " (not used yet)")}");

    private static string Name(BackedUpTable table) => $"{table.Schema}.{table.Name}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
