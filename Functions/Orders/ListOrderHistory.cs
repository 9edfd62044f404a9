using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Orders;

/// <summary>What happened to an order, newest first; a dealer gets what is meant for it, without the e-mails of others.</summary>
public sealed class ListOrderHistory(OrderHistoryStore history)
{
    private sealed record Place(long Id);

    [Function(nameof(ListOrderHistory)), Needs(Permission.ReadOrders)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "orders/{id:guid}/history")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var query = new QueryReader(request);
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Refuse() is { } malformed) return Answer.Refuse(malformed);

        var list = $"{nameof(ListOrderHistory)} {caller.UserId} {id}";
        var after = cursor is null ? null : Cursor.Read<Place>(list, cursor);
        if (cursor is not null && after is null) return Answer.Refuse(Refusal.InvalidCursor());

        var found = await history.List(id, caller.Scope, caller.UserId, after?.Id, limit + 1, cancel);
        if (found is null) return Answer.Refuse(Refusal.NotFound("order"));

        var items = found.Take(limit).ToList();
        return Answer.Ok(new { items, next = found.Count > limit ? Cursor.Write(list, new Place(items[^1].Id)) : null });
    }
}
