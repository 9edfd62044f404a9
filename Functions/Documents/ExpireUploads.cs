using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>Ends what will never have a verdict: slots that were not used within 24 hours, and documents whose upload is gone.</summary>
public sealed class ExpireUploads(
    LostUploadStore lost, VerdictStore verdicts, FileStore files, ContentPlace place, JobLedger ledger, TimeProvider clock) : IJob
{
    private const int BatchSize = 200;
    private const int MaxBatches = 50;

    // A link ends after an hour at most, and clocks differ by less.
    private static readonly TimeSpan SlotLifetime = TimeSpan.FromHours(24);

    // No check runs this long, so nobody is at it any more.
    private static readonly TimeSpan LongestCheck = TimeSpan.FromHours(1);

    private static readonly TimeSpan TimeBudget = TimeSpan.FromMinutes(8);

    string IJob.Name => nameof(ExpireUploads);

    [Function(nameof(ExpireUploads))]
    public Task Run([TimerTrigger("%ExpireUploadsSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var (now, round) = (clock.Now(), new Round());
        var expired = 0;
        await ForEachBatch((after, limit) => lost.ListUnused(now - SlotLifetime, after, limit, cancel), now, async batch =>
            await round.Do(async () => expired += await Expire(batch, now, cancel), cancel));

        var missing = 0;
        await ForEachBatch((after, limit) => lost.ListUnended(now - LongestCheck, after, limit, cancel), now, async batch =>
        {
            foreach (var document in batch) await round.Do(async () => missing += await Fail(document.Id, now, cancel) ? 1 : 0, cancel);
        });

        Telemetry.Unused(expired);
        round.ThrowIfFailed("documents or batches of slots");
        return FormattableString.Invariant($"Expired {expired} unused slots, and failed {missing} documents whose upload is gone.");
    }

    private async Task<int> Expire(IReadOnlyList<DocumentPlace> batch, DateTimeOffset now, CancellationToken cancel)
    {
        List<Guid> unused = [];
        foreach (var slot in batch)
        {
            // One that was used waits for its check, and the timer for lost uploads finds it.
            if (await files.FindIncoming(slot.Id.ToString("D"), cancel) is null) unused.Add(slot.Id);
        }
        return unused.Count == 0 ? 0 : await lost.Expire(unused, now, cancel);
    }

    /// <summary>
    /// Fails a document whose upload is gone without a verdict. A copy that a run had kept before it was cut off was never judged in writing, so it does
    /// not count and goes to quarantine. False: the upload is there, or somebody else had a verdict.
    /// </summary>
    private async Task<bool> Fail(Guid documentId, DateTimeOffset now, CancellationToken cancel)
    {
        if (await files.FindIncoming(documentId.ToString("D"), cancel) is not null) return false;
        if (await verdicts.Record(documentId, FileCheck.ContentMissing(), null, now, cancel) is null) return false;

        Telemetry.Failed(ReasonCode.ContentMissing);
        await place.TakeAway(documentId, cancel);
        return true;
    }

    private async Task ForEachBatch(Func<DocumentPlace?, int, Task<IReadOnlyList<DocumentPlace>>> list, DateTimeOffset started, Func<IReadOnlyList<DocumentPlace>, Task> work)
    {
        DocumentPlace? after = null;
        for (var count = 0; count < MaxBatches && clock.GetUtcNow() - started < TimeBudget; count++)
        {
            var batch = await list(after, BatchSize);
            if (batch.Count > 0) await work(batch);
            if (batch.Count < BatchSize) break;
            after = batch[^1];
        }
    }
}
