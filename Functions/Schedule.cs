using NCrontab;

namespace Glimmerglass.Functions;

/// <summary>When a job is due, in UTC, so that no day has an hour more or less: six fields of NCRONTAB, seconds first.</summary>
public sealed class Schedule
{
    /// <summary>A timer may fire a little before its time; that is this time still, and not the one before.</summary>
    public static readonly TimeSpan Early = TimeSpan.FromSeconds(5);

    /// <summary>How far back a time that was missed is looked for: enough for a leap day.</summary>
    private static readonly TimeSpan[] Windows = [TimeSpan.FromHours(1), TimeSpan.FromDays(2), TimeSpan.FromDays(40), TimeSpan.FromDays(9 * 366)];

    private static readonly CrontabSchedule.ParseOptions WithSeconds = new() { IncludingSeconds = true };

    private readonly CrontabSchedule cron;

    private Schedule(string expression, CrontabSchedule cron)
    {
        Expression = expression;
        this.cron = cron;
    }

    public string Expression { get; }

    /// <exception cref="FormatException">It is no six-field expression.</exception>
    public static Schedule Parse(string expression)
    {
        try
        {
            return new Schedule(expression, CrontabSchedule.Parse(expression, WithSeconds));
        }
        catch (CrontabException bad)
        {
            throw new FormatException($"{bad.Message} Expected are six fields, seconds first, as in '0 30 2 * * *'.", bad);
        }
    }

    /// <summary>The time that is due: the last one up to now. Null: there was none in nine years.</summary>
    public DateTimeOffset? Due(DateTimeOffset now)
    {
        var until = (now + Early).UtcDateTime.AddTicks(1);
        foreach (var window in Windows)
        {
            DateTime? last = null;
            foreach (var time in cron.GetNextOccurrences(until - window, until)) last = time;
            if (last is { } due) return new DateTimeOffset(due, TimeSpan.Zero);
        }
        return null;
    }

    /// <summary>The first time after now; null for never.</summary>
    public DateTimeOffset? Next(DateTimeOffset now)
    {
        var next = cron.GetNextOccurrence(now.UtcDateTime);
        return next == DateTime.MaxValue ? null : new DateTimeOffset(next, TimeSpan.Zero);
    }
}
