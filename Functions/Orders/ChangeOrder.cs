using System.Text.Json.Serialization;
using Glimmerglass.Data;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Orders;

/// <summary>Changes fields of an order by a JSON merge patch: absent members stay, null clears. Every change stands in the history.</summary>
public sealed class ChangeOrder(OrderChangeStore orders, TimeProvider clock)
{
    public sealed record Body
    {
        [JsonPropertyName("factoryLocationId")]
        public Optional<Guid?> FactoryId { get; init; }

        public Optional<string> DeliveryAddress { get; init; }

        public Optional<string> Notes { get; init; }

        public Optional<ShippingMethod?> ShippingMethod { get; init; }

        public Optional<PenetrationMode?> PenetrationMode { get; init; }

        public Optional<string> PenetrationNotes { get; init; }

        public Optional<IReadOnlyList<Marker>> BlueprintMarkers { get; init; }

        public Optional<bool?> HardwareSkimmer { get; init; }

        public Optional<bool?> HardwareReturns { get; init; }

        public Optional<bool?> HardwareMainDrains { get; init; }

        public Optional<bool?> HardwareAutocover { get; init; }

        [JsonPropertyName("requestedShipDate")]
        public Optional<DateOnly?> RequestedShipOn { get; init; }

        public Optional<bool?> RequestedShipAsap { get; init; }

        [JsonPropertyName("scheduledShipDate")]
        public Optional<DateOnly?> ScheduledShipOn { get; init; }

        [JsonPropertyName("scheduledProductionDate")]
        public Optional<DateOnly?> ScheduledProductionOn { get; init; }

        public Optional<int?> ProductionPriority { get; init; }

        public Optional<string> SerialNumber { get; init; }

        public Optional<string> InvoiceNumber { get; init; }
    }

    [Function(nameof(ChangeOrder)), Needs(Permission.EditOrders)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "orders/{id:guid}")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var body = await request.Read<Body>(cancel);

        if (await orders.Find(id, body.FactoryId.Value, caller.Scope, cancel) is not var (order, facts)) return Answer.Refuse(Refusal.NotFound("order"));
        if (ETags.RefuseUnlessMatched(request, order.Version) is { } unmatched) return Answer.Refuse(unmatched);
        if (OrderPatch.Refuse(order, body, facts, caller.Scope) is { } refusal) return Answer.Refuse(refusal);

        var patched = OrderPatch.Apply(order, body, facts);
        var changes = OrderPatch.Changes(order, patched);
        if (changes.Count == 0) return Answer.Versioned(order, order.Version);

        var changed = patched with { Version = order.Version + 1, UpdatedAt = clock.Now() };
        return await orders.Change(new OrderChange(order, changed, changes, caller.Actor), cancel) switch
        {
            WriteOutcome.Done => Answer.Versioned(changed, changed.Version),
            WriteOutcome.SerialTaken => Answer.Refuse(Refusal.SerialTaken()),
            _ => Answer.Refuse(Refusal.Stale()),
        };
    }
}
