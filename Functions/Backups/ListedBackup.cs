using Glimmerglass.Data.Backups;

namespace Glimmerglass.Functions.Backups;

/// <summary>A backup as lists of them show it.</summary>
/// <param name="ProvenAt">When a drill last proved it; null: never.</param>
/// <param name="KeptBecause">Every reason to keep it; without one it is deleted by the next run of ForgetOldBackups.</param>
public sealed record ListedBackup(
    string Name, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, DateTimeOffset SnapshotAt, int SchemaVersion, int Tables, long Rows, long StoredBytes,
    DateTimeOffset? ProvenAt, IReadOnlyList<string> KeptBecause)
{
    public static ListedBackup Of(JudgedBackup judged)
    {
        BackupSummary backup = judged.Backup;
        return new ListedBackup(
            backup.Name, backup.StartedAt, backup.FinishedAt, backup.SnapshotAt, backup.SchemaVersion, backup.Tables, backup.Rows, backup.StoredBytes,
            judged.ProvenAt, judged.KeptBecause);
    }
}
