using Glimmerglass.Data;
using Glimmerglass.Data.Backups;

namespace Glimmerglass.Functions.Backups;

/// <summary>The backups in the store as retention judges them now.</summary>
public sealed class BackupShelf(BackupFiles files, Settings settings, TimeProvider clock)
{
    // Three a day for more than a year. What lies behind them is judged when they are fewer.
    private const int MostBackups = 1_500;

    /// <summary>Newest first. Nothing is changed.</summary>
    public async Task<IReadOnlyList<JudgedBackup>> Look(CancellationToken cancel)
    {
        var backups = await files.List(MostBackups, cancel);
        return Retention.Judge(backups, await Proven(), settings.BackupsKept, clock.Now());
    }

    /// <summary>When each backup was last proven, by its name.</summary>
    private static Task<IReadOnlyDictionary<string, DateTimeOffset>> Proven() =>
        Task.FromResult<IReadOnlyDictionary<string, DateTimeOffset>>(new Dictionary<string, DateTimeOffset>());
}
