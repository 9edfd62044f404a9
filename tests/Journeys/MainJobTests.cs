using Xunit.Abstractions;

namespace Glimmerglass.Tests.Journeys;

public sealed class MainJobTests(TestApp app, ITestOutputHelper output) : IClassFixture<TestApp>
{
    private readonly Journey journey = new(app, output);

    [Fact]
    public async Task A_dealer_orders_and_pays_and_the_order_goes_into_production()
    {
        journey.Step("the dealer signs in");
        var dealer = await journey.SignedIn(app.World.Dealer);
        Assert.Equal("DEALER", (await dealer.Get("/api/me"))["role"].GetValue<string>());

        journey.Step("the dealer orders a pool and announces its payment proof");
        var proof = Papers.Pdf();
        var body = An.Order(app.World).With("paymentProof", new { fileName = "deposit.pdf", contentType = "application/pdf", sizeBytes = proof.Length });
        var order = await dealer.Post("/api/orders", body, key: "first-order");
        Assert.Equal((201, "PENDING_PAYMENT_APPROVAL"), (order.Status, order["status"].GetValue<string>()));

        journey.Step("the proof goes straight to the store and is checked");
        var proofId = order["upload"]["documentId"]!.GetValue<Guid>();
        Assert.Equal(201, await Papers.Put(order["upload"], proof));
        Assert.Equal("accepted", (await Papers.Checked(app, app.World.Dealer, proofId))["state"].GetValue<string>());

        journey.Step("the status check says what is missing, and the move is blocked by the same");
        var admin = await journey.SignedIn(app.World.Admin);
        var check = await dealer.Get($"/api/orders/{order.Id}/status");
        var next = check["moves"].AsArray().Single(move => move!["to"]!.GetValue<string>() == "IN_PRODUCTION")!;
        Assert.False(next["allowed"]!.GetValue<bool>());
        Assert.Equal(["QUOTE", "INVOICE"], Journey.Words(next["missing"]!["docs"]));
        var blocked = await Journey.Moved(admin, order.Id, "IN_PRODUCTION", 409);
        Assert.Equal("MISSING_REQUIREMENTS", blocked.Code);
        Assert.Equal(next["missing"]!.ToJsonString(), blocked["missing"].ToJsonString());

        journey.Step("a paper that is none is refused");
        var wrong = await Papers.Uploaded(app, app.World.Dealer, order.Id, "QUOTE", "no paper"u8.ToArray());
        Assert.Equal("rejected", wrong["state"].GetValue<string>());

        journey.Step("the dealer and an admin add the other papers");
        await Papers.Uploaded(app, app.World.Dealer, order.Id, "QUOTE", Papers.Pdf());
        await Papers.Uploaded(app, app.World.Admin, order.Id, "INVOICE", Papers.Pdf());
        Assert.True((await admin.Get($"/api/orders/{order.Id}/status?to=IN_PRODUCTION"))["moves"][0]!["allowed"]!.GetValue<bool>());

        journey.Step("a dealer may not move it, an admin does, and only from the version it saw");
        Assert.Equal("NOT_ALLOWED", (await dealer.Post($"/api/orders/{order.Id}/status", new { to = "IN_PRODUCTION" }, order.ETag)).Code);
        Assert.Equal("STALE", (await admin.Post($"/api/orders/{order.Id}/status", new { to = "IN_PRODUCTION" }, order.ETag)).Code);
        var moved = await Journey.Moved(admin, order.Id, "IN_PRODUCTION", 200, "deposit received");
        Assert.Equal("IN_PRODUCTION", moved["status"].GetValue<string>());

        journey.Step("the dealer reads it in the history");
        var history = (await dealer.Get($"/api/orders/{order.Id}/history"))["items"].AsArray();
        Assert.Equal(("STATUS_CHANGED", "IN_PRODUCTION", "deposit received"),
            (history[0]!["kind"]!.GetValue<string>(), history[0]!["status"]!.GetValue<string>(), history[0]!["comment"]!.GetValue<string>()));
        Assert.Equal(4, history.Count(entry => entry!["kind"]!.GetValue<string>() == "DOCUMENT_CHECKED"));

        journey.Step("the admin opens the proof");
        var link = (await admin.Get($"/api/documents/{proofId}/content")).Headers.Location!;
        using var anyone = new HttpClient();
        Assert.Equal(proof, await anyone.GetByteArrayAsync(link));

        journey.Step("another dealer sees nothing of it");
        var other = await journey.SignedIn(app.World.OtherDealer);
        Assert.Equal(404, (await other.Get($"/api/orders/{order.Id}")).Status);
        Assert.Equal(404, (await other.Get($"/api/documents/{proofId}/content")).Status);
        Assert.Empty((await other.Get("/api/orders"))["items"].AsArray());
    }

