using Glimmerglass.Data;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Backups;

/// <summary>Restores the newest backup into a scratch database and proves that it is whole.</summary>
public sealed class ProveNewestBackup(JobLedger ledger) : IJob
{
    string IJob.Name => nameof(ProveNewestBackup);

    [Function(nameof(ProveNewestBackup))]
    public Task Run([TimerTrigger("%ProveNewestBackupSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel) => throw new NotSupportedException();
}
