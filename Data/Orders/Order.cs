using System.Text.Json;
using System.Text.Json.Serialization;
using Glimmerglass.Data.Catalog;

namespace Glimmerglass.Data.Orders;

/// <summary>A place on the drawing of a pool where something goes through its wall; x and y in percent of the drawing, 0 to 100.</summary>
public sealed record Marker([property: LowerWords] MarkerType Type, double X, double Y)
{
    internal static string? Column(IReadOnlyList<Marker>? markers) => markers is null ? null : JsonSerializer.Serialize(markers, Json.Options);
}

public enum MarkerType { Skimmer, Return, Drain }

/// <summary>An order as its readers see it, with the names of what it points at.</summary>
public record Order
{
    public required Guid Id { get; init; }

    /// <summary>The number for people: GG, year, running number.</summary>
    public required string Number { get; init; }

    /// <summary>Goes up with every change that can matter to a gate.</summary>
    public required int Version { get; init; }

    public required OrderStatus Status { get; init; }

    /// <summary>The status a canceled order goes back to when it is restored.</summary>
    public OrderStatus? CanceledFrom { get; init; }

    public required Guid DealerId { get; init; }

    public required string DealerName { get; init; }

    public required Guid PoolModelId { get; init; }

    public required string PoolModelName { get; init; }

    public required ProductType ProductType { get; init; }

    public required Guid ColorId { get; init; }

    public required string ColorName { get; init; }

    [JsonPropertyName("factoryLocationId")]
    public Guid? FactoryId { get; init; }

    public string? FactoryName { get; init; }

    /// <summary>The job that ties a pool and its spa together.</summary>
    public Guid? JobId { get; init; }

    public OrderJobRole? JobRole { get; init; }

    public ProductType? JobItemType { get; init; }

    public Guid? LinkedOrderId { get; init; }

    public string? LinkedOrderNumber { get; init; }

    public Guid? AllocatedPoolStockId { get; init; }

    public required string DeliveryAddress { get; init; }

    public string? Notes { get; init; }

    public ShippingMethod? ShippingMethod { get; init; }

    public required PenetrationMode PenetrationMode { get; init; }

    public string? PenetrationNotes { get; init; }

    public IReadOnlyList<Marker>? BlueprintMarkers { get; init; }

    public bool HardwareSkimmer { get; init; }

    public bool HardwareReturns { get; init; }

    public bool HardwareMainDrains { get; init; }

    public bool HardwareAutocover { get; init; }

    [JsonPropertyName("requestedShipDate")]
    public DateOnly? RequestedShipOn { get; init; }

    public bool RequestedShipAsap { get; init; }

    [JsonPropertyName("scheduledShipDate")]
    public DateOnly? ScheduledShipOn { get; init; }

    [JsonPropertyName("scheduledProductionDate")]
    public DateOnly? ScheduledProductionOn { get; init; }

    /// <summary>1 to 9999; 1 is built first.</summary>
    public int? ProductionPriority { get; init; }

    public string? SerialNumber { get; init; }

    public string? InvoiceNumber { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset StatusChangedAt { get; init; }
}
