using System.Globalization;
using NCrontab;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>When a timer is due, in UTC: six-field NCRONTAB, or a fixed interval as hh:mm:ss.</summary>
internal sealed class TimerSchedule
{
    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };
    private static readonly TimeSpan MonitoredGap = TimeSpan.FromMinutes(1);

    private readonly CrontabSchedule? cron;
    private readonly TimeSpan interval;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval)
    {
        this.cron = cron;
        this.interval = interval;
    }

    /// <summary>Throws a FormatException that says what is wrong.</summary>
    public static TimerSchedule Parse(string expression)
    {
        if (expression.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(expression, CultureInfo.InvariantCulture, out var interval))
            return interval > TimeSpan.Zero ? new TimerSchedule(null, interval) : throw new FormatException("An interval must be longer than nothing.");

        try
        {
            return new TimerSchedule(CrontabSchedule.Parse(expression, WithSeconds), default);
        }
        catch (CrontabException bad)
        {
            throw new FormatException($"{bad.Message} Expected are six fields, seconds first, as in '0 30 2 * * *'.", bad);
        }
    }

    /// <summary>The first time after <paramref name="instant"/>; null for never.</summary>
    public DateTimeOffset? Next(DateTimeOffset instant)
    {
        if (cron is null) return instant + interval;

        var next = cron.GetNextOccurrence(instant.UtcDateTime);
        return next == DateTime.MaxValue ? null : new DateTimeOffset(next, TimeSpan.Zero);
    }

    /// <summary>Whether its runs are a minute or more apart. The platform keeps no record of anything more frequent.</summary>
    public bool IsMonitored(DateTimeOffset from)
    {
        var last = Next(from);
        for (var i = 0; i < 5 && last is { } before; i++)
        {
            last = Next(before);
            if (last - before < MonitoredGap) return false;
        }

        return true;
    }
}
