using System.Globalization;

namespace Glimmerglass.Data.Backups;

/// <summary>What the list of backups says of one: the head of its manifest, which is written on the manifest's blob, so that a list reads no files.</summary>
public sealed record BackupSummary(
    string Name, DateTimeOffset StartedAt, DateTimeOffset SnapshotAt, DateTimeOffset FinishedAt, int SchemaVersion, int Tables, long Rows, long StoredBytes)
{
    public static BackupSummary Of(BackupManifest manifest) => new(
        manifest.Name, manifest.StartedAt, manifest.SnapshotAt, manifest.FinishedAt, manifest.SchemaVersion, manifest.Tables.Count, manifest.Rows, manifest.StoredBytes);

    internal Dictionary<string, string> ToMetadata() => new()
    {
        ["started_at"] = Write(StartedAt),
        ["snapshot_at"] = Write(SnapshotAt),
        ["finished_at"] = Write(FinishedAt),
        ["schema_version"] = SchemaVersion.ToString(CultureInfo.InvariantCulture),
        ["tables"] = Tables.ToString(CultureInfo.InvariantCulture),
        ["rows"] = Rows.ToString(CultureInfo.InvariantCulture),
        ["stored_bytes"] = StoredBytes.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Null: it is not all there, because the blob was copied by something that left it behind.</summary>
    internal static BackupSummary? Read(string name, IDictionary<string, string>? metadata)
    {
        if (metadata is null || Instant(metadata, "started_at") is not { } started || Instant(metadata, "snapshot_at") is not { } snapshot) return null;
        if (Instant(metadata, "finished_at") is not { } finished || Number(metadata, "schema_version") is not { } version) return null;
        if (Number(metadata, "tables") is not { } tables || Number(metadata, "rows") is not { } rows || Number(metadata, "stored_bytes") is not { } bytes) return null;
        return new BackupSummary(name, started, snapshot, finished, (int)version, (int)tables, rows, bytes);
    }

    private static string Write(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Instant(IDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private static long? Number(IDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
