using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>One document with its state and, when it was refused, the reasons.</summary>
public sealed class GetDocument(DocumentStore documents)
{
    [Function(nameof(GetDocument)), Needs(Permission.ReadDocuments)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "documents/{id:guid}")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        if (new QueryReader(request).Refuse() is { } malformed) return Answer.Refuse(malformed);

        var caller = Caller.Of(request);
        var document = await documents.Find(id, caller.Scope, cancel);

        return document is null
            ? Answer.Refuse(Refusal.NotFound("document"))
            : Answer.Resource(request, DocumentAnswer.For(document, caller.IsDealer), document.Version);
    }
}
