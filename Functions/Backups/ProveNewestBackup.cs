using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Backups;

/// <summary>
/// Restores the newest backup into a scratch database and proves that it is whole. A drill that did not pass is recorded with what it found, and is a failed
/// run: nobody may take a backup for good that is not.
/// </summary>
public sealed partial class ProveNewestBackup(DrillCourse course, DrillStore drills, JobLedger ledger, TimeProvider clock, ILogger<ProveNewestBackup> log) : IJob
{
    private const int MaxForgotten = 1_000;

    // Ten years of weeks: what an auditor may ask for.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(3_653);

    string IJob.Name => nameof(ProveNewestBackup);

    [Function(nameof(ProveNewestBackup))]
    public Task Run([TimerTrigger("%ProveNewestBackupSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    /// <exception cref="DrillFailedException">The drill did not pass; it is recorded.</exception>
    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var drill = await drills.Record(await course.Run(progress, cancel), cancel);
        await drills.Forget(clock.Now() - Kept, MaxForgotten, cancel);

        foreach (var finding in drill.Findings) LogFinding(log, drill.Backup ?? "none", finding.Check, finding.Subject, finding.Sentence);
        Telemetry.Drilled(drill, await drills.ProvenBackups(cancel) is [var newest, ..] ? newest.ProvenAt : null);
        return drill.Passed ? DrillReport.Sentence(drill) : throw new DrillFailedException(DrillReport.Sentence(drill));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A drill of the backup {Backup} found, by its check {Check}: {Subject} {Sentence}")]
    private static partial void LogFinding(ILogger log, string backup, DrillCheck check, string subject, string sentence);
}

/// <summary>A drill that did not pass; the message says why, and the drill is recorded with everything it found.</summary>
public sealed class DrillFailedException(string message) : Exception(message);
