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
public sealed partial class UploadCheck(VerdictStore verdicts, CanaryStore canaries, FileStore files, Settings settings, TimeProvider clock, ILogger<UploadCheck> log)
{
    private readonly ContentPlace place = new(verdicts, files);

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
        var verdict = await Settle(document, upload, await Judge(document, upload, cancel), cancel);
        var recorded = await Record(document, verdict, upload, cancel);
        if (recorded is not null)
        {
            if (!document.IsCanary) Count(recorded, Stopwatch.GetElapsedTime(started));
            LogVerdict(log, document.Id, verdict.State, string.Join(' ', verdict.Reasons.Select(reason => reason.Code)));
        }
        var state = recorded is not null ? verdict.State : await FindState(document, cancel);

        // Only an accepted document has kept content: this one may have been deleted, or judged otherwise, between its copy and its verdict.
        if (state != DocumentState.Accepted) await place.TakeAway(document.Id, cancel);
        await files.DeleteIncoming(upload.Name, upload.ETag, cancel);
    }

    private static void Count(Verdict recorded, TimeSpan duration)
    {
        Telemetry.Checked(recorded.State, recorded.SizeBytes, duration);
        Telemetry.Found(recorded.Reasons, recorded.Warnings);
    }

    /// <summary>Null: a verdict stood already. A canary has a table of its own, and nobody is told about it.</summary>
    private async Task<Verdict?> Record(CheckedDocument document, Verdict verdict, IncomingFile upload, CancellationToken cancel)
    {
        if (!document.IsCanary) return await verdicts.Record(document.Id, verdict, upload.ETag, clock.Now(), cancel);
        return await canaries.Record(document.Id, verdict, upload.ETag, cancel) ? verdict : null;
    }

    private Task<DocumentState?> FindState(CheckedDocument document, CancellationToken cancel) =>
        document.IsCanary ? canaries.FindState(document.Id, cancel) : verdicts.FindState(document.Id, cancel);

    /// <summary>Says that the check itself fails. The upload stays, to be checked again.</summary>
    private async Task Fail(Guid documentId, IncomingFile upload, CancellationToken cancel)
    {
        if (await verdicts.Record(documentId, FileCheck.CheckFailed(upload.SizeBytes), upload.ETag, clock.Now(), cancel) is not null) Telemetry.Failed(ReasonCode.CheckFailed);
    }

    private async Task<Verdict> Judge(CheckedDocument document, IncomingFile upload, CancellationToken cancel)
    {
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

    /// <summary>Puts the content where the verdict says. What was replaced since it was read is not what was checked: that is a verdict of its own.</summary>
    private async Task<Verdict> Settle(CheckedDocument document, IncomingFile upload, Verdict verdict, CancellationToken cancel)
    {
        try
        {
            if (verdict.State == DocumentState.Accepted) await files.Keep(document.Id, upload.ETag, cancel);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upload {Name} belongs to no document that waits for one; it goes to quarantine.")]
    private static partial void LogStray(ILogger log, string name);
}