    [Fact]
    public async Task A_pool_and_its_spa_are_two_orders_of_one_job()
    {
        journey.Step("the dealer orders a pool with a spa");
        var dealer = await journey.SignedIn(app.World.Dealer);
        var body = An.Order(app.World).With("linkedSpa", new { poolModelId = app.World.Spa, colorId = app.World.White });
        var pool = await dealer.Post("/api/orders", body);
        Assert.Equal((201, "PRIMARY", "POOL"), (pool.Status, pool["jobRole"].GetValue<string>(), pool["jobItemType"].GetValue<string>()));

        journey.Step("the spa is an order of its own");
        var spa = await dealer.Get($"/api/orders/{pool["linkedOrderId"].GetValue<Guid>()}");
        Assert.Equal(("LINKED", "SPA", "NO_PENETRATIONS"), (spa["jobRole"].GetValue<string>(), spa["jobItemType"].GetValue<string>(), spa["penetrationMode"].GetValue<string>()));
        Assert.Equal((pool["jobId"].GetValue<Guid>(), pool.Id), (spa["jobId"].GetValue<Guid>(), spa["linkedOrderId"].GetValue<Guid>()));
        Assert.NotEqual(pool["number"].GetValue<string>(), spa["number"].GetValue<string>());

        journey.Step("papers of the pool open the way for the pool alone");
        foreach (var kind in (string[])["PROOF_OF_PAYMENT", "QUOTE", "INVOICE"]) await Papers.Uploaded(app, app.World.Admin, pool.Id, kind, Papers.Pdf());
        var admin = await journey.SignedIn(app.World.Admin);
        await Journey.Moved(admin, pool.Id, "IN_PRODUCTION", 200);
        var blocked = await Journey.Moved(admin, spa.Id, "IN_PRODUCTION", 409);
        Assert.Equal(["PROOF_OF_PAYMENT", "QUOTE", "INVOICE"], Journey.Words(blocked["missing"]["docs"]));

        journey.Step("each stands where it stands");
        Assert.Equal("IN_PRODUCTION", (await dealer.Get($"/api/orders/{pool.Id}"))["status"].GetValue<string>());
        Assert.Equal("PENDING_PAYMENT_APPROVAL", (await dealer.Get($"/api/orders/{spa.Id}"))["status"].GetValue<string>());
    }

    [Fact]
    public async Task A_canceled_order_is_restored_through_its_gates()
    {
        journey.Step("an order is in production");
        var order = await An.PlacedOrder(app);
        var admin = await journey.SignedIn(app.World.Admin);
        foreach (var kind in (string[])["PROOF_OF_PAYMENT", "INVOICE"]) await Papers.Uploaded(app, app.World.Admin, order.Id, kind, Papers.Pdf());
        var quote = await Papers.Uploaded(app, app.World.Dealer, order.Id, "QUOTE", Papers.Pdf());
        await Journey.Moved(admin, order.Id, "IN_PRODUCTION", 200);

        journey.Step("it is canceled with a reason, and only with one");
        Assert.Equal("CANCEL_REASON_REQUIRED", (await Journey.Moved(admin, order.Id, "CANCELED", 400)).Code);
        var canceled = await Journey.Moved(admin, order.Id, "CANCELED", 200, "the ground is rock");
        Assert.Equal(("CANCELED", "IN_PRODUCTION"), (canceled["status"].GetValue<string>(), canceled["canceledFrom"].GetValue<string>()));

        journey.Step("a paper is taken away");
        Assert.Equal(204, (await admin.Send(HttpMethod.Delete, $"/api/documents/{quote.Id}")).Status);

        journey.Step("it is restored with a reason, only to where it was, and only when its gate is met");
        Assert.Equal("RESTORE_REASON_REQUIRED", (await Journey.Moved(admin, order.Id, "IN_PRODUCTION", 400)).Code);
        Assert.Equal("INVALID_TRANSITION", (await Journey.Moved(admin, order.Id, "PRE_SHIPPING", 409, "on")).Code);
        var blocked = await Journey.Moved(admin, order.Id, "IN_PRODUCTION", 409, "the rock was blasted");
        Assert.Equal(["QUOTE"], Journey.Words(blocked["missing"]["docs"]));
        await Papers.Uploaded(app, app.World.Dealer, order.Id, "QUOTE", Papers.Pdf());
        var restored = await Journey.Moved(admin, order.Id, "IN_PRODUCTION", 200, "the rock was blasted");
        Assert.Equal(("IN_PRODUCTION", null), (restored["status"].GetValue<string>(), restored.Body!["canceledFrom"]));

        journey.Step("the dealer reads all of it");
        var moves = (await (await journey.SignedIn(app.World.Dealer)).Get($"/api/orders/{order.Id}/history"))["items"].AsArray()
            .Where(entry => entry!["kind"]!.GetValue<string>() == "STATUS_CHANGED").Select(entry => entry!["status"]!.GetValue<string>());
        Assert.Equal(["IN_PRODUCTION", "CANCELED", "IN_PRODUCTION"], moves);
    }
}
