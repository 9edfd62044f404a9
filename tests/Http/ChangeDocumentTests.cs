namespace Glimmerglass.Tests.Http;

public sealed class ChangeDocumentTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Hiding_a_document_is_told_and_makes_a_new_version_of_the_order()
    {
        var order = await An.PlacedOrder(app);
        var id = await Papers.Accepted(app, order.Id, Papers.Pdf());
        var before = await app.As(app.World.Admin).Get($"/api/documents/{id}");

        var hidden = await app.As(app.World.Admin).Patch($"/api/documents/{id}", new { visibleToDealer = false });

        Assert.Equal((200, false, 2), (hidden.Status, hidden["visibleToDealer"].GetValue<bool>(), hidden["version"].GetValue<int>()));
        Assert.NotEqual(before.ETag, hidden.ETag);
        Assert.Equal(hidden.ETag, (await app.As(app.World.Admin).Get($"/api/documents/{id}")).ETag);
        Assert.Equal(404, (await app.As(app.World.Dealer).Get($"/api/documents/{id}")).Status);
        Assert.Equal(2, (await app.As(app.World.Admin).Get($"/api/orders/{order.Id}"))["version"].GetValue<int>());
        Assert.Equal(1, await app.Database.Scalar<int>($"""
            select count(*) from order_history
             where order_id = '{order.Id}' and kind = 'DOCUMENT_CHANGED' and user_id = '{app.World.Admin.Id}' and not visible_to_dealer
               and changes @> '[{"{"}"field": "QUOTE.visibleToDealer", "from": true, "to": false{"}"}]'
            """));
        Assert.Equal(1, await app.Database.Scalar<int>($"select count(*) from audit_log where action = 'DOCUMENT_CHANGED' and detail ->> 'documentId' = '{id}' and actor_id = '{app.World.Admin.Id}'"));
        Assert.DoesNotContain("DOCUMENT_CHANGED", (await app.As(app.World.Dealer).Get($"/api/orders/{order.Id}/history")).Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_history_says_of_a_document_is_hidden_with_it()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var document = (await Papers.Announced(app, app.World.Admin, order, "INVOICE", Papers.Pdf())).Id;
        var told = await KindsTold(order);

        await app.As(app.World.Admin).Patch($"/api/documents/{document}", new { visibleToDealer = false });
        var hidden = await KindsTold(order);
        await app.As(app.World.Admin).Patch($"/api/documents/{document}", new { visibleToDealer = true });
        var shown = await KindsTold(order);
        await app.As(app.World.Admin).Send(HttpMethod.Delete, $"/api/documents/{document}");
        var removed = await KindsTold(order);

        Assert.Equal("DOCUMENT_ANNOUNCED CREATED", told);
        Assert.Equal("CREATED", hidden);
        Assert.Equal(told, shown);
        Assert.Equal("DOCUMENT_REMOVED DOCUMENT_ANNOUNCED CREATED", removed);
    }

    private async Task<string> KindsTold(Guid order)
    {
        var history = await app.As(app.World.Dealer).Get($"/api/orders/{order}/history");
        return string.Join(' ', history["items"].AsArray().Select(entry => entry!["kind"]!.GetValue<string>()));
    }

    [Theory, InlineData("{}"), InlineData("""{"visibleToDealer":true}"""), InlineData("""{"visibleToDealer":null}""")]
    public async Task What_changes_nothing_writes_nothing(string body)
    {
        var order = await An.PlacedOrder(app);
        var id = await Papers.Accepted(app, order.Id, Papers.Pdf());

        var answer = await app.As(app.World.Admin).Patch($"/api/documents/{id}", body);

        Assert.Equal((200, 1), (answer.Status, answer["version"].GetValue<int>()));
        Assert.Equal(1, (await app.As(app.World.Admin).Get($"/api/orders/{order.Id}"))["version"].GetValue<int>());
        Assert.Equal(0, await app.Database.Scalar<int>($"select count(*) from order_history where order_id = '{order.Id}' and kind = 'DOCUMENT_CHANGED'"));
    }

    [Fact]
    public async Task A_version_that_is_named_must_be_the_newest()
    {
        var order = await An.PlacedOrder(app);
        var id = await Papers.Accepted(app, order.Id, Papers.Pdf());
        var etag = (await app.As(app.World.Admin).Get($"/api/documents/{id}")).ETag;

        var first = await app.As(app.World.Admin).Patch($"/api/documents/{id}", new { visibleToDealer = false }, etag);
        var stale = await app.As(app.World.Admin).Patch($"/api/documents/{id}", new { visibleToDealer = true }, etag);
        var odd = await app.As(app.World.Admin).Patch($"/api/documents/{id}", new { visibleToDealer = true }, "odd");

        Assert.Equal((200, 412, 412), (first.Status, stale.Status, odd.Status));
        Assert.Equal(("STALE", "STALE"), (stale.Code, odd.Code));
        Assert.False((await app.As(app.World.Admin).Get($"/api/documents/{id}"))["visibleToDealer"].GetValue<bool>());
    }

    [Fact]
    public async Task Of_changes_at_once_each_version_is_left_once()
    {
        var order = await An.PlacedOrder(app);
        var id = await Papers.Accepted(app, order.Id, Papers.Pdf());
        var admin = app.As(app.World.Admin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => admin.Patch($"/api/documents/{id}", new { visibleToDealer = false })));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 412, $"{answer.Status}"));
        Assert.Equal(1, await app.Database.Scalar<int>($"select count(*) from order_history where order_id = '{order.Id}' and kind = 'DOCUMENT_CHANGED'"));
        Assert.Equal(2, (await admin.Get($"/api/documents/{id}"))["version"].GetValue<int>());
    }

    [Fact]
    public async Task Whoever_may_not_change_it_changes_nothing()
    {
        var order = await An.PlacedOrder(app);
        var id = await Papers.Accepted(app, order.Id, Papers.Pdf());
        var path = $"/api/documents/{id}";
        var body = new { visibleToDealer = false };

        Assert.Equal("NOT_ALLOWED", (await app.As(app.World.Dealer).Patch(path, body)).Code);
        Assert.Equal("NOT_ALLOWED", (await app.As(app.World.ViewingAdmin).Patch(path, body)).Code);
        Assert.Equal("NOT_FOUND", (await app.As(app.World.AdminOfB).Patch(path, body)).Code);
        Assert.Equal("NOT_SIGNED_IN", (await app.Anonymous.Patch(path, body)).Code);
        Assert.Equal("NOT_FOUND", (await app.As(app.World.Admin).Patch($"/api/documents/{Guid.NewGuid()}", body)).Code);
        Assert.Equal("MALFORMED_BODY", (await app.As(app.World.Admin).Patch(path, new { state = "accepted" })).Code);
        Assert.Equal("MALFORMED_BODY", (await app.As(app.World.Admin).Patch(path, """{"visibleToDealer":"no"}""")).Code);
        Assert.True((await app.As(app.World.Dealer).Get(path))["visibleToDealer"].GetValue<bool>());
    }
}
