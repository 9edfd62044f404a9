namespace Glimmerglass.Data.Orders;

public enum OrderSort { CreatedAt, Status, RequestedShipDate, ScheduledShipDate, ScheduledProductionDate, ProductionPriority }

public enum OrderSignal
{
    MissingSerial, UnscheduledProduction, UnscheduledShipping, NeedsDepositFile, AllocatedStock, AllocatedStockNoShip, OverdueRequestedShip, AsapRequests,
}

/// <summary>What a list is asked for. Null filters do not filter.</summary>
public sealed record OrderFilter
{
    public OrderStatus? Status { get; init; }

    public Guid? DealerId { get; init; }

    public Guid? FactoryId { get; init; }

    /// <summary>Contained in number, address, serial, invoice, dealer, model, colour or factory, whatever the letter case.</summary>
    public string? Text { get; init; }

    public OrderSignal? Signal { get; init; }

    /// <summary>The day that counts as today for what is overdue.</summary>
    public required DateOnly Today { get; init; }

    public OrderSort Sort { get; init; } = OrderSort.CreatedAt;

    public bool Ascending { get; init; }
}

/// <summary>The last row of a page: the next page starts behind it.</summary>
/// <param name="Value">The sort value as text; null for a row that has none.</param>
public sealed record OrderPlace(string? Value, Guid Id);
