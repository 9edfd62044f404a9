using Glimmerglass.Data;
using Glimmerglass.Data.Audit;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Orders;

/// <summary>Moves an order to another status: one step forward through its gate, one step back, canceled, or restored.</summary>
public sealed class ChangeOrderStatus(OrderStore orders, Idempotency idempotency, RefusalAudit audit, TimeProvider clock)
{
    public sealed record Body(OrderStatus To, string? Comment = null, Optional<string> SerialNumber = default);

    [Function(nameof(ChangeOrderStatus)), Needs(Permission.MoveOrders)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{id:guid}/status")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var body = await request.Read<Body>(cancel);
        var claim = Idempotency.Claim(request, nameof(ChangeOrderStatus));
        var violations = new Violations();
        var comment = violations.Text(body.Comment, "comment", 5000);
        var serial = violations.Text(body.SerialNumber.Value, "serialNumber", 100);
        if (violations.Refuse() is { } invalid) return Answer.Refuse(invalid);

        var found = await orders.FindAtGate(id, caller.Scope, claim, clock.Now(), cancel);
        if (found is not { Order: var order, Facts: var facts }) return Answer.Refuse(Refusal.NotFound("order"));
        if (Idempotency.Replay(claim, found.Earlier) is { } replay) return replay;
        if (ETags.RefuseUnlessMatched(request, order.Version) is { } unmatched) return Answer.Refuse(unmatched);

        var withSerial = body.SerialNumber.IsGiven ? order with { SerialNumber = serial } : order;
        if (StatusMove.Refuse(withSerial, body.To, comment, facts, out var blockers) is { } refusal)
        {
            foreach (var blocker in blockers) Telemetry.Blocked(body.To, blocker.Code.Word(), blocker.Subject);
            await audit.Record($"{id} {body.To}", Refused(order, body.To, refusal, blockers, caller));
            return Answer.Refuse(refusal);
        }

        var moved = StatusMove.Moved(withSerial, body.To, clock.Now());
        FieldChange[] changes = moved.SerialNumber == order.SerialNumber ? [] : [FieldChange.Of("serialNumber", order.SerialNumber, moved.SerialNumber)];
        var answer = Answer.Versioned(moved, moved.Version);
        var outcome = await orders.ChangeStatus(new StatusChange(order, moved, comment, changes, caller.Actor), claim, answer.Keep(), cancel);

        return await idempotency.Conclude(outcome, claim, answer, cancel);
    }
    private static RefusedAct Refused(Order order, OrderStatus to, Refusal refusal, IReadOnlyList<Blocker> blockers, Caller caller)
    {
        var found = blockers.Select(blocker => new { blocker.Code, blocker.Subject });
        var detail = new { from = order.Status, to, refusal.Code, blockers = found };
        return new RefusedAct(AuditAction.OrderMoveRefused, caller.UserId, caller.Role, order.DealerId, order.Id, detail);
    }
}
