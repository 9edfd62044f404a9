using System.Text.Json;
using System.Text.Json.Nodes;

namespace Glimmerglass.Tests.Http.Orders;

/// <summary>Orders that are not taken in: each rule by itself, all of them at once, and nothing written.</summary>
public sealed class RefusedOrderTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("poolModelId", null)]
    [InlineData("colorId", null)]
    [InlineData("deliveryAddress", null)]
    [InlineData("shippingMethod", null)]
    [InlineData("hardwareAutocover", null)]
    [InlineData("poolModelId", "\"11111111-1111-4111-8111-111111111111\"")]
    [InlineData("colorId", "\"11111111-1111-4111-8111-111111111111\"")]
    [InlineData("deliveryAddress", "\"\"")]
    [InlineData("deliveryAddress", "\" \\t\\u00a0\"")]
    [InlineData("requestedShipDate", "\"2020-01-01\"")]
    [InlineData("penetrationMode", "\"OTHER\"", "penetrationNotes")]
    [InlineData("blueprintMarkers", """[{"type":"drain","x":100.01,"y":0}]""")]
    [InlineData("blueprintMarkers", """[{"type":"drain","x":0,"y":-0.01}]""")]
    [InlineData("blueprintMarkers", """[{"type":"drain","x":1e308,"y":0}]""")]
    [InlineData("blueprintMarkers", """[{"type":"drain","x":1e999,"y":0}]""")]
    [InlineData("blueprintMarkers", """[null]""")]
    [InlineData("blueprintMarkers", """[{"type":"drain","x":1,"y":1},{"type":"drain","x":2,"y":2}]""")]
    [InlineData("blueprintMarkers", """[{"type":"skimmer","x":1,"y":1},{"type":"skimmer","x":2,"y":2},{"type":"skimmer","x":3,"y":3}]""")]
    [InlineData("blueprintMarkers", """[{"type":"return","x":1,"y":1},{"type":"return","x":1,"y":1},{"type":"return","x":1,"y":1},{"type":"return","x":1,"y":1},{"type":"return","x":1,"y":1}]""")]
    [InlineData("orderType", "\"SPA_ONLY\"", "poolModelId")]
    [InlineData("orderType", "\"POOL_AND_SPA\"", "linkedSpa")]
    [InlineData("dealerId", "\"11111111-1111-4111-8111-111111111111\"")]
    [InlineData("factoryLocationId", "\"11111111-1111-4111-8111-111111111111\"")]
    [InlineData("scheduledShipDate", "\"2030-01-01\"")]
    [InlineData("scheduledProductionDate", "\"2030-01-01\"")]
    [InlineData("productionPriority", "1")]
    [InlineData("serialNumber", "\"S-1\"")]
    [InlineData("serialNumber", "\"\"")]
    [InlineData("invoiceNumber", "\"I-1\"")]
    public async Task A_dealers_order_that_breaks_one_rule_hears_of_that_one(string member, string? json, string? complaint = null)
    {
        var body = An.Order(app.World).With(member, json is null ? An.Absent : JsonNode.Parse(json));

        await AssertRefused(app.As(app.World.Dealer), body, complaint ?? member);
    }

    [Theory]
    [InlineData("dealerId", null)]
    [InlineData("dealerId", "\"11111111-1111-4111-8111-111111111111\"")]
    [InlineData("factoryLocationId", "\"11111111-1111-4111-8111-111111111111\"")]
    [InlineData("productionPriority", "0")]
    [InlineData("productionPriority", "10000")]
    [InlineData("productionPriority", "-1")]
    [InlineData("deliveryAddress", null)]
    [InlineData("poolModelId", null)]
    [InlineData("colorId", null)]
    public async Task An_admins_order_that_breaks_one_rule_hears_of_that_one(string member, string? json)
    {
        var body = An.AdminOrder(app.World).With(member, json is null ? An.Absent : JsonNode.Parse(json));

        await AssertRefused(app.As(app.World.Admin), body, member);
    }

    [Theory]
    [InlineData("deliveryAddress", 500)]
    [InlineData("notes", 5000)]
    [InlineData("penetrationNotes", 2000)]
    [InlineData("serialNumber", 100)]
    [InlineData("invoiceNumber", 100)]
    public async Task Text_has_a_longest_length(string member, int most)
    {
        var longest = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With(member, $" {new string('é', most)} "));

        Assert.Equal(201, longest.Status);
        await AssertRefused(app.As(app.World.Admin), An.AdminOrder(app.World).With(member, new string('é', most + 1)), member);
    }

    [Fact]
    public async Task What_is_not_sold_any_more_cannot_be_ordered()
    {
        await AssertRefused(app.As(app.World.Dealer), An.Order(app.World).With("poolModelId", app.World.RetiredPool), "poolModelId");
        await AssertRefused(app.As(app.World.Dealer), An.Order(app.World).With("colorId", app.World.RetiredColor), "colorId");
    }

    [Fact]
    public async Task A_dealer_orders_for_nobody_else_and_not_even_by_its_own_name()
    {
        await AssertRefused(app.As(app.World.Dealer), An.Order(app.World).With("dealerId", app.World.OtherDealerId), "dealerId");
        await AssertRefused(app.As(app.World.Dealer), An.Order(app.World).With("dealerId", app.World.DealerId), "dealerId");
    }

    [Fact]
    public async Task A_dealer_that_has_not_signed_orders_nothing()
    {
        await AssertRefused(app.As(app.World.UnsignedDealer), An.Order(app.World), "dealerId");
        await AssertRefused(app.As(app.World.Admin), An.AdminOrder(app.World).With("dealerId", app.World.UnsignedDealerId), "dealerId");
    }

    [Fact]
    public async Task A_dealer_that_is_not_approved_is_ordered_for_by_nobody()
    {
        var dealer = await app.Database.Scalar<Guid>(
            "insert into dealers (name, email, approved, agreement_signed_at) values ('Gone Pools', 'gone@dealer.example', false, now()) returning id");

        var answer = await AssertRefused(app.As(app.World.Admin), An.AdminOrder(app.World).With("dealerId", dealer), "dealerId");

        Assert.Equal("This dealer is not approved.", answer["errors"]["dealerId"]!.AsArray().Single()!.ToString());
    }

    [Fact]
    public async Task A_closed_factory_takes_no_order()
    {
        var factory = await app.Database.Scalar<Guid>("insert into factories (name, active) values ('Closed Works', false) returning id");

        await AssertRefused(app.As(app.World.Admin), An.AdminOrder(app.World).With("factoryLocationId", factory), "factoryLocationId");
    }

    [Fact]
    public async Task A_pool_is_no_spa_and_a_spa_is_no_pool()
    {
        var spa = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("poolModelId", app.World.Spa));
        var spaOnly = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("poolModelId", app.World.Spa).With("orderType", "SPA_ONLY"));

        Assert.Equal((201, 201), (spa.Status, spaOnly.Status));
        Assert.Equal("SPA", spaOnly["productType"].GetValue<string>());
        await AssertRefused(app.As(app.World.Dealer), An.Order(app.World).With("poolModelId", app.World.Spa).With("orderType", "POOL_ONLY"), "poolModelId");
        await AssertRefused(app.As(app.World.Dealer), An.Order(app.World).With("orderType", "SPA_ONLY"), "poolModelId");
    }

    [Fact]
    public async Task An_empty_order_hears_of_everything_at_once()
    {
        await AssertRefused(app.As(app.World.Dealer), [], "colorId", "deliveryAddress", "hardwareAutocover", "poolModelId", "requestedShipDate", "shippingMethod");
        await AssertRefused(app.As(app.World.Admin), [], "colorId", "dealerId", "deliveryAddress", "poolModelId");
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var body = new Dictionary<string, object?>
        {
            ["dealerId"] = app.World.OtherDealerId,
            ["poolModelId"] = app.World.RetiredPool,
            ["colorId"] = Guid.NewGuid(),
            ["factoryLocationId"] = Guid.NewGuid(),
            ["deliveryAddress"] = new string('x', 501),
            ["linkedSpa"] = new { poolModelId = app.World.Pool },
            ["penetrationMode"] = "OTHER",
            ["blueprintMarkers"] = new[] { new { type = "drain", x = 101, y = 0 } },
            ["requestedShipDate"] = "2020-01-01",
            ["scheduledShipDate"] = "2030-01-01",
            ["scheduledProductionDate"] = "2030-01-01",
            ["productionPriority"] = 0,
            ["serialNumber"] = new string('x', 101),
            ["invoiceNumber"] = new string('x', 101),
            ["notes"] = new string('x', 5001),
            ["paymentProof"] = new { fileName = "a/b.url", contentType = "text/html", sizeBytes = 0, sha256 = "x" },
        };

        await AssertRefused(app.As(app.World.Dealer), body, "blueprintMarkers", "colorId", "dealerId", "deliveryAddress", "factoryLocationId", "hardwareAutocover",
            "invoiceNumber", "linkedSpa.colorId", "linkedSpa.poolModelId", "notes", "paymentProof.contentType", "paymentProof.fileName", "paymentProof.sha256",
            "paymentProof.sizeBytes", "penetrationNotes", "poolModelId", "productionPriority", "requestedShipDate", "scheduledProductionDate", "scheduledShipDate",
            "serialNumber", "shippingMethod");
    }

    private async Task<Answered> AssertRefused(HttpClient client, Dictionary<string, object?> body, params string[] complaints)
    {
        var before = await RowCounts.Of(app);

        var answer = await client.Post("/api/orders", JsonSerializer.Serialize(body), key: Guid.NewGuid().ToString());

        Problems.Assert(400, "INVALID", answer);
        Assert.Equal(complaints, answer.Complaints());
        Assert.All(answer["errors"].AsObject(), member => Assert.All(member.Value!.AsArray(), sentence => Assert.EndsWith(".", sentence!.ToString(), StringComparison.Ordinal)));
        Assert.Equal(before, await RowCounts.Of(app));
        return answer;
    }
}
