using System.Globalization;
using Glimmerglass.Data;
using Glimmerglass.Data.Audit;
using Glimmerglass.Data.Files;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Audit;

/// <summary>
/// Verifies the whole audit log, and forgets what is past its time. A log that is not whole fails the run, and nothing of it is forgotten: it is evidence.
/// </summary>
public sealed partial class ProveAuditLog(
    AuditProof proof, AuditSealStore seals, SealFiles files, JobLedger ledger, Settings settings, TimeProvider clock, ILogger<ProveAuditLog> log) : IJob
{
    /// <summary>How long a row may wait for its seal before the run fails: sealing does not run.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(25);

    private const int BatchSize = 20_000;
    private const int MaxBatches = 50;

    string IJob.Name => nameof(ProveAuditLog);

    [Function(nameof(ProveAuditLog))]
    public Task Run([TimerTrigger("%ProveAuditLogSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var now = clock.Now();
        var found = await proof.Verify(await files.List(cancel), progress, cancel);
        foreach (var broken in found.Breaks)
        {
            Telemetry.AuditBroken(broken.Code);
            LogBroken(log, broken.Code, broken.Position, broken.AuditId, broken.Message);
        }
        if (AuditReport.Refuse(found, now - LongestWait) is { } sentence) throw new InvalidOperationException(sentence);

        var forgotten = await Forget(now, cancel);
        return string.Create(CultureInfo.InvariantCulture,
            $"The audit log is whole: {found.Rows} rows up to position {found.Through}, compared with {found.Witnesses} witnesses. Forgot {forgotten} rows after {settings.AuditRetentionYears} years.");
    }

    private async Task<int> Forget(DateTimeOffset now, CancellationToken cancel)
    {
        var total = 0;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var forgotten = await seals.Forget(now.AddYears(-settings.AuditRetentionYears), now, BatchSize, cancel);
            total += forgotten;
            if (forgotten < BatchSize) break;
        }
        return total;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The audit log is not whole: {Code} at position {Position}, row {AuditId}. {Sentence}")]
    private static partial void LogBroken(ILogger log, string code, long? position, long? auditId, string sentence);
}
