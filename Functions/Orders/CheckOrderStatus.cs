using Glimmerglass.Data;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Orders;

/// <summary>The status check: for each possible next move whether it is allowed, and all that is missing. The move itself asks the same gate.</summary>
public sealed class CheckOrderStatus(OrderStore orders, TimeProvider clock)
{
    public sealed record View(Guid OrderId, string Number, OrderStatus Status, int Version, OrderStatus? ExpectedNext, IReadOnlyList<Move> Moves);

    /// <summary>One way from here. <paramref name="Kind"/> is null and <paramref name="Code"/> says why when no way leads there.</summary>
    public sealed record Move(OrderStatus To, MoveKind? Kind, bool Allowed, bool CommentRequired, string? Code, Requirement Required, Requirement Missing, IReadOnlyList<Blocker> Blockers);

    [Function(nameof(CheckOrderStatus)), Needs(Permission.ReadOrders)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "orders/{id:guid}/status")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var query = new QueryReader(request);
        var to = query.Word<OrderStatus>("to");
        if (query.Refuse() is { } malformed) return Answer.Refuse(malformed);

        var found = await orders.FindAtGate(id, caller.Scope, null, clock.Now(), cancel);
        if (found is not { Order: var order, Facts: var facts }) return Answer.Refuse(Refusal.NotFound("order"));

        IEnumerable<OrderStatus> targets = to is { } asked ? [asked] : StatusMove.Ways(order);
        var moves = targets.Select(target => Judge(order, target, facts, caller.IsDealer)).ToList();
        var view = new View(order.Id, order.Number, order.Status, order.Version, StatusMove.ExpectedNext(order), moves);
        return Answer.Resource(request, view, order.Version);
    }

    private static Move Judge(Order order, OrderStatus to, GateFacts facts, bool seenByDealer)
    {
        var nothing = new Requirement([], []);
        if (StatusMove.KindOf(order, to) is not { } kind) return new Move(to, null, false, false, "INVALID_TRANSITION", nothing, nothing, []);

        var verdict = StatusGate.Judge(order, StatusMove.Gates(kind, to), facts, seenByDealer);
        return new Move(to, kind, verdict.IsOpen, StatusMove.NeedsComment(kind), verdict.IsOpen ? null : "MISSING_REQUIREMENTS",
            verdict.Required, verdict.Missing, verdict.Blockers);
    }
}
