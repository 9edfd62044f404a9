using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>Lets a rejected document count, for a reason that is written down. Its content comes back from quarantine before its row says so.</summary>
public sealed class ReleaseDocument(ReleaseStore releases, FileStore files, ContentPlace place, Idempotency idempotency, TimeProvider clock)
{
    private const int MinReasonLength = 3;
    private const int MaxReasonLength = 1000;

    public sealed record Body(string? Reason = null);

    [Function(nameof(ReleaseDocument)), Needs(Permission.ReleaseDocuments)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "documents/{id:guid}/release")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var body = await request.Read<Body>(cancel);
        var claim = Idempotency.Claim(request, nameof(ReleaseDocument));
        var now = clock.Now();

        if (await releases.Find(id, caller.Scope, claim, now, cancel) is not var (document, content, earlier)) return Answer.Refuse(Refusal.NotFound("document"));
        if (Idempotency.Replay(claim, earlier) is { } replay) return replay;
        if (request.Headers.IfMatch.Count > 0 && ETags.RefuseUnlessMatched(request, document.Version) is { } unmatched) return Answer.Refuse(unmatched);
        var violations = new Violations();
        var reason = violations.Text(body.Reason, "reason", MaxReasonLength);
        violations.Unless(reason?.Length >= MinReasonLength, "reason", "Say in 3 to 1,000 characters why this document may count.");
        if ((violations.Refuse() ?? ReleaseGate.Refuse(document, content)) is { } refusal) return Answer.Refuse(refusal);

        var released = document with { State = DocumentState.Accepted, Version = document.Version + 1, ReleasedAt = now, ReleaseReason = reason };
        var answer = Answer.Versioned(DocumentAnswer.For(released, caller.IsDealer), released.Version);
        var release = new Release(document, content.CheckedEtag!, reason!, caller.Actor, now);
        if (await Move(release, claim, answer, cancel) is not { } outcome) return Answer.Refuse(ReleaseGate.NotThere());

        return await idempotency.Conclude(outcome, claim, answer, cancel);
    }

    /// <summary>The content first, then the row, as for every document that counts. Null: what was judged is not in quarantine any more.</summary>
    private async Task<WriteOutcome?> Move(Release release, IdempotencyClaim? claim, JsonAnswer answer, CancellationToken cancel)
    {
        var outcome = WriteOutcome.Stale;
        try
        {
            await files.KeepFromQuarantine(release.Document.Id, release.JudgedEtag, cancel);
            outcome = await releases.Release(release, claim, answer.Keep(), cancel);
        }
        catch (Exception missing) when (missing is FileGone or FileChanged)
        {
            return null;
        }
        finally
        {
            // Others may have deleted the document, released it too, or taken the copy away, between the copy and the row.
            if (outcome == WriteOutcome.Done) await place.PutBack(release.Document.Id, release.JudgedEtag, CancellationToken.None);
            else await place.Agree(release.Document.Id, CancellationToken.None);
        }
        return outcome;
    }
}
