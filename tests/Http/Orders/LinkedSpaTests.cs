using System.Text.Json.Nodes;

namespace Glimmerglass.Tests.Http.Orders;

public sealed class LinkedSpaTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_pool_and_its_spa_are_two_orders_of_one_job()
    {
        var before = await RowCounts.Of(app);

        var pool = await app.As(app.World.Admin).Post("/api/orders", PoolAndSpa().With("orderType", "POOL_AND_SPA"));
        var spa = await app.As(app.World.Admin).Get($"/api/orders/{pool["linkedOrderId"]}");
        var read = await app.As(app.World.Admin).Get($"/api/orders/{pool.Id}");

        Assert.Equal((201, 200), (pool.Status, spa.Status));
        Assert.Equal((pool.Body!.ToJsonString(), pool.ETag), (read.Body!.ToJsonString(), read.ETag));
        Assert.Equal(("PRIMARY", "POOL", "LINKED", "SPA"), (Text(pool, "jobRole"), Text(pool, "jobItemType"), Text(spa, "jobRole"), Text(spa, "jobItemType")));
        Assert.Equal(Text(pool, "jobId"), Text(spa, "jobId"));
        Assert.Equal((pool.Id, Text(pool, "number")), (spa["linkedOrderId"].GetValue<Guid>(), Text(spa, "linkedOrderNumber")));
        Assert.Equal((spa.Id, Text(spa, "number")), (pool["linkedOrderId"].GetValue<Guid>(), Text(pool, "linkedOrderNumber")));
        Assert.NotEqual(Text(pool, "number"), Text(spa, "number"));
        var twoOrders = before.AndOneOrder().AndOneOrder();
        Assert.Equal(twoOrders with { Jobs = before.Jobs + 1 }, await RowCounts.Of(app));
    }

    [Fact]
    public async Task The_spa_shares_what_belongs_to_the_job_and_nothing_else()
    {
        var pool = await app.As(app.World.Admin).Post("/api/orders", PoolAndSpa());
        var spa = await app.As(app.World.Admin).Get($"/api/orders/{pool["linkedOrderId"]}");

        string[] shared = ["status", "dealerId", "factoryLocationId", "deliveryAddress", "shippingMethod", "requestedShipDate", "requestedShipAsap", "scheduledShipDate",
            "scheduledProductionDate", "productionPriority", "notes", "invoiceNumber", "createdAt"];
        Assert.All(shared, member => Assert.Equal(pool[member].ToJsonString(), spa[member].ToJsonString()));
        Assert.Equal(("SPA", app.World.Spa, app.World.White, "NO_PENETRATIONS"),
            (Text(spa, "productType"), spa["poolModelId"].GetValue<Guid>(), spa["colorId"].GetValue<Guid>(), Text(spa, "penetrationMode")));
        Assert.All(new[] { "serialNumber", "blueprintMarkers", "penetrationNotes" }, member => Assert.Null(spa.Body![member]));
        string[] hardware = ["hardwareSkimmer", "hardwareReturns", "hardwareMainDrains", "hardwareAutocover"];
        Assert.All(hardware, member => Assert.Equal((true, false), (pool[member].GetValue<bool>(), spa[member].GetValue<bool>())));
    }

    [Fact]
    public async Task Both_histories_begin()
    {
        var pool = await app.As(app.World.Admin).Post("/api/orders", PoolAndSpa());

        var ofPool = await app.As(app.World.Dealer).Get($"/api/orders/{pool.Id}/history");
        var ofSpa = await app.As(app.World.Dealer).Get($"/api/orders/{pool["linkedOrderId"]}/history");

        Assert.Equal(["CREATED"], Kinds(ofPool));
        Assert.Equal(["CREATED"], Kinds(ofSpa));
    }

    [Fact]
    public async Task A_dealer_orders_a_linked_spa_too()
    {
        var body = An.Order(app.World).With("linkedSpa", new { poolModelId = app.World.Spa, colorId = app.World.Blue });

        var pool = await app.As(app.World.Dealer).Post("/api/orders", body);
        var spa = await app.As(app.World.Dealer).Get($"/api/orders/{pool["linkedOrderId"]}");
        var foreign = await app.As(app.World.OtherDealer).Get($"/api/orders/{spa.Id}");

        Assert.Equal((201, 200), (pool.Status, spa.Status));
        Problems.Assert(404, "NOT_FOUND", foreign);
    }

    [Theory]
    [InlineData("{}", "linkedSpa.colorId", "linkedSpa.poolModelId")]
    [InlineData("""{"poolModelId":"{spa}"}""", "linkedSpa.colorId")]
    [InlineData("""{"colorId":"{white}"}""", "linkedSpa.poolModelId")]
    [InlineData("""{"poolModelId":"{pool}","colorId":"{white}"}""", "linkedSpa.poolModelId")]
    [InlineData("""{"poolModelId":"{spa}","colorId":"{retired}"}""", "linkedSpa.colorId")]
    [InlineData("""{"poolModelId":"11111111-1111-4111-8111-111111111111","colorId":"{white}"}""", "linkedSpa.poolModelId")]
    public async Task A_spa_that_breaks_a_rule_refuses_both(string spa, params string[] complaints)
    {
        var before = await RowCounts.Of(app);
        var linked = spa.Replace("{spa}", app.World.Spa.ToString(), StringComparison.Ordinal).Replace("{white}", app.World.White.ToString(), StringComparison.Ordinal)
            .Replace("{pool}", app.World.OtherPool.ToString(), StringComparison.Ordinal).Replace("{retired}", app.World.RetiredColor.ToString(), StringComparison.Ordinal);

        var answer = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("linkedSpa", JsonNode.Parse(linked)));

        Problems.Assert(400, "INVALID", answer);
        Assert.Equal(complaints, answer.Complaints());
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Theory]
    [InlineData("POOL_ONLY")]
    [InlineData("SPA_ONLY")]
    public async Task A_spa_is_linked_to_an_order_of_both_alone(string orderType)
    {
        var before = await RowCounts.Of(app);

        var answer = await app.As(app.World.Admin).Post("/api/orders", PoolAndSpa().With("orderType", orderType));

        Problems.Assert(400, "INVALID", answer);
        Assert.Contains("linkedSpa", answer.Complaints());
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Fact]
    public async Task A_spa_is_not_linked_to_a_spa()
    {
        var answer = await app.As(app.World.Admin).Post("/api/orders", PoolAndSpa().With("poolModelId", app.World.Spa));

        Problems.Assert(400, "INVALID", answer);
        Assert.Equal(["poolModelId"], answer.Complaints());
    }

    [Fact]
    public async Task Many_pairs_at_once_stay_pairs()
    {
        var before = await RowCounts.Of(app);
        using var admin = app.As(app.World.Admin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => admin.Post("/api/orders", PoolAndSpa())));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        var numbers = answers.SelectMany(answer => new[] { Text(answer, "number"), Text(answer, "linkedOrderNumber") });
        Assert.Equal(64, numbers.Distinct().Count());
        var after = await RowCounts.Of(app);
        Assert.Equal((before.Orders + 64, before.Jobs + 32, before.History + 64), (after.Orders, after.Jobs, after.History));
        Assert.Equal(0, await app.Database.Scalar<long>("select count(*) from (select from orders where job_id is not null group by job_id having count(*) <> 2) as odd"));
    }

    [Fact]
    public async Task A_taken_serial_number_leaves_neither_job_nor_spa()
    {
        var serial = Guid.NewGuid().ToString();
        await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("serialNumber", serial));
        var before = await RowCounts.Of(app);

        var answer = await app.As(app.World.Admin).Post("/api/orders", PoolAndSpa().With("serialNumber", serial), key: serial);

        Problems.Assert(409, "SERIAL_TAKEN", answer);
        Assert.Equal(before, await RowCounts.Of(app));
    }

    private Dictionary<string, object?> PoolAndSpa() => An.AdminOrder(app.World)
        .With("linkedSpa", new { poolModelId = app.World.Spa, colorId = app.World.White })
        .With("shippingMethod", "PICK_UP").With("requestedShipDate", "2099-05-01").With("requestedShipAsap", true).With("scheduledShipDate", "2099-04-01")
        .With("scheduledProductionDate", "2099-03-01").With("productionPriority", 5).With("notes", "one crane for both").With("invoiceNumber", "I-5")
        .With("serialNumber", Guid.NewGuid().ToString()).With("penetrationMode", "OTHER").With("penetrationNotes", "see drawing")
        .With("blueprintMarkers", new[] { new { type = "drain", x = 1, y = 1 } })
        .With("hardwareSkimmer", true).With("hardwareReturns", true).With("hardwareMainDrains", true).With("hardwareAutocover", true);

    private static string Text(Answered answer, string member) => answer[member].GetValue<string>();

    private static IEnumerable<string> Kinds(Answered history) => history["items"].AsArray().Select(item => item!["kind"]!.ToString());
}
