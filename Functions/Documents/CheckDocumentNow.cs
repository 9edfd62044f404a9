using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// Checks an upload that has no verdict yet while the caller waits, and answers the document as it then is. A request that runs out of time loses nothing:
/// the timer, or the next request, finishes it. It makes nothing that could be made twice, so it keeps no answer with an Idempotency-Key.
/// </summary>
public sealed class CheckDocumentNow(DocumentStore documents, UploadCheck check)
{
    [Function(nameof(CheckDocumentNow)), Needs(Permission.EditDocuments)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "documents/{id:guid}/check")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var scope = Caller.Of(request).Scope;
        if (new QueryReader(request).Refuse() is { } malformed) return Answer.Refuse(malformed);

        var document = await documents.Find(id, scope, cancel);
        if (document is null) return Answer.Refuse(Refusal.NotFound("document"));
        if (IsJudged(document.State)) return Answer.Refuse(Refusal.DocumentCheckedAlready(document.State));
        if (document.State == DocumentState.Expired) return Answer.Refuse(Refusal.NothingUploaded());

        var found = await check.Run(id.ToString("D"), cancel);
        document = await documents.Find(id, scope, cancel);
        if (document is null) return Answer.Refuse(Refusal.NotFound("document"));

        // Nothing lies there either because nothing came, or because another run had its verdict just now.
        return found || IsJudged(document.State) ? Answer.Versioned(DocumentAnswer.For(document, toDealer: false), document.Version) : Answer.Refuse(Refusal.NothingUploaded());
    }

    private static bool IsJudged(DocumentState state) => state is DocumentState.Accepted or DocumentState.Rejected or DocumentState.Infected;
}
