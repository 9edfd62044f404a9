using Glimmerglass.Data;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Drift;

/// <summary>Compares what should be with what is: schema, migrations, settings, blobs and ledgers.</summary>
public sealed class CheckDrift(JobLedger ledger) : IJob
{
    string IJob.Name => nameof(CheckDrift);

    [Function(nameof(CheckDrift))]
    public Task Run([TimerTrigger("%CheckDriftSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel) => throw new NotSupportedException();
}
