using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>Shows a document to the dealer, or hides it.</summary>
public sealed class ChangeDocument(DocumentStore documents, TimeProvider clock)
{
    public sealed record Body(bool? VisibleToDealer = null);

    [Function(nameof(ChangeDocument)), Needs(Permission.EditDocuments)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "documents/{id:guid}")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var body = await request.Read<Body>(cancel);

        var document = await documents.Find(id, caller.Scope, cancel);
        if (document is null) return Answer.Refuse(Refusal.NotFound("document"));
        if (request.Headers.IfMatch.Count > 0 && ETags.RefuseUnlessMatched(request, document.Version) is { } unmatched) return Answer.Refuse(unmatched);
        if (body.VisibleToDealer is not { } visible || visible == document.VisibleToDealer) return Told(document);

        var changed = document with { VisibleToDealer = visible, Version = document.Version + 1 };
        return await documents.ChangeVisibility(document, visible, caller.Actor, clock.Now(), cancel)
            ? Told(changed)
            : Answer.Refuse(Refusal.Stale());
    }

    // Only admins change documents.
    private static JsonAnswer Told(Document document) => Answer.Versioned(DocumentAnswer.For(document, toDealer: false), document.Version);
}
