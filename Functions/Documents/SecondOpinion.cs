using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// Brings our own verdict and the word of a malware scanner together, whichever comes first. Both are written before the other one is looked
/// for, so of two that come at once at least one finds the other.
/// </summary>
public sealed class SecondOpinion(ScanStore scans, FileStore files, UploadConclusion conclusion, ContentPlace place, Settings settings, TimeProvider clock)
{
    private const int MaxRounds = 4;
    private const int MaxAtOnce = 100;

    /// <summary>Lets a good verdict of ours wait, and concludes it when the scanner has spoken already.</summary>
    public async Task Await(Guid documentId, string etag, Verdict verdict, CancellationToken cancel)
    {
        await scans.Wait(documentId, etag, verdict, clock.Now(), cancel);
        await Conclude(documentId, cancel);
    }

    /// <summary>
    /// Hears a word of the scanner about a blob of ours: under its upload, or under the copy that is kept or in quarantine.
    /// False: it is about no content of a document that exists.
    /// </summary>
    public async Task<bool> Hear(ScanReport report, CancellationToken cancel)
    {
        if (await files.FindUploadOf(report.Blob, report.Etag, cancel) is not var (documentId, etag)) return false;

        var recorded = await scans.Record(new Scan(documentId, etag, report.Result, report.Detail, report.FinishedAt), clock.Now(), cancel);
        if (recorded.News) Telemetry.Scanned(report.Result);
        if (recorded.Known) await Conclude(documentId, cancel);
        return recorded.Known;
    }

    /// <summary>Does what the scanner's word about this document asks for, until nothing is left to do.</summary>
    public async Task Conclude(Guid documentId, CancellationToken cancel)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await scans.Find(documentId, cancel) is not { Result: { } result } standing) return;
            if (!await Act(standing, result, cancel)) return;
        }
    }

    /// <summary>
    /// For a timer: concludes what the scanner has answered and nobody heard to the end, and fails what has waited longer than the setting says.
    /// At most 100 of each at a time; says how many failed.
    /// </summary>
    public async Task<int> GiveUpWaiting(CancellationToken cancel)
    {
        if (settings.MalwareScan is not { } scan) return 0;

        foreach (var answered in await scans.ListAnswered(MaxAtOnce, cancel)) await Conclude(answered, cancel);
        var now = clock.Now();
        var failed = await scans.FailOverdue(now - scan.Wait, MaxAtOnce, ScanVerdict.ScanMissing(), now, cancel);
        if (failed > 0) Telemetry.ScansMissing(failed);
        return failed;
    }

    /// <summary>True: something was done, and more may be said meanwhile.</summary>
    private async Task<bool> Act(ScanStanding standing, ScanResult result, CancellationToken cancel)
    {
        if (standing is { PendingVerdict: { } pending, Etag: { } etag }) return await Decide(standing, pending, etag, result, cancel);
        if (result != ScanResult.Malicious) return false;

        if (standing.State is DocumentState.Accepted or DocumentState.Rejected)
        {
            var reason = ScanVerdict.Malware(standing.Detail);
            if (await scans.Condemn(standing.Id, standing.Etag!, reason, clock.Now(), cancel)) Telemetry.Condemned(reason);
        }

        // Also when a run before this one was cut off after its row.
        await place.Agree(standing.Id, cancel);
        return false;
    }

    private async Task<bool> Decide(ScanStanding standing, Verdict pending, string etag, ScanResult result, CancellationToken cancel)
    {
        if (ScanVerdict.Of(pending, result, standing.Detail) is not { } verdict)
        {
            var reason = ScanVerdict.ScanFailed(standing.Detail);
            if (await scans.FailOne(standing.Id, etag, reason, clock.Now(), cancel)) Telemetry.Failed(reason);
            return false;
        }
        try
        {
            var upload = new IncomingFile(standing.Id.ToString("D"), etag, pending.SizeBytes);
            var recorded = await conclusion.Conclude(standing.Id, upload, verdict, cancel);
            if (recorded is not null) Telemetry.WaitedForScan(clock.Now() - standing.WaitingSince!.Value);
            return true;
        }
        catch (FileGone)
        {
            // Another run finished this upload meanwhile.
            return false;
        }
    }
}
