using Glimmerglass.Data;
using Glimmerglass.Data.Jobs;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions;

/// <summary>
/// Runs jobs by the ledger: once for each scheduled time over any number of instances, never twice at once, and with a record of how each run ended.
/// </summary>
public sealed partial class JobLedger(JobRunStore runs, Settings settings, TimeProvider clock, ILogger<JobLedger> log)
{
    /// <summary>How often a run gives a sign of life.</summary>
    public static readonly TimeSpan Pulse = TimeSpan.FromSeconds(30);

    // Two signs of life less than what makes a run dead to others: one that is tried and times out, and one to end in.
    private static readonly TimeSpan LongestSilence = JobRunStore.SilenceOfTheDead - (2 * Pulse);

    /// <summary>Runs the job for the time that its schedule means by now, which may have passed long ago. Nothing happens if that time had its run.</summary>
    public async Task RunScheduled(IJob job, CancellationToken cancel)
    {
        var now = clock.Now();
        if (settings.Schedules[job.Name].Due(now) is not { } due) return;

        var start = await runs.Begin(new NewJobRun(job.Name, JobOrigin.Schedule, due), now, cancel);
        if (!start.Begun)
        {
            LogNotBegun(log, job.Name, due, start.Run.Id);
            return;
        }
        Telemetry.JobStarted(job.Name, now - due);
        await Conduct(job, start.Run, NoProgress.Instance, cancel);
    }

    /// <summary>Asks the ledger for a run now, whatever the schedule says. A run that was begun is to be conducted.</summary>
    public Task<JobStart> Begin(IJob job, Guid startedBy, string? requestKey, CancellationToken cancel) =>
        runs.Begin(new NewJobRun(job.Name, JobOrigin.Door, null, startedBy, requestKey), clock.Now(), cancel);

    /// <summary>Runs the job now for somebody at a terminal. Null: it runs already, and nothing was done.</summary>
    public async Task<JobRun?> RunByCommand(IJob job, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var start = await runs.Begin(new NewJobRun(job.Name, JobOrigin.Command, null), clock.Now(), cancel);
        return start.Begun ? await Conduct(job, start.Run, progress, cancel) : null;
    }

    /// <summary>A run as the ledger has it now.</summary>
    public Task<JobRun?> Find(long runId, CancellationToken cancel) => runs.Find(runId, cancel);

    /// <summary>Does the work of a run that was begun, gives its signs of life, and records how it ended. A failure is recorded, then thrown.</summary>
    public async Task<JobRun?> Conduct(IJob job, JobRun run, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var beating = Beat(run.Id, stop);
        var started = clock.GetTimestamp();
        try
        {
            var summary = await Work(job, run, progress, started, stop, cancel);

            // Outside of what makes a failure: work that was done is abandoned at worst, when the ledger cannot be told.
            return await Finish(job, run, JobOutcome.Succeeded, summary, null, started);
        }
        finally
        {
            await stop.CancelAsync();
            await beating;
        }
    }

    private async Task<string> Work(IJob job, JobRun run, IProgress<WorkProgress> progress, long started, CancellationTokenSource stop, CancellationToken cancel)
    {
        try
        {
            return await job.Work(progress, stop.Token);
        }
        catch (Exception fault)
        {
            await Fail(job, run, Sentence(fault, cancel), started);
            throw;
        }
    }

    /// <summary>Records a failure if it can be: the job's own fault, which is thrown next, tells more than that the ledger is away.</summary>
    private async Task Fail(IJob job, JobRun run, string error, long started)
    {
        try
        {
            await Finish(job, run, JobOutcome.Failed, null, error, started);
        }
        catch (Exception away)
        {
            LogUnrecorded(log, away, job.Name, run.Id);
            Telemetry.JobFinished(job.Name, JobOutcome.Failed, clock.GetElapsedTime(started));
        }
    }

    private async Task<JobRun?> Finish(IJob job, JobRun run, JobOutcome outcome, string? summary, string? error, long started)
    {
        // Not with the run's own token: what was stopped is recorded, too.
        var closed = await runs.Finish(run.Id, outcome, summary, error, clock.Now(), CancellationToken.None);
        Telemetry.JobFinished(job.Name, closed?.Outcome ?? JobOutcome.Abandoned, clock.GetElapsedTime(started));
        LogFinished(log, job.Name, run.Id, closed?.Outcome ?? JobOutcome.Abandoned, summary ?? error ?? "");
        return closed;
    }

    /// <summary>
    /// Until the run is stopped. A run that the ledger took for dead, or will before the next sign of life, stops itself: another may be at the same work.
    /// </summary>
    private async Task Beat(long runId, CancellationTokenSource stop)
    {
        var heard = clock.Now();
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(Pulse, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested) return;
            try
            {
                if (!await runs.Beat(runId, clock.Now(), stop.Token)) await stop.CancelAsync();
                heard = clock.Now();
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                // The work ended while its sign of life was on its way.
            }
            catch (Exception missed)
            {
                // One beat less. The run is dead to the ledger only after several.
                LogMissedBeat(log, missed, runId);
                if (clock.Now() - heard >= LongestSilence) await stop.CancelAsync();
            }
        }
    }

    private static string Sentence(Exception fault, CancellationToken cancel)
    {
        if (fault is OperationCanceledException) return cancel.IsCancellationRequested ? "It was stopped with its host." : "It was stopped, because the ledger took it for dead or could not be told that it lives.";
        return FaultLine.Of(fault);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Job} did not begin for {DueAt}: run {RunId} is in its way.")]
    private static partial void LogNotBegun(ILogger log, string job, DateTimeOffset dueAt, long runId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Job} ended run {RunId}: {Outcome}. {Summary}")]
    private static partial void LogFinished(ILogger log, string job, long runId, JobOutcome outcome, string summary);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Job} failed in run {RunId}, and the ledger could not be told.")]
    private static partial void LogUnrecorded(ILogger log, Exception away, string job, long runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {RunId} could not give a sign of life.")]
    private static partial void LogMissedBeat(ILogger log, Exception missed, long runId);
}
