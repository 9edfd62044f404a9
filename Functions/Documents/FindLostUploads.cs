using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// Checks what lies in the incoming container for longer than 10 minutes: its event was lost, its check was cut off or failed, or nobody announced it.
/// The store is asked first, so a database that sleeps is woken, and the ledger has a run, only when there is something to do.
/// </summary>
public sealed class FindLostUploads(LostUploadStore lost, FileStore files, UploadCheck check, SecondOpinion opinion, JobLedger ledger, TimeProvider clock) : IJob
{
    private const int MaxUploads = 500;

    // With the longest check on top it ends well before the host's own limit.
    private static readonly TimeSpan TimeBudget = TimeSpan.FromMinutes(4);

    string IJob.Name => nameof(FindLostUploads);

    [Function(nameof(FindLostUploads))]
    public async Task Run([TimerTrigger("%FindLostUploadsSchedule%")] TimerInfo timer, CancellationToken cancel)
    {
        var now = clock.Now();
        var waiting = await files.ListIncoming(MaxUploads, cancel);
        Telemetry.OldestUpload(waiting is [var oldest, ..] ? now - oldest.ArrivedAt : TimeSpan.Zero);
        if (waiting.Any(upload => CheckAttempts.IsWorthALook(upload.ArrivedAt, LastRun(timer), now))) await ledger.RunScheduled(this, cancel);
    }

    async Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var now = clock.Now();
        var waiting = await files.ListIncoming(MaxUploads, cancel);
        var due = await Due([.. waiting.Where(upload => now - upload.ArrivedAt >= CheckAttempts.Patience)], now, cancel);
        var round = new Round();
        foreach (var upload in due)
        {
            if (clock.GetUtcNow() - now > TimeBudget) break;
            await round.Do(() => upload.IsGivenUp ? check.GiveUp(upload.Name, cancel) : check.Run(upload.Name, cancel), cancel);
        }
        var waits = new Round();
        await waits.Do(() => opinion.GiveUpWaiting(cancel), cancel);
        round.ThrowIfFailed("uploads");
        waits.ThrowIfFailed("looks at what waits for a second opinion");
        return FormattableString.Invariant($"Of {waiting.Count} uploads {due.Count} were due for a check, and {round.Done} were dealt with.");
    }

    private async Task<List<DueUpload>> Due(List<WaitingUpload> waiting, DateTimeOffset now, CancellationToken cancel)
    {
        var known = (await lost.List([.. waiting.Select(upload => Id(upload.Name)).OfType<Guid>()], cancel)).ToDictionary(one => one.Id);
        List<DueUpload> due = [];
        foreach (var upload in waiting)
        {
            var document = Id(upload.Name) is { } id ? known.GetValueOrDefault(id) : null;
            if (!CheckAttempts.IsDue(document, now - upload.ArrivedAt, now)) continue;
            Telemetry.FoundLost(document?.State);
            due.Add(new DueUpload(upload.Name, CheckAttempts.HaveNeverEnded(document, now)));
        }
        return due;
    }

    private static Guid? Id(string name) => Guid.TryParseExact(name, "D", out var id) ? id : null;

    /// <summary>Null: the host knows of no run before this one.</summary>
    private static DateTimeOffset? LastRun(TimerInfo timer) =>
        timer.ScheduleStatus is { Last: var last } && last != default ? new DateTimeOffset(last.ToUniversalTime()) : null;

    private sealed record DueUpload(string Name, bool IsGivenUp);
}
