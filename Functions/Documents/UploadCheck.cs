using System.Diagnostics;
using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions.Documents.Content;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// Checks what was uploaded and records the verdict. It may run any number of times on one blob, also at once: the first verdict stands.
/// The content is put where it belongs before the verdict is recorded, and leaves the incoming container after it, so a run that is cut off
/// anywhere is finished by the next one.
/// </summary>
public sealed partial class UploadCheck(
    VerdictStore verdicts, CanaryStore canaries, FileStore files, ContentPlace place, UploadConclusion conclusion, SecondOpinion opinion,
    Settings settings, TimeProvider clock, ILogger<UploadCheck> log)
{
    /// <summary>Checks the upload of this name. False: there is none, because nothing came or an earlier run finished it.</summary>
    public async Task<bool> Run(string documentId, CancellationToken cancel)
    {
        if (await files.FindIncoming(documentId, cancel) is not { } upload) return false;

        var known = Guid.TryParseExact(documentId, "D", out var id) && id.ToString("D") == documentId;
        var document = known ? await verdicts.Begin(id, clock.Now(), cancel) ?? await canaries.Begin(id, cancel) : null;
        if (document is { State: DocumentState.Checking or DocumentState.Failed })
        {
            await Check(document, upload, cancel);
        }
        else
        {
            await CleanUp(id, known, document, upload, cancel);
        }
        return true;
    }

    /// <summary>Fails the document of an upload that ended the process again and again, without reading it. It stays, to be checked once more later.</summary>
    public async Task GiveUp(string documentId, CancellationToken cancel)
    {
        if (await files.FindIncoming(documentId, cancel) is { } upload) await Fail(Guid.Parse(documentId), upload, cancel);
    }

    /// <summary>What lies there waits for no check: a run was cut off before it cleaned up, or the slot was used once more, or nobody announced it.</summary>
    private async Task CleanUp(Guid id, bool known, CheckedDocument? document, IncomingFile upload, CancellationToken cancel)
    {
        // Only an accepted document has kept content, and a run that was cut off may have left some.
        if (known && document is not { State: DocumentState.Accepted }) await place.TakeAway(id, cancel);

        if (document?.CheckedEtag == upload.ETag)
        {
            // The run that was cut off may not have looked for the scanner's word.
            if (settings.MalwareScan is not null && !document.IsCanary) await opinion.Conclude(id, cancel);
            await files.DeleteIncoming(upload.Name, upload.ETag, cancel);
            return;
        }
        LogStray(log, upload.Name);
        await files.MoveIncomingAside(upload.Name, cancel);
    }

    private async Task Check(CheckedDocument document, IncomingFile upload, CancellationToken cancel)
    {
        try
        {
            await CheckInTime(document, upload, cancel);
        }
        catch (FileGone)
        {
            // Another run finished this upload meanwhile.
        }
        catch (Exception) when (CheckAttempts.IsLastBeforeFailure(document.State, document.Attempts) && !cancel.IsCancellationRequested)
        {
            await Fail(document.Id, upload, cancel);
            throw;
        }
    }

    private async Task CheckInTime(CheckedDocument document, IncomingFile upload, CancellationToken cancel)
    {
        using var limited = new CancellationTokenSource(settings.CheckTimeLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancel);
        try
        {
            await Conclude(document, upload, either.Token);
        }
        catch (OperationCanceledException fault) when (limited.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"Checking {upload.Name} was expected to end within {settings.CheckTimeLimit.TotalSeconds:0} s and did not. Hint: CheckTimeLimitSeconds.", fault);
        }
    }

    private async Task Conclude(CheckedDocument document, IncomingFile upload, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        var verdict = await Judge(document, upload, cancel);
        if (document.IsCanary)
        {
            await conclusion.ConcludeCanary(document.Id, upload, verdict, cancel);
            return;
        }
        if (settings.MalwareScan is not null && verdict.State == DocumentState.Accepted)
        {
            await opinion.Await(document.Id, upload.ETag, verdict, cancel);
        }
        else
        {
            await conclusion.Conclude(document.Id, upload, verdict, cancel);

            // What we refuse waits for nobody, but may be worse than we know.
            if (settings.MalwareScan is not null) await opinion.Conclude(document.Id, cancel);
        }
        Telemetry.Checked(verdict.State, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>Says that the check itself fails. The upload stays, to be checked again.</summary>
    private async Task Fail(Guid documentId, IncomingFile upload, CancellationToken cancel)
    {
        if (await verdicts.Record(documentId, FileCheck.CheckFailed(upload.SizeBytes), upload.ETag, clock.Now(), cancel) is not null) Telemetry.Failed(ReasonCode.CheckFailed);
    }

    private async Task<Verdict> Judge(CheckedDocument document, IncomingFile upload, CancellationToken cancel)
    {
        if (document.PendingEtag == upload.ETag && document.PendingVerdict is { } waiting) return waiting;

        var announced = new Announced(document.Kind, document.FileName, document.ContentType, document.AnnouncedBytes, document.AnnouncedSha256);
        if (FileCheck.JudgeUnread(announced, upload.SizeBytes, settings.Uploads) is { } unread) return unread;

        using var scan = new ContentScan(upload.SizeBytes);
        try
        {
            await files.Read(upload.Name, upload.ETag, scan.Append, cancel);
        }
        catch (FileChanged)
        {
            return FileCheck.ChangedWhileChecking(upload.SizeBytes);
        }
        return FileCheck.Judge(announced, scan.Finish(), settings.Uploads);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upload {Name} belongs to no document that waits for one; it goes to quarantine.")]
    private static partial void LogStray(ILogger log, string name);
}
