using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>Removes a document from its order. Its content goes to quarantine.</summary>
public sealed class DeleteDocument(DocumentStore documents, FileStore files, TimeProvider clock)
{
    [Function(nameof(DeleteDocument)), Needs(Permission.EditDocuments)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "documents/{id:guid}")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        if (new QueryReader(request).Refuse() is { } malformed) return Answer.Refuse(malformed);

        var document = await documents.Find(id, caller.Scope, cancel);
        if (document is null) return Answer.Refuse(Refusal.NotFound("document"));
        if (request.Headers.IfMatch.Count > 0 && ETags.RefuseUnlessMatched(request, document.Version) is { } unmatched) return Answer.Refuse(unmatched);

        // The copy comes first, so that nothing was done while the store is away; the row before its blob, so that no row is ever without one.
        var kept = await files.CopyToQuarantine(id, cancel);
        if (!await documents.Delete(document, caller.Actor, clock.Now(), cancel)) return Answer.Refuse(Refusal.Stale());
        if (kept is not null && !await files.DeleteKept(id, kept, CancellationToken.None)) await files.MoveToQuarantine(id, CancellationToken.None);

        // What was never judged still lies where it was uploaded.
        if (document.State != DocumentState.Accepted) await files.MoveIncomingAside(id.ToString("D"), CancellationToken.None);

        return Answer.NoContent();
    }
}
