using System.Globalization;
using Dapper;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Orders;
using Xunit.Abstractions;

namespace Glimmerglass.Tests.Stores;

/// <summary>What a page of the order list costs among 100,000 orders, in rows that PostgreSQL looked at.</summary>
[Trait("Data", "100,000 orders")]
public sealed class OrderListPlanTests(HundredThousandOrders data, ITestOutputHelper output) : IClassFixture<HundredThousandOrders>
{
    /// <summary>Ten orders and one more, which tells that there is a next page.</summary>
    private const int Page = 11;

    private static readonly DateOnly today = new(2026, 1, 20);

    public static TheoryData<string, OrderSort, bool> ReadersAndSorts()
    {
        var cases = new TheoryData<string, OrderSort, bool>();
        foreach (var reader in new[] { "admin", "dealer", "stopped dealer", "admin of a factory", "admin of a stopped factory" })
        {
            foreach (var sort in Enum.GetValues<OrderSort>())
            {
                cases.Add(reader, sort, false);
                cases.Add(reader, sort, true);
            }
        }
        return cases;
    }

    [Theory, MemberData(nameof(ReadersAndSorts))]
    public async Task The_last_page_reads_no_more_than_the_first(string reader, OrderSort sort, bool ascending)
    {
        var filter = new OrderFilter { Today = today, Sort = sort, Ascending = ascending };
        var place = await LastPlace(filter, Scope(reader));

        var first = await Read($"{reader}, {sort}, {ascending}, first", filter, Scope(reader));
        var last = await Read($"{reader}, {sort}, {ascending}, last", filter, Scope(reader), place);

        Assert.All([first, last], plan => Assert.InRange(plan.RowsRead, 1, 2 * Page));
        Assert.All([first, last], plan => Assert.DoesNotContain("Seq Scan", plan.Indexes));
        Assert.Contains(first.Indexes, index => index.StartsWith(reader switch
        {
            "admin" => "orders_by_",
            "dealer" or "stopped dealer" => "orders_of_dealer",
            _ => "orders_of_factory",
        }, StringComparison.Ordinal));
    }

    [Theory, CombinatorialStatuses]
    public async Task A_status_is_read_in_the_order_of_every_sort(OrderStatus status, OrderSort sort)
    {
        var plan = await Read($"admin, {status}, {sort}", new OrderFilter { Today = today, Status = status, Sort = sort }, Data.Access.Scope.Everything);

        Assert.InRange(plan.RowsRead, 0, 2 * Page);
        Assert.Contains(plan.Indexes, index => index.StartsWith("orders_in_status", StringComparison.Ordinal) || index == "orders_by_status_and_id");
    }

    [Theory]
    [InlineData(OrderSignal.MissingSerial, "orders_missing_serial", 2 * Page)]
    [InlineData(OrderSignal.UnscheduledProduction, "orders_unscheduled_production", 2 * Page)]
    [InlineData(OrderSignal.UnscheduledShipping, "orders_unscheduled_shipping", 2 * Page)]
    [InlineData(OrderSignal.NeedsDepositFile, "orders_in_status", 10 * Page)]
    [InlineData(OrderSignal.AllocatedStock, "orders_allocated_stock", 2 * Page)]
    [InlineData(OrderSignal.AsapRequests, "orders_open_asap", 2 * Page)]
    public async Task A_signal_is_read_from_its_own_index(OrderSignal signal, string index, int most)
    {
        var plan = await Read($"admin, {signal}", new OrderFilter { Today = today, Signal = signal }, Data.Access.Scope.Everything);

        Assert.Contains(index, plan.Indexes);
        Assert.InRange(plan.RowsRead, 1, most);
    }

    [Theory]
    [InlineData("lake street")]
    [InlineData("SN-77123")]
    [InlineData("nowhere")]
    public async Task A_text_is_found_without_reading_the_table(string text)
    {
        var plan = await Read($"admin, q={text}", new OrderFilter { Today = today, Text = text }, Data.Access.Scope.Everything);

        Assert.InRange(plan.RowsRead, 0, 2 * Page);
    }

    [Theory]
    [InlineData(OrderSort.CreatedAt)]
    [InlineData(OrderSort.RequestedShipDate)]
    [InlineData(OrderSort.ProductionPriority)]
    public async Task An_admin_of_two_factories_passes_the_orders_of_the_others(OrderSort sort)
    {
        var scope = new Scope(null, [data.World.FactoryA, data.StoppedFactory]);

        var plan = await Read($"admin of two factories, {sort}", new OrderFilter { Today = today, Sort = sort }, scope);

        Assert.InRange(plan.RowsRead, 1, 20 * Page);
    }

    [Theory, CombinatorialStatuses]
    public async Task Two_filters_at_once_never_walk_through_the_table(OrderStatus status, OrderSort sort)
    {
        var filter = new OrderFilter { Today = today, Status = status, Sort = sort };

        var stoppedDealer = await Read($"stopped dealer, {status}, {sort}", filter, Scope("stopped dealer"));
        var stoppedFactory = await Read($"admin of a stopped factory, {status}, {sort}", filter, Scope("admin of a stopped factory"));

        Assert.All([stoppedDealer, stoppedFactory], plan => Assert.InRange(plan.HeapRows, 0, HundredThousandOrders.Count / 20));
    }

    private Scope Scope(string reader) => reader switch
    {
        "admin" => Data.Access.Scope.Everything,
        "dealer" => new Scope(data.World.DealerId, null),
        "stopped dealer" => new Scope(data.StoppedDealer, null),
        "admin of a factory" => new Scope(null, [data.World.FactoryA]),
        _ => new Scope(null, [data.StoppedFactory]),
    };

    /// <summary>Where the last page of a list begins, found by counting: the way that the list itself must never go.</summary>
    private async Task<OrderPlace> LastPlace(OrderFilter filter, Scope scope)
    {
        var column = filter.Sort switch
        {
            OrderSort.CreatedAt => "created_at",
            OrderSort.Status => "status",
            OrderSort.RequestedShipDate => "requested_ship_on",
            OrderSort.ScheduledShipDate => "scheduled_ship_on",
            OrderSort.ScheduledProductionDate => "scheduled_production_on",
            _ => "production_priority",
        };
        var direction = filter.Ascending ? "" : "desc";
        await using var connection = await data.Database.Connect();
        return await connection.QuerySingleAsync<OrderPlace>($"""
            select {column}::text as value, id
              from (select *, row_number() over (order by {column} {direction} nulls last, id {direction}) as at, count(*) over () as total
                      from orders
                     where (@DealerId::uuid is null or dealer_id = @DealerId) and (@FactoryIds::uuid[] is null or factory_id = any (@FactoryIds))) numbered
             where at = total - {Page}
            """, new { scope.DealerId, scope.FactoryIds });
    }

    private async Task<PlanReading> Read(string name, OrderFilter filter, Scope scope, OrderPlace? after = null)
    {
        var plan = await PlanReading.Of(data.Database, filter, scope, after, Page);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {plan.RowsRead} rows, {plan.Milliseconds:0.00} ms, {string.Join(", ", plan.Indexes)}"));
        return plan;
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CombinatorialStatusesAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from status in Enum.GetValues<OrderStatus>()
            from sort in Enum.GetValues<OrderSort>()
            select new object[] { status, sort };
    }
}
