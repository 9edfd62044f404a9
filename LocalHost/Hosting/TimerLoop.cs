using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Runs one timer function at its times, never twice at once. A time that passes during a run is skipped.</summary>
internal sealed partial class TimerLoop(TimerPlan plan, EventRun run, TimerStatusFile record, TimeProvider clock, ILogger log)
{
    // Longer waits than a timer can hold are waited in pieces.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    public async Task Run(CancellationToken stopping)
    {
        var started = clock.GetUtcNow();
        var isMonitored = plan.UseMonitor && plan.Schedule.IsMonitored(started);
        var isPastDue = isMonitored && IsPastDue(started);
        if (isMonitored && Recorded() is null) Record(default, started);

        if (isPastDue || plan.RunOnStartup) await Fire(isMonitored, isPastDue, stopping);

        var from = clock.GetUtcNow();
        while (plan.Schedule.Next(from) is { } due && await IsDue(due, stopping))
        {
            await Fire(isMonitored, isPastDue: false, stopping);
            from = Later(due, clock.GetUtcNow());
        }
    }

    private bool IsPastDue(DateTimeOffset now) =>
        Recorded() is { } status && plan.Schedule.Next(new DateTimeOffset(status.LastUpdated, TimeSpan.Zero)) < now;

    /// <summary>False when the host stops first.</summary>
    private async Task<bool> IsDue(DateTimeOffset due, CancellationToken stopping)
    {
        try
        {
            for (var left = due - clock.GetUtcNow(); left > TimeSpan.Zero; left = due - clock.GetUtcNow())
                await Task.Delay(WholeMilliseconds(left < LongestWait ? left : LongestWait), clock, stopping);

            return !stopping.IsCancellationRequested;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task Fire(bool isMonitored, bool isPastDue, CancellationToken stopping)
    {
        var at = clock.GetUtcNow();
        try
        {
            await run.Run(new TimerInfo { ScheduleStatus = isMonitored ? Recorded() : null, IsPastDue = isPastDue }, null, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Not recorded, so the next start catches up on it.
            return;
        }
        catch (Exception fault)
        {
            // The platform goes on to the next time too; the log is where a failed run is seen.
            LogFault(fault);
        }

        if (isMonitored) Record(at.UtcDateTime, clock.GetUtcNow());
    }

    private ScheduleStatus? Recorded()
    {
        try
        {
            return record.Read();
        }
        catch (Exception broken) when (broken is JsonException or IOException)
        {
            LogRecord(broken);
            return null;
        }
    }

    private void Record(DateTime last, DateTimeOffset now)
    {
        try
        {
            record.Write(new ScheduleStatus { Last = last, Next = plan.Schedule.Next(now)?.UtcDateTime ?? default, LastUpdated = now.UtcDateTime });
        }
        catch (IOException full)
        {
            LogRecord(full);
        }
    }

    // A delay drops fractions of a millisecond, and the loop would spin through the last one.
    private static TimeSpan WholeMilliseconds(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    [LoggerMessage(LogLevel.Error, "The timer's run failed. It runs again at its next time.")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(LogLevel.Warning, "The record of the timer's last run cannot be read or written; a run that was missed may stay so.")]
    private partial void LogRecord(Exception fault);
}
