namespace Glimmerglass.Tests.Http.Access;

public sealed class DealerLimitsTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [MemberData(nameof(EveryDoor.OfOneOrder), MemberType = typeof(EveryDoor))]
    public async Task An_order_of_another_dealer_does_not_exist(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);
        var before = await RowCounts.Of(app);

        var foreign = await app.As(app.World.OtherDealer).Knock(method, path, body, order, document);
        var none = await app.As(app.World.OtherDealer).Knock(method, path, body, Guid.NewGuid(), Guid.NewGuid());

        // What no dealer may do is refused before anything is looked for.
        Assert.Contains((foreign.Status, foreign.Code), new (int, string?)[] { (404, "NOT_FOUND"), (403, "NOT_ALLOWED") });
        Assert.Equal((none.Status, none.Code, none["detail"].ToString()), (foreign.Status, foreign.Code, foreign["detail"].ToString()));
        Assert.Equal(Problems.Told(none), Problems.Told(foreign));
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Theory]
    [MemberData(nameof(EveryDoor.Reading), MemberType = typeof(EveryDoor))]
    public async Task A_dealer_reads_all_of_its_own_order(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);

        var answer = await app.As(app.World.Dealer).Knock(method, path, body, order, document);

        Assert.Contains(answer.Status, new[] { 200, 302 });
    }

    [Theory]
    [InlineData("PATCH", "/api/orders/{order}", """{"notes":"mine"}""")]
    [InlineData("POST", "/api/orders/{order}/status", """{"to":"CANCELED","comment":"never mind"}""")]
    [InlineData("PATCH", "/api/documents/{document}", """{"visibleToDealer":true}""")]
    [InlineData("DELETE", "/api/documents/{document}", null)]
    public async Task What_admins_do_is_not_for_dealers(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);
        var before = await RowCounts.Of(app);

        var answer = await app.As(app.World.Dealer).Knock(method, path, body, order, document);

        Problems.Assert(403, "NOT_ALLOWED", answer);
        Assert.Equal(before, await RowCounts.Of(app));
        Assert.Equal(2, await app.Database.Scalar<int>($"select version from orders where id = '{order}'"));
    }

    [Fact]
    public async Task A_list_shows_the_own_orders_alone()
    {
        var own = await An.PlacedOrder(app);
        var foreign = await app.As(app.World.OtherDealer).Post("/api/orders", An.Order(app.World));

        var listed = await app.As(app.World.Dealer).Get("/api/orders?limit=200");
        var asked = await app.As(app.World.Dealer).Get($"/api/orders?dealerId={app.World.OtherDealerId}");
        var searched = await app.As(app.World.Dealer).Get($"/api/orders?q={foreign["number"]}");

        Assert.Contains(own.Id.ToString(), listed.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(foreign.Id.ToString(), listed.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(asked["items"].AsArray());
        Assert.Empty(searched["items"].AsArray());
    }

    [Fact]
    public async Task A_hidden_document_does_not_exist_for_its_dealer()
    {
        var (order, document) = await EveryDoor.Place(app);
        await app.Database.Execute($"update documents set visible_to_dealer = false where id = '{document}'");

        var listed = await app.As(app.World.Dealer).Get($"/api/orders/{order}/documents");
        var read = await app.As(app.World.Dealer).Get($"/api/documents/{document}");
        var opened = await app.As(app.World.Dealer).Get($"/api/documents/{document}/content");

        Assert.Empty(listed["items"].AsArray());
        Problems.Assert(404, "NOT_FOUND", read);
        Problems.Assert(404, "NOT_FOUND", opened);
    }
}
