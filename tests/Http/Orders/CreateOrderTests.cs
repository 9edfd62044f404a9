using System.Globalization;
using Dapper;

namespace Glimmerglass.Tests.Http.Orders;

public sealed class CreateOrderTests : IAsyncLifetime
{
    private readonly StoppedClock clock = new();
    private readonly TestApp app;

    public CreateOrderTests() => app = new TestApp { Clock = clock };

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_dealers_order_is_taken_in_for_its_own_company()
    {
        var before = await RowCounts.Of(app);
        var body = An.Order(app.World)
            .With("notes", "  Gate code 1234  ").With("penetrationMode", "OTHER").With("penetrationNotes", "two extra lights")
            .With("blueprintMarkers", new[] { new { type = "skimmer", x = 12.3456, y = 100.0 }, new { type = "drain", x = 0.0, y = 50.0 } })
            .With("hardwareSkimmer", true).With("hardwareReturns", true).With("hardwareMainDrains", true).With("hardwareAutocover", true);

        var placed = await app.As(app.World.Dealer).Post("/api/orders", body);
        var read = await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}");

        Assert.Equal((201, $"/api/orders/{placed.Id}"), (placed.Status, placed.Headers.Location?.ToString()));
        Assert.Equal((placed.Body!.ToJsonString(), placed.ETag), (read.Body!.ToJsonString(), read.ETag));
        Assert.Equal(
            ("PENDING_PAYMENT_APPROVAL", 1, app.World.DealerId, "Blue Lagoon Pools", app.World.Pool, "Otsego 30", "POOL", app.World.Blue),
            (Text(read, "status"), read["version"].GetValue<int>(), read["dealerId"].GetValue<Guid>(), Text(read, "dealerName"), read["poolModelId"].GetValue<Guid>(),
                Text(read, "poolModelName"), Text(read, "productType"), read["colorId"].GetValue<Guid>()));
        Assert.Equal(
            ("Lake Blue", app.World.FactoryA, "Fort Plain", "Gate code 1234", "QUOTE", "OTHER", "two extra lights"),
            (Text(read, "colorName"), read["factoryLocationId"].GetValue<Guid>(), Text(read, "factoryName"), Text(read, "notes"), Text(read, "shippingMethod"),
                Text(read, "penetrationMode"), Text(read, "penetrationNotes")));
        Assert.Equal("""[{"type":"skimmer","x":12.35,"y":100},{"type":"drain","x":0,"y":50}]""", read["blueprintMarkers"].ToJsonString());
        Assert.All(new[] { "hardwareSkimmer", "hardwareReturns", "hardwareMainDrains", "hardwareAutocover", "requestedShipAsap" }, member => Assert.True(read[member].GetValue<bool>()));
        Assert.Null(read.Body!["jobId"]);
        Assert.Equal(before.AndOneOrder(), await RowCounts.Of(app));
    }

    [Fact]
    public async Task What_is_not_said_has_its_default()
    {
        var placed = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World));

        Assert.Equal(201, placed.Status);
        Assert.Equal("PENETRATIONS_WITHOUT_INSTALL", Text(placed, "penetrationMode"));
        string[] empty = ["notes", "penetrationNotes", "blueprintMarkers", "shippingMethod", "requestedShipDate", "scheduledShipDate", "scheduledProductionDate",
            "productionPriority", "serialNumber", "invoiceNumber", "jobId", "jobRole", "linkedOrderId", "canceledFrom", "allocatedPoolStockId", "upload"];
        Assert.All(empty, member => Assert.Null(placed.Body![member]));
        string[] off = ["hardwareSkimmer", "hardwareReturns", "hardwareMainDrains", "hardwareAutocover", "requestedShipAsap"];
        Assert.All(off, member => Assert.False(placed[member].GetValue<bool>()));
        Assert.Equal(app.World.FactoryA, placed["factoryLocationId"].GetValue<Guid>());
        Assert.Equal(clock.GetUtcNow().UtcDateTime, placed["createdAt"].GetValue<DateTime>().ToUniversalTime(), TimeSpan.FromMicroseconds(1));
        Assert.Equal((Text(placed, "createdAt"), Text(placed, "createdAt")), (Text(placed, "updatedAt"), Text(placed, "statusChangedAt")));
    }

    [Fact]
    public async Task An_admin_may_say_everything()
    {
        var day = Day(3);
        var body = An.AdminOrder(app.World).With("dealerId", app.World.OtherDealerId).With("factoryLocationId", app.World.FactoryB)
            .With("scheduledShipDate", day).With("scheduledProductionDate", day).With("productionPriority", 7)
            .With("serialNumber", " GG-S-1 ").With("invoiceNumber", " I-77 ");

        var placed = await app.As(app.World.Admin).Post("/api/orders", body);
        var read = await app.As(app.World.OtherDealer).Get($"/api/orders/{placed.Id}");

        Assert.Equal((201, 200), (placed.Status, read.Status));
        Assert.Equal(
            (app.World.OtherDealerId, app.World.FactoryB, day, day, 7, "GG-S-1", "I-77"),
            (read["dealerId"].GetValue<Guid>(), read["factoryLocationId"].GetValue<Guid>(), Text(read, "scheduledShipDate"), Text(read, "scheduledProductionDate"),
                read["productionPriority"].GetValue<int>(), Text(read, "serialNumber"), Text(read, "invoiceNumber")));
    }

    [Fact]
    public async Task History_audit_and_notice_name_the_order_and_who_placed_it()
    {
        var placed = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World));

        var history = await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}/history");
        await using var connection = await app.Database.Connect();
        var audit = await connection.QuerySingleAsync<(string, Guid, string, Guid, string)>(
            "select action, actor_id, actor_role::text, dealer_id, detail->>'number' from audit_log where order_id = @Id", new { placed.Id });
        var notice = await connection.QuerySingleAsync<(string, Guid, string)>(
            "select kind, dealer_id, payload->>'number' from outbox where order_id = @Id and sent_at is null", new { placed.Id });

        var entry = Assert.Single(history["items"].AsArray())!;
        Assert.Equal(("CREATED", "PENDING_PAYMENT_APPROVAL", "ADMIN"), (entry["kind"]!.ToString(), entry["status"]!.ToString(), entry["byRole"]!.ToString()));
        Assert.DoesNotContain(app.World.Admin.Email, history.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(("ORDER_CREATED", app.World.Admin.Id, "ADMIN", app.World.DealerId, Text(placed, "number")), audit);
        Assert.Equal(("ORDER_CREATED", app.World.DealerId, Text(placed, "number")), notice);
    }

    [Theory]
    [InlineData(28)]
    [InlineData(29)]
    [InlineData(400)]
    public async Task Four_weeks_notice_is_enough(int days)
    {
        var body = An.Order(app.World).With("requestedShipAsap", false).With("requestedShipDate", Day(days));

        var placed = await app.As(app.World.Dealer).Post("/api/orders", body);

        Assert.Equal((201, Day(days)), (placed.Status, Text(placed, "requestedShipDate")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(27)]
    public async Task Sooner_is_only_for_those_who_ask_for_as_soon_as_possible(int days)
    {
        var body = An.Order(app.World).With("requestedShipDate", Day(days));

        var asap = await app.As(app.World.Dealer).Post("/api/orders", body);
        var dealers = await app.As(app.World.Dealer).Post("/api/orders", body.With("requestedShipAsap", false));
        var admins = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("requestedShipDate", Day(days)));

        Assert.Equal((201, Day(days)), (asap.Status, Text(asap, "requestedShipDate")));
        Problems.Assert(400, "INVALID", dealers);
        Problems.Assert(400, "INVALID", admins);
        Assert.Equal([["requestedShipDate"], ["requestedShipDate"]], new[] { dealers.Complaints(), admins.Complaints() });
        Assert.Contains(Day(28), dealers["errors"]["requestedShipDate"]![0]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_that_has_passed_is_refused_even_as_soon_as_possible()
    {
        var answer = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("requestedShipDate", Day(-1)));

        Problems.Assert(400, "INVALID", answer);
        Assert.Equal("This day has passed.", answer["errors"]["requestedShipDate"]!.AsArray().Single()!.ToString());
    }

    [Fact]
    public async Task Without_penetrations_markers_are_dropped_whatever_they_are()
    {
        var body = An.Order(app.World).With("penetrationMode", "NO_PENETRATIONS").With("blueprintMarkers", Markers("drain", 9));

        var placed = await app.As(app.World.Dealer).Post("/api/orders", body);

        Assert.Equal(201, placed.Status);
        Assert.Null(placed.Body!["blueprintMarkers"]);
    }

    [Fact]
    public async Task As_many_markers_as_the_model_takes_are_taken()
    {
        object[] most = [.. Markers("skimmer", 2), .. Markers("return", 4), .. Markers("drain", 1)];

        var limited = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("blueprintMarkers", most));
        var unlimited = await app.As(app.World.Dealer).Post(
            "/api/orders", An.Order(app.World).With("poolModelId", app.World.OtherPool).With("blueprintMarkers", Markers("drain", 200)));
        var none = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("blueprintMarkers", Array.Empty<object>()));

        Assert.Equal((201, 7), (limited.Status, limited["blueprintMarkers"].AsArray().Count));
        Assert.Equal((201, 200), (unlimited.Status, unlimited["blueprintMarkers"].AsArray().Count));
        Assert.Equal(201, none.Status);
        Assert.Null(none.Body!["blueprintMarkers"]);
    }

    [Fact]
    public async Task An_order_whose_model_has_no_factory_waits_for_one()
    {
        await app.Database.Execute($"update factories set active = false where id = '{app.World.FactoryA}'");

        var placed = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World));

        Assert.Equal(201, placed.Status);
        Assert.Null(placed.Body!["factoryLocationId"]);
    }

    [Fact]
    public async Task Numbers_are_unique_and_of_the_year()
    {
        using var dealer = app.As(app.World.Dealer);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => dealer.Post("/api/orders", An.Order(app.World))));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.All(answers, answer => Assert.Matches($@"\AGG-{clock.GetUtcNow().Year}-[0-9]{{6}}\z", Text(answer, "number")));
        Assert.Equal(64, answers.Select(answer => Text(answer, "number")).Distinct().Count());
        Assert.Equal(64, (await RowCounts.Of(app)).Orders);
    }

    private static string Text(Answered answer, string member) => answer[member].GetValue<string>();

    private static object[] Markers(string type, int count) => [.. Enumerable.Range(0, count).Select(at => new { type, x = at % 100, y = 5 })];

    private string Day(int fromNow) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(fromNow).ToString("O", CultureInfo.InvariantCulture);
}
