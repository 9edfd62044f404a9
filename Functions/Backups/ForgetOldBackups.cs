using Glimmerglass.Data;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Backups;

/// <summary>Deletes the backups that no rule of retention keeps.</summary>
public sealed class ForgetOldBackups(JobLedger ledger) : IJob
{
    string IJob.Name => nameof(ForgetOldBackups);

    [Function(nameof(ForgetOldBackups))]
    public Task Run([TimerTrigger("%ForgetOldBackupsSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel) => throw new NotSupportedException();
}
