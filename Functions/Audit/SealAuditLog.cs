using System.Globalization;
using Glimmerglass.Data;
using Glimmerglass.Data.Audit;
using Glimmerglass.Data.Files;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Audit;

/// <summary>
/// Seals what was written to the audit log since the last time, and remembers in the store of files, in the ledger and in the log of the app where the chain ends.
/// Until then, an hour at most, somebody who owns the database could change a new row without a trace.
/// </summary>
public sealed class SealAuditLog(AuditSealStore seals, SealFiles files, JobLedger ledger, TimeProvider clock) : IJob
{
    private const int BatchSize = 20_000;
    private const int MaxBatches = 50;

    string IJob.Name => nameof(SealAuditLog);

    [Function(nameof(SealAuditLog))]
    public Task Run([TimerTrigger("%SealAuditLogSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var now = clock.Now();
        var (total, oldest) = (0, now);
        Sealing last;
        var batches = 0;
        do
        {
            last = await seals.Seal(now, BatchSize, cancel);
            total += last.Sealed;
            if (last.OldestAt < oldest) oldest = last.OldestAt.Value;
            progress.Report(new WorkProgress("Sealing the audit log", Rows: total));
        }
        while (last.Sealed == BatchSize && ++batches < MaxBatches);

        // Also when nothing was sealed: the last run may have died before it came to this.
        if (last.HeadPosition > 0) await files.Remember(last.HeadPosition, last.HeadHash, now, cancel);
        Telemetry.SealedAudit(last.HeadPosition, now - oldest);
        return string.Create(CultureInfo.InvariantCulture, $"Sealed {total} rows of the audit log. The chain ends at {last.HeadPosition} with {Convert.ToHexStringLower(last.HeadHash)}.");
    }
}
