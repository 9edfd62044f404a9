using System.Globalization;
using Glimmerglass.Data.Backups;

namespace Glimmerglass.Functions.Backups;

/// <summary>How many days, ISO weeks and months keep a backup.</summary>
public sealed record KeptPeriods(int Days, int Weeks, int Months);

/// <summary>A backup, when it was last proven, and every reason to keep it; without one it goes.</summary>
public sealed record JudgedBackup(BackupSummary Backup, DateTimeOffset? ProvenAt, IReadOnlyList<string> KeptBecause)
{
    public bool IsKept => KeptBecause.Count > 0;
}

/// <summary>
/// Which backups are kept: the newest of each of the last days, weeks and months that have one, in UTC. Of several in one period the newest stands for it,
/// because it holds what the others hold and more. A night that was missed takes no place, so a time without backups costs none of the older ones.
/// Always kept are the newest, the newest that was proven, and what is dated in the future, which only a wrong clock explains.
/// </summary>
public static class Retention
{
    /// <summary>All of them, newest first. What is judged to go stays so, whatever backups are taken later.</summary>
    public static IReadOnlyList<JudgedBackup> Judge(
        IEnumerable<BackupSummary> backups, IReadOnlyDictionary<string, DateTimeOffset> proven, KeptPeriods periods, DateTimeOffset now)
    {
        var all = backups.OrderByDescending(backup => backup.StartedAt).ThenByDescending(backup => backup.Name, StringComparer.Ordinal).ToList();
        var past = all.Where(backup => backup.StartedAt <= now).ToList();
        var reasons = past.Take(1).Select(backup => (backup.Name, Reason: "newest"))
            .Concat(past.Where(backup => proven.ContainsKey(backup.Name)).Take(1).Select(backup => (backup.Name, Reason: "newest proven")))
            .Concat(NewestOfEach(past, Day, periods.Days))
            .Concat(NewestOfEach(past, Week, periods.Weeks))
            .Concat(NewestOfEach(past, Month, periods.Months))
            .Concat(all.Where(backup => backup.StartedAt > now).Select(backup => (backup.Name, Reason: "dated in the future")))
            .ToLookup(kept => kept.Name, kept => kept.Reason);
        return [.. all.Select(backup => new JudgedBackup(backup, proven.TryGetValue(backup.Name, out var at) ? at : null, [.. reasons[backup.Name]]))];
    }

    private static IEnumerable<(string Name, string Reason)> NewestOfEach(IEnumerable<BackupSummary> newestFirst, Func<DateTime, string> period, int count) =>
        newestFirst.GroupBy(backup => period(backup.StartedAt.UtcDateTime)).Take(count).Select(group => (group.First().Name, Reason: group.Key));

    private static string Day(DateTime at) => at.ToString("'day' yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Week(DateTime at) => string.Create(CultureInfo.InvariantCulture, $"week {ISOWeek.GetYear(at)}-W{ISOWeek.GetWeekOfYear(at):00}");

    private static string Month(DateTime at) => at.ToString("'month' yyyy-MM", CultureInfo.InvariantCulture);
}
