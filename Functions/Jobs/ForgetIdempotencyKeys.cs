using Glimmerglass.Data;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Data.Jobs;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Jobs;

/// <summary>
/// Deletes idempotency keys past their 24 hours, those of requests for jobs among them, and runs of jobs that nobody asks about any more. All of them are
/// dead already; this keeps their tables small.
/// </summary>
public sealed class ForgetIdempotencyKeys(IdempotencyStore keys, JobRunStore runs, JobLedger ledger, TimeProvider clock) : IJob
{
    private const int BatchSize = 5_000;
    private const int MaxBatches = 200;

    string IJob.Name => nameof(ForgetIdempotencyKeys);

    [Function(nameof(ForgetIdempotencyKeys))]
    public Task Run([TimerTrigger("%ForgetIdempotencyKeysSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var now = clock.Now();
        var answers = await InBatches(() => keys.Forget(now, BatchSize, cancel));
        var requests = await runs.ForgetRequests(now, cancel);
        var ended = await InBatches(() => runs.Forget(now, BatchSize, cancel));
        return FormattableString.Invariant($"Forgot {answers + requests} idempotency keys and {ended} old runs of jobs.");
    }

    private static async Task<int> InBatches(Func<Task<int>> forget)
    {
        var total = 0;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var forgotten = await forget();
            total += forgotten;
            if (forgotten < BatchSize) break;
        }
        return total;
    }
}
