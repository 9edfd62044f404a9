using Glimmerglass.Data.Access;

namespace Glimmerglass.Data.Orders;

/// <summary>
/// Pages of orders. Each sort pages by (value, id) along its index, so the last page costs what the first one costs.
/// Rows without a sort value come last in both directions: such a sort reads two ranges of its index, the rows with a value and those without.
/// </summary>
public sealed partial class OrderListStore(Database db)
{
    public Task<IReadOnlyList<Order>> List(OrderFilter filter, Scope scope, OrderPlace? after, int limit, CancellationToken cancel) =>
        db.Query<Order>(Sql(filter), Parameters(filter, scope, after, limit), cancel);

    internal static object Parameters(OrderFilter filter, Scope scope, OrderPlace? after, int limit)
    {
        var (factoryIds, ofFactory) = Factories(scope.FactoryIds, filter.FactoryId);
        return new
        {
            scope.DealerId,
            FactoryIds = factoryIds,
            OfDealer = filter.DealerId,
            OfFactory = ofFactory,
            Status = filter.Status?.Word(),
            Text = filter.Text is null ? null : Pattern(filter.Text),
            Signal = filter.Signal?.Word(),
            filter.Today,
            AfterId = after?.Id,
            AfterValue = after?.Value,
            Limit = limit,
        };
    }

    /// <summary>One factory is an equality wherever it comes from: only that can follow an index in the order of the sort.</summary>
    private static (Guid[]? Seen, Guid? Asked) Factories(Guid[]? seen, Guid? asked) => (seen, asked) switch
    {
        ([var only], null) => (null, only),
        ({ } some, { } one) when some.Contains(one) => (null, one),
        _ => (seen, asked),
    };

    private static string Pattern(string text) =>
        $"%{text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";

    internal static string Sql(OrderFilter filter) => (filter.Sort, filter.Ascending) switch
    {
        (OrderSort.CreatedAt, false) => CreatedDescending,
        (OrderSort.CreatedAt, true) => CreatedAscending,
        (OrderSort.Status, false) => StatusDescending,
        (OrderSort.Status, true) => StatusAscending,
        (OrderSort.RequestedShipDate, false) => RequestedShipDescending,
        (OrderSort.RequestedShipDate, true) => RequestedShipAscending,
        (OrderSort.ScheduledShipDate, false) => ScheduledShipDescending,
        (OrderSort.ScheduledShipDate, true) => ScheduledShipAscending,
        (OrderSort.ScheduledProductionDate, false) => ScheduledProductionDescending,
        (OrderSort.ScheduledProductionDate, true) => ScheduledProductionAscending,
        (OrderSort.ProductionPriority, false) => PriorityDescending,
        (OrderSort.ProductionPriority, true) => PriorityAscending,
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    private const string CreatedDescending = """
        select o.*
          from (select id, created_at as value
                  from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
                 where @AfterId::uuid is null or (created_at, id) < (@AfterValue::timestamptz, @AfterId)
                 order by created_at desc, id desc
                 limit @Limit) page
          join order_details o on o.id = page.id
         order by page.value desc, page.id desc
        """;

    private const string CreatedAscending = """
        select o.*
          from (select id, created_at as value
                  from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
                 where @AfterId::uuid is null or (created_at, id) > (@AfterValue::timestamptz, @AfterId)
                 order by created_at, id
                 limit @Limit) page
          join order_details o on o.id = page.id
         order by page.value, page.id
        """;

    private const string StatusDescending = """
        select o.*
          from (select id, status as value
                  from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
                 where @AfterId::uuid is null or (status, id) < (@AfterValue::order_status, @AfterId)
                 order by status desc, id desc
                 limit @Limit) page
          join order_details o on o.id = page.id
         order by page.value desc, page.id desc
        """;

    private const string StatusAscending = """
        select o.*
          from (select id, status as value
                  from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
                 where @AfterId::uuid is null or (status, id) > (@AfterValue::order_status, @AfterId)
                 order by status, id
                 limit @Limit) page
          join order_details o on o.id = page.id
         order by page.value, page.id
        """;

    private const string PriorityDescending = """
        with valued as (
            select id, production_priority as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where production_priority is not null
               and (@AfterId::uuid is null or (production_priority, id) < (@AfterValue::integer, @AfterId))
             order by production_priority desc, id desc
             limit @Limit
        ), unvalued as (
            select id, production_priority as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where production_priority is null
               and (@AfterId::uuid is null or @AfterValue::text is not null or id < @AfterId)
             order by production_priority desc, id desc
             limit @Limit
        ), page as (
            select id, value from valued union all select id, value from unvalued
             order by value desc nulls last, id desc
             limit @Limit
        )
        select o.*
          from page
          join order_details o on o.id = page.id
         order by page.value desc nulls last, page.id desc
        """;

    private const string PriorityAscending = """
        with valued as (
            select id, production_priority as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where production_priority is not null
               and (@AfterId::uuid is null or (production_priority, id) > (@AfterValue::integer, @AfterId))
             order by production_priority, id
             limit @Limit
        ), unvalued as (
            select id, production_priority as value
              from orders_matching(@DealerId, @FactoryIds, @OfDealer, @OfFactory, @Status, lower(@Text), @Signal, @Today)
             where production_priority is null
               and (@AfterId::uuid is null or @AfterValue::text is not null or id > @AfterId)
             order by production_priority, id
             limit @Limit
        ), page as (
            select id, value from valued union all select id, value from unvalued
             order by value nulls last, id
             limit @Limit
        )
        select o.*
          from page
          join order_details o on o.id = page.id
         order by page.value nulls last, page.id
        """;
}
