using Glimmerglass.Data;
using Glimmerglass.Data.Drift;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Drift;

/// <summary>
/// Compares what should be with what is: schema, migrations, settings, blobs and ledgers. A check that finds drift succeeds as a job, because the finding
/// is the alarm; one that could not compare something records what it has and fails, because nobody may take its silence for an answer.
/// </summary>
public sealed partial class CheckDrift(
    IEnumerable<IDriftSource> sources, IReadOnlyList<AllowedDrift> allowed, DriftStore drift, JobLedger ledger, TimeProvider clock, ILogger<CheckDrift> log) : IJob
{
    private const int MaxForgotten = 1_000;

    /// <summary>How long checks are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    string IJob.Name => nameof(CheckDrift);

    [Function(nameof(CheckDrift))]
    public Task Run([TimerTrigger("%CheckDriftSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    /// <exception cref="DriftNotCompared">Something could not be compared; what was compared is recorded.</exception>
    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var startedAt = clock.Now();
        List<DriftReading> readings = [];
        List<Exception> faults = [];
        foreach (var source in sources)
        {
            progress.Report(new WorkProgress($"comparing {source.What}"));
            readings.Add(await Read(source, startedAt, progress, faults, cancel));
        }
        var check = DriftJudgement.Judge(readings, allowed, Migrator.Scripts()[^1].Version, startedAt, clock.Now());
        await drift.Record(check, cancel);
        await drift.Forget(startedAt - Kept, MaxForgotten, cancel);

        Tell(check);
        var sentence = DriftReport.Sentence(check);
        return faults.Count == 0 ? sentence : throw new DriftNotCompared($"{sentence} {string.Join(' ', DriftReport.Missing(check).Select(one => one.Why))}", faults[0]);
    }

    private static async Task<DriftReading> Read(IDriftSource source, DateTimeOffset now, IProgress<WorkProgress> progress, List<Exception> faults, CancellationToken cancel)
    {
        try
        {
            return await source.Read(now, progress, cancel);
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            faults.Add(fault);
            return new DriftReading { NotCompared = [new NotCompared(source.Kind, source.What, FaultLine.Of(fault), ByDesign: false)] };
        }
    }

    /// <summary>The same in the log and in the metrics as in the rows.</summary>
    private void Tell(DriftCheck check)
    {
        foreach (var finding in check.Findings) LogFinding(log, finding.Kind, finding.Severity, finding.Subject, finding.Name, finding.Expected, finding.Found);
        foreach (var missing in DriftReport.Missing(check)) LogNotCompared(log, missing.What, missing.Why);
        foreach (var kind in Enum.GetValues<DriftKind>()) Tell(kind, check);
        Telemetry.DriftChecked(check.Outcome, check.FinishedAt, check.FinishedAt - check.StartedAt);
    }

    /// <summary>Of a kind that could not be compared nothing is said, unless something was found all the same: a nought would end an alarm.</summary>
    private static void Tell(DriftKind kind, DriftCheck check)
    {
        var findings = check.Findings.Count(finding => finding.Kind == kind && finding.IsDrift);
        if (findings > 0 || DriftReport.Missing(check).All(missing => missing.Kind != kind)) Telemetry.Drifted(kind, findings);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Drift in {Kind}, {Severity}: {Subject} {Name} was expected to be '{Expected}' and is '{Found}'.")]
    private static partial void LogFinding(ILogger log, DriftKind kind, DriftSeverity severity, string subject, string name, string expected, string found);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A check of drift could not compare {What}. {Why}")]
    private static partial void LogNotCompared(ILogger log, string what, string why);
}

/// <summary>A check of drift that could not compare everything; the message says what it found and what not.</summary>
public sealed class DriftNotCompared(string message, Exception cause) : Exception(message, cause);
