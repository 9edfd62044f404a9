using System.Globalization;
using System.Text.Json;
using Glimmerglass.Data;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Orders;

/// <summary>Orders by filter and sort, a page at a time; each reader gets only those it may see.</summary>
public sealed class ListOrders(OrderListStore orders, TimeProvider clock)
{
    private static readonly Dictionary<string, OrderSort> Sorts =
        Enum.GetValues<OrderSort>().ToDictionary(sort => JsonNamingPolicy.CamelCase.ConvertName(sort.ToString()));

    private static readonly Dictionary<string, bool> Directions = new() { ["asc"] = true, ["desc"] = false };

    [Function(nameof(ListOrders)), Needs(Permission.ReadOrders)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "orders")] HttpRequest request)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var query = new QueryReader(request);
        var filter = Filter(query);
        var (limit, cursor) = (query.Limit(), query.Cursor());
        if (query.Refuse() is { } malformed) return Answer.Refuse(malformed);

        var list = $"{nameof(ListOrders)} {caller.UserId} {filter with { Today = default }}";
        var after = cursor is null ? null : Cursor.Read<OrderPlace>(list, cursor);
        if (cursor is not null && (after is null || !Fits(filter.Sort, after))) return Answer.Refuse(Refusal.InvalidCursor());

        var found = await orders.List(filter, caller.Scope, after, limit + 1, cancel);

        var items = found.Take(limit).ToList();
        return Answer.Ok(new { items, next = found.Count > limit ? Cursor.Write(list, PlaceOf(filter.Sort, items[^1])) : null });
    }

    private OrderFilter Filter(QueryReader query) => new()
    {
        // APPROVED is a word of old imports and means IN_PRODUCTION.
        Status = query.OneOf("status", Statuses),
        DealerId = query.Id("dealerId"),
        FactoryId = query.Id("factoryId"),
        Text = query.Text("q", 100) is { Length: > 0 } text ? text : null,
        Signal = query.Word<OrderSignal>("signal"),
        Today = clock.Today(),
        Sort = query.OneOf("sort", Sorts) ?? OrderSort.CreatedAt,
        Ascending = query.OneOf("dir", Directions) ?? false,
    };

    private static readonly Dictionary<string, OrderStatus> Statuses =
        new(Enum.GetValues<OrderStatus>().Select(status => KeyValuePair.Create(status.Word(), status))) { ["APPROVED"] = OrderStatus.InProduction };

    private static OrderPlace PlaceOf(OrderSort sort, Order order) => new(sort switch
    {
        OrderSort.CreatedAt => order.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        OrderSort.Status => order.Status.Word(),
        OrderSort.RequestedShipDate => order.RequestedShipOn?.ToString("O", CultureInfo.InvariantCulture),
        OrderSort.ScheduledShipDate => order.ScheduledShipOn?.ToString("O", CultureInfo.InvariantCulture),
        OrderSort.ScheduledProductionDate => order.ScheduledProductionOn?.ToString("O", CultureInfo.InvariantCulture),
        OrderSort.ProductionPriority => order.ProductionPriority?.ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(sort)),
    }, order.Id);

    /// <summary>A place whose value is not of its column's type would be a fault in the database; here it is a damaged cursor.</summary>
    private static bool Fits(OrderSort sort, OrderPlace place) => sort switch
    {
        OrderSort.CreatedAt => DateTimeOffset.TryParseExact(place.Value, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        OrderSort.Status => Words.TryRead<OrderStatus>(place.Value, out _),
        OrderSort.ProductionPriority => place.Value is null || int.TryParse(place.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => place.Value is null || DateOnly.TryParseExact(place.Value, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
    };
}
