using System.Text.Json.Nodes;

namespace Glimmerglass.Tests.Http;

public sealed class DocumentWarningTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task The_same_content_on_another_order_is_a_warning_for_admins()
    {
        var (first, second) = (await An.PlacedOrder(app), await An.PlacedOrder(app));
        var content = Papers.Pdf();
        var earlier = (await Papers.Uploaded(app, app.World.Dealer, first.Id, "QUOTE", content)).Id;
        var onTheSame = (await Papers.Uploaded(app, app.World.Dealer, first.Id, "OTHER", content)).Id;
        var later = (await Papers.Uploaded(app, app.World.Dealer, second.Id, "QUOTE", content)).Id;

        Assert.Equal("", Codes(await Read(app.World.Admin, earlier)));
        Assert.Equal("", Codes(await Read(app.World.Admin, onTheSame)));
        Assert.Equal("DUPLICATE_OF_OTHER_ORDER", Codes(await Read(app.World.Admin, later)));
        Assert.Equal("accepted", (await Read(app.World.Admin, later))["state"].GetValue<string>());
        Assert.Equal(Same(first), (await Read(app.World.Superadmin, later))["sameContentOn"].ToJsonString());
        Assert.Equal(Same(second), (await Read(app.World.Admin, earlier))["sameContentOn"].ToJsonString());
        Assert.Equal("DUPLICATE_OF_OTHER_ORDER", string.Join(' ', (await app.As(app.World.Admin).Get($"/api/orders/{second.Id}/documents"))["items"][0]!["warnings"]!.AsArray().Select(Code)));

        var dealers = await Read(app.World.Dealer, later);
        Assert.Equal("[]", dealers["warnings"].ToJsonString());
        Assert.DoesNotContain("sameContentOn", dealers.Body!.ToJsonString(), StringComparison.Ordinal);

        static string Same(Answered order) => $$"""[{"orderId":"{{order.Id}}","number":"{{order["number"].GetValue<string>()}}"}]""";
    }

    [Fact]
    public async Task Orders_of_another_factory_are_not_named()
    {
        var (ofA, ofB) = (await An.PlacedOrder(app), await An.PlacedOrder(app, An.Order(app.World).With("poolModelId", app.World.OtherPool)));
        var content = Papers.Pdf();
        var (onA, onB) = (await Papers.Accepted(app, ofA.Id, content), await Papers.Accepted(app, ofB.Id, content));

        var (seenByA, seenByB, seenByAll) = (await Read(app.World.AdminOfA, onA), await Read(app.World.AdminOfB, onB), await Read(app.World.Admin, onA));

        Assert.DoesNotContain("sameContentOn", seenByA.Body!.ToJsonString() + seenByB.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(ofB.Id, seenByAll["sameContentOn"][0]!["orderId"]!.GetValue<Guid>());
    }

    [Fact]
    public async Task The_list_of_orders_with_the_same_content_has_an_end()
    {
        var content = Papers.Pdf();
        var first = await Papers.Accepted(app, (await An.PlacedOrder(app)).Id, content);
        for (var number = 0; number < 22; number++) await Papers.Accepted(app, (await An.PlacedOrder(app)).Id, content);

        Assert.Equal(20, (await Read(app.World.Admin, first))["sameContentOn"].AsArray().Count);
    }

    [Fact]
    public async Task A_place_in_a_picture_is_a_warning_only_while_the_dealer_can_open_it()
    {
        var id = await Papers.Accepted(app, (await An.PlacedOrder(app)).Id, Papers.Pdf());
        await app.Database.Execute($$"""update documents set warnings = '[{"code": "LOCATION_DATA", "message": "x", "detail": "y"}, {"code": "OTHER", "message": "z"}]' where id = '{{id}}'""");

        var visible = await Read(app.World.Admin, id);
        var hidden = await app.As(app.World.Admin).Patch($"/api/documents/{id}", new { visibleToDealer = false });
        var read = await Read(app.World.Admin, id);
        var shown = await app.As(app.World.Admin).Patch($"/api/documents/{id}", new { visibleToDealer = true });

        Assert.Equal(("LOCATION_DATA OTHER", "OTHER", "LOCATION_DATA OTHER"), (Codes(visible), Codes(hidden), Codes(shown)));
        Assert.Equal(hidden.ETag, read.ETag);
        Assert.Equal("""{"code":"LOCATION_DATA","message":"x","detail":"y"}""", visible["warnings"][0]!.ToJsonString());
    }

    private Task<Answered> Read(TestUser user, Guid id) => app.As(user).Get($"/api/documents/{id}");

    private static string Codes(Answered document) => string.Join(' ', document["warnings"].AsArray().Select(Code));

    private static string Code(JsonNode? warning) => warning!["code"]!.GetValue<string>();
}
