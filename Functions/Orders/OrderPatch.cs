using System.Text.Json;
using Glimmerglass.Data;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Functions.Orders;

/// <summary>Decides whether a merge patch may be applied to an order, what the order becomes, and what changed.</summary>
public static class OrderPatch
{
    /// <summary>Members that come from elsewhere or change with every change: they are no news in a history.</summary>
    private static readonly HashSet<string> NotNews = ["version", "updatedAt", "factoryName"];

    /// <summary>Null: it may be applied.</summary>
    public static Refusal? Refuse(Order order, ChangeOrder.Body body, OrderChangeFacts facts, Scope scope)
    {
        var violations = new Violations();
        CheckTexts(body, violations);
        CheckFactory(body, facts, scope, violations);
        violations.Unless(!body.PenetrationMode.IsGiven || body.PenetrationMode.Value is not null, "penetrationMode", "penetrationMode cannot be cleared.");
        violations.Unless(body.ProductionPriority.Value is null or (>= 1 and <= 9999), "productionPriority", "productionPriority is from 1 to 9999.");

        CheckPenetrations(order, body, facts, violations);
        return violations.Refuse();
    }

    public static Order Apply(Order order, ChangeOrder.Body body, OrderChangeFacts facts)
    {
        var mode = body.PenetrationMode.Or(order.PenetrationMode) ?? order.PenetrationMode;
        return order with
        {
            FactoryId = body.FactoryId.Or(order.FactoryId),
            FactoryName = body.FactoryId.IsGiven ? facts.NewFactoryName : order.FactoryName,
            DeliveryAddress = Text(body.DeliveryAddress, order.DeliveryAddress) ?? order.DeliveryAddress,
            Notes = Text(body.Notes, order.Notes),
            ShippingMethod = body.ShippingMethod.Or(order.ShippingMethod),
            PenetrationMode = mode,
            PenetrationNotes = Text(body.PenetrationNotes, order.PenetrationNotes),
            BlueprintMarkers = Penetrations.Kept(mode, body.BlueprintMarkers.Or(order.BlueprintMarkers)),
            HardwareSkimmer = body.HardwareSkimmer.Or(order.HardwareSkimmer) ?? false,
            HardwareReturns = body.HardwareReturns.Or(order.HardwareReturns) ?? false,
            HardwareMainDrains = body.HardwareMainDrains.Or(order.HardwareMainDrains) ?? false,
            HardwareAutocover = body.HardwareAutocover.Or(order.HardwareAutocover) ?? false,
            RequestedShipOn = body.RequestedShipOn.Or(order.RequestedShipOn),
            RequestedShipAsap = body.RequestedShipAsap.Or(order.RequestedShipAsap) ?? false,
            ScheduledShipOn = body.ScheduledShipOn.Or(order.ScheduledShipOn),
            ScheduledProductionOn = body.ScheduledProductionOn.Or(order.ScheduledProductionOn),
            ProductionPriority = body.ProductionPriority.Or(order.ProductionPriority),
            SerialNumber = Text(body.SerialNumber, order.SerialNumber),
            InvoiceNumber = Text(body.InvoiceNumber, order.InvoiceNumber),
        };
    }

    /// <summary>Each member that differs, with its value before and after as readers see it.</summary>
    public static IReadOnlyList<FieldChange> Changes(Order before, Order after)
    {
        var (old, now) = (JsonSerializer.SerializeToElement(before, Json.Options), JsonSerializer.SerializeToElement(after, Json.Options));
        return [.. from member in now.EnumerateObject()
                   where !NotNews.Contains(member.Name)
                   let was = old.GetProperty(member.Name)
                   where !JsonElement.DeepEquals(was, member.Value)
                   select new FieldChange(member.Name, was, member.Value)];
    }

    private static void CheckTexts(ChangeOrder.Body body, Violations violations)
    {
        var address = violations.Text(body.DeliveryAddress.Value, "deliveryAddress", 500);
        violations.Unless(!body.DeliveryAddress.IsGiven || address is not null, "deliveryAddress", "deliveryAddress cannot be cleared.");
        violations.Text(body.Notes.Value, "notes", 5000);
        violations.Text(body.PenetrationNotes.Value, "penetrationNotes", 2000);
        violations.Text(body.SerialNumber.Value, "serialNumber", 100);
        violations.Text(body.InvoiceNumber.Value, "invoiceNumber", 100);
    }

    private static void CheckFactory(ChangeOrder.Body body, OrderChangeFacts facts, Scope scope, Violations violations)
    {
        if (!body.FactoryId.IsGiven) return;
        var factory = body.FactoryId.Value;
        violations.Unless(factory is null || facts.NewFactoryName is not null, "factoryLocationId", "There is no such factory, or it is closed.");
        var inScope = scope.FactoryIds is null || (factory is { } id && scope.FactoryIds.Contains(id));
        violations.Unless(inScope, "factoryLocationId", "Name one of the factories that you work for.");
    }

    /// <summary>What nobody touches is not judged again: a model may take fewer holes today than when the order was placed.</summary>
    private static void CheckPenetrations(Order order, ChangeOrder.Body body, OrderChangeFacts facts, Violations violations)
    {
        if (!body.PenetrationMode.IsGiven && !body.PenetrationNotes.IsGiven && !body.BlueprintMarkers.IsGiven) return;

        var mode = body.PenetrationMode.Or(order.PenetrationMode) ?? order.PenetrationMode;
        var limits = new MarkerLimits(facts.MaxSkimmers, facts.MaxReturns, facts.MaxMainDrains);
        Penetrations.Check(mode, Text(body.PenetrationNotes, order.PenetrationNotes), body.BlueprintMarkers.Or(order.BlueprintMarkers), limits, violations);
    }

    private static string? Text(Http.Optional<string> given, string? current) =>
        given.IsGiven ? string.IsNullOrWhiteSpace(given.Value) ? null : given.Value.Trim() : current;
}
