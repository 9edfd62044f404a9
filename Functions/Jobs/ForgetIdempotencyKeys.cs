using Glimmerglass.Data;
using Glimmerglass.Data.Idempotency;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Jobs;

/// <summary>Deletes idempotency keys past their 24 hours. They are dead already; this keeps their table small.</summary>
public sealed class ForgetIdempotencyKeys(IdempotencyStore keys, JobLedger ledger, TimeProvider clock) : IJob
{
    private const int BatchSize = 5_000;
    private const int MaxBatches = 200;

    string IJob.Name => nameof(ForgetIdempotencyKeys);

    [Function(nameof(ForgetIdempotencyKeys))]
    public Task Run([TimerTrigger("%ForgetIdempotencyKeysSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var total = 0;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var forgotten = await keys.Forget(clock.GetUtcNow(), BatchSize, cancel);
            total += forgotten;
            if (forgotten < BatchSize) break;
        }
        return FormattableString.Invariant($"Forgot {total} idempotency keys.");
    }
}
