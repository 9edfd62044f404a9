using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Orders;

/// <summary>One order, to those who may see it.</summary>
public sealed class GetOrder(OrderStore orders)
{
    [Function(nameof(GetOrder)), Needs(Permission.ReadOrders)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "orders/{id:guid}")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        if (new QueryReader(request).Refuse() is { } malformed) return Answer.Refuse(malformed);

        var order = await orders.Find(id, Caller.Of(request).Scope, cancel);

        return order is null ? Answer.Refuse(Refusal.NotFound("order")) : Answer.Resource(request, order, order.Version);
    }
}
