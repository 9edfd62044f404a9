using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>The documents of an order, oldest first; a dealer gets those that are visible to it.</summary>
public sealed class ListDocuments(DocumentStore documents)
{
    [Function(nameof(ListDocuments)), Needs(Permission.ReadDocuments)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "orders/{id:guid}/documents")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var query = new QueryReader(request);
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Refuse() is { } malformed) return Answer.Refuse(malformed);

        var list = $"{nameof(ListDocuments)} {caller.UserId} {id}";
        var after = cursor is null ? null : Cursor.Read<DocumentPlace>(list, cursor);
        if (cursor is not null && after is null) return Answer.Refuse(Refusal.InvalidCursor());

        var found = await documents.List(id, caller.Scope, after, limit + 1, cancel);
        if (found is null) return Answer.Refuse(Refusal.NotFound("order"));

        var items = found.Take(limit).Select(document => DocumentAnswer.For(document, caller.IsDealer)).ToList();
        return Answer.Ok(new { items, next = found.Count > limit ? Cursor.Write(list, new DocumentPlace(items[^1].CreatedAt, items[^1].Id)) : null });
    }
}
