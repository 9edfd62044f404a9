using System.Security.Cryptography;
using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// Sends a good and a bad file of our own the way of every upload (slot, link, event, check) and fails when a verdict is wrong or does not come: then
/// documents are not checked either, and nobody may have noticed.
/// </summary>
public sealed class ProveUploadCheck(CanaryStore canaries, CanaryFiles leftovers, FileStore files, JobLedger ledger, Settings settings, TimeProvider clock) : IJob
{
    private const int MaxEarlier = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    // No check runs this long, so whatever it left is all that it leaves.
    private static readonly TimeSpan LongestCheck = TimeSpan.FromMinutes(30);

    string IJob.Name => nameof(ProveUploadCheck);

    [Function(nameof(ProveUploadCheck))]
    public Task Run([TimerTrigger("%ProveUploadCheckSchedule%")] TimerInfo timer, CancellationToken cancel) => ledger.RunScheduled(this, cancel);

    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        var (outcome, complaint) = ("FAULT", (string?)null);
        try
        {
            await ForgetEarlier(cancel);
            var good = await Send(Canary.Good, cancel);
            var bad = await Send(Canary.Bad, cancel);
            var found = await Verdicts([good, bad], cancel);
            complaint = Canary.Complain(Of(good, found), Of(bad, found), clock.GetElapsedTime(started));
            outcome = complaint is null ? "RIGHT" : found.All(Canary.IsJudged) ? "WRONG" : "MISSING";

            // The rows stay until the next run: a check that is late may put something there still.
            foreach (var id in (Guid[])[good, bad]) await leftovers.Erase(id, cancel);
        }
        finally
        {
            Telemetry.Proved(outcome, clock.GetElapsedTime(started));
        }
        return complaint is null ? "A good file was accepted, and a bad one was refused for its script." : throw new InvalidOperationException(complaint);
    }

    private async Task<Guid> Send(Func<Guid, byte[]> make, CancellationToken cancel)
    {
        var (id, now) = (Guid.NewGuid(), clock.Now());
        var content = make(id);
        await canaries.Announce(new NewCanary(id, content.Length, SHA256.HashData(content), now), cancel);
        await CanaryFiles.Send(await files.SignUpload(id, Canary.ContentType, now + settings.UploadLifetime, cancel), content, cancel);
        return id;
    }

    /// <summary>The verdicts as soon as all are there, or what there is when the time is over.</summary>
    private async Task<IReadOnlyList<CanaryFinding>> Verdicts(Guid[] ids, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            await Task.Delay(Pause, clock, cancel);
            var found = await canaries.List(ids, cancel);
            if (found.All(Canary.IsJudged) || clock.GetElapsedTime(started) >= settings.CanaryTimeLimit) return found;
        }
    }

    private async Task ForgetEarlier(CancellationToken cancel)
    {
        var earlier = await canaries.ListEarlier(clock.GetUtcNow() - LongestCheck, MaxEarlier, cancel);
        if (earlier.Count == 0) return;

        foreach (var id in earlier) await leftovers.Erase(id, cancel);
        await canaries.Forget(earlier, cancel);
    }

    private static CanaryFinding? Of(Guid id, IReadOnlyList<CanaryFinding> found) => found.FirstOrDefault(one => one.Id == id);
}
