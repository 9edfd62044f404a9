using Glimmerglass.Data;
using Glimmerglass.Data.Backups;

namespace Glimmerglass.Functions.Backups;

/// <summary>The backups in the store as retention judges them now.</summary>
public sealed class BackupShelf(BackupFiles files, DrillStore drills, Settings settings, TimeProvider clock)
{
    // Three a day for more than a year. What lies behind them is judged when they are fewer.
    private const int MostBackups = 1_500;

    /// <summary>Newest first. Nothing is changed.</summary>
    public async Task<IReadOnlyList<JudgedBackup>> Look(CancellationToken cancel)
    {
        var backups = await files.List(MostBackups, cancel);
        var proven = (await drills.ProvenBackups(cancel)).ToDictionary(backup => backup.Name, backup => backup.ProvenAt);
        return Retention.Judge(backups, proven, settings.BackupsKept, clock.Now());
    }
}
