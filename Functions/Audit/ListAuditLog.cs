using Glimmerglass.Data.Audit;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Audit;

/// <summary>The audit log by filter, newest first, a page at a time.</summary>
public sealed class ListAuditLog(AuditStore audit)
{
    [Function(nameof(ListAuditLog)), Needs(Permission.ReadAudit)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit")] HttpRequest request)
    {
        var query = new QueryReader(request);
        var filter = new AuditFilter
        {
            Action = query.Word<AuditAction>("action"),
            ActorId = query.Id("actorId"),
            OrderId = query.Id("orderId"),
            DealerId = query.Id("dealerId"),
            From = query.Instant("from"),
            To = query.Instant("to"),
        };
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Refuse() is { } malformed) return Answer.Refuse(malformed);

        var list = $"{nameof(ListAuditLog)} {Caller.Of(request).UserId} {filter}";
        var after = cursor is null ? null : Cursor.Read<AuditPlace>(list, cursor);
        if (cursor is not null && after is null) return Answer.Refuse(Refusal.InvalidCursor());

        var found = await audit.List(filter, after, limit + 1, request.HttpContext.RequestAborted);

        var items = found.Take(limit).ToList();
        return Answer.Ok(new { items, next = found.Count > limit ? Cursor.Write(list, new AuditPlace(items[^1].CreatedAt, items[^1].Id)) : null });
    }
}
