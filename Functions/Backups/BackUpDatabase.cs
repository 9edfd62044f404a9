using Glimmerglass.Data;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Backups;

/// <summary>Takes a backup of the whole database as it is at one instant, into the store.</summary>
public sealed class BackUpDatabase(JobLedger ledger) : IJob
{
    string IJob.Name => nameof(BackUpDatabase);

    [Function(nameof(BackUpDatabase))]
    public Task Run([TimerTrigger("%BackUpDatabaseSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel) => throw new NotSupportedException();
}
