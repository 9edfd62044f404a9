using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// Concludes a check: puts the content where the verdict says, records the verdict, and takes the upload away, in this order. It may be cut off
/// anywhere and repeated; the first verdict stands.
/// </summary>
public sealed partial class UploadConclusion(
    VerdictStore verdicts, CanaryStore canaries, FileStore files, ContentPlace place, TimeProvider clock, ILogger<UploadConclusion> log)
{
    /// <summary>The verdict as it was recorded; null when one stood already. Throws <see cref="FileGone"/> when another run took the upload away.</summary>
    public async Task<Verdict?> Conclude(Guid documentId, IncomingFile upload, Verdict judged, CancellationToken cancel)
    {
        var verdict = await Settle(documentId, upload, judged, cancel);
        var recorded = await verdicts.Record(documentId, verdict, upload.ETag, clock.Now(), cancel);
        if (recorded is not null)
        {
            Telemetry.Concluded(recorded);
            LogVerdict(log, documentId, recorded.State, string.Join(' ', recorded.Reasons.Select(reason => reason.Code)));
        }
        var state = recorded is not null ? recorded.State : await verdicts.FindState(documentId, cancel);

        // Only an accepted document has kept content: this one may have been deleted, or judged otherwise, between its copy and its verdict.
        if (state != DocumentState.Accepted) await place.TakeAway(documentId, cancel);
        await files.DeleteIncoming(upload.Name, upload.ETag, cancel);
        return recorded;
    }

    /// <summary>The same for a file of our own, of which nobody is told and nothing is counted.</summary>
    public async Task ConcludeCanary(Guid canaryId, IncomingFile upload, Verdict judged, CancellationToken cancel)
    {
        var verdict = await Settle(canaryId, upload, judged, cancel);
        await canaries.Record(canaryId, verdict, upload.ETag, cancel);
        await files.DeleteIncoming(upload.Name, upload.ETag, cancel);
    }

    /// <summary>Puts the content where the verdict says. What was replaced since it was read is not what was checked: that is a verdict of its own.</summary>
    private async Task<Verdict> Settle(Guid documentId, IncomingFile upload, Verdict verdict, CancellationToken cancel)
    {
        try
        {
            if (verdict.State == DocumentState.Accepted) await files.Keep(documentId, upload.ETag, cancel);
            else await files.Quarantine(upload.Name, upload.ETag, upload.Name, cancel);
            return verdict;
        }
        catch (FileChanged)
        {
            await files.MoveIncomingAside(upload.Name, cancel);
            return FileCheck.ChangedWhileChecking(upload.SizeBytes);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Document {DocumentId} is {State}. {Reasons}")]
    private static partial void LogVerdict(ILogger log, Guid documentId, DocumentState state, string reasons);
}
