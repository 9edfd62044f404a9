namespace Glimmerglass.Tests.Http;

public sealed class ListDocumentsTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task Documents_come_in_pages_oldest_first_each_once()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++) ids.Add((await Papers.Announced(app, app.World.Dealer, order, "QUOTE", Papers.Pdf())).Id);
        // Equal instants must neither repeat nor lose a row.
        await app.Database.Execute($"update documents set created_at = '2026-01-01' where order_id = '{order}'");

        var found = new List<Guid>();
        var pages = new List<int>();
        string? next = null;
        do
        {
            var page = await app.As(app.World.Dealer).Get($"/api/orders/{order}/documents?limit=2{(next is null ? "" : $"&cursor={next}")}");
            Assert.Equal(200, page.Status);
            pages.Add(page["items"].AsArray().Count);
            found.AddRange(page["items"].AsArray().Select(item => item!["id"]!.GetValue<Guid>()));
            next = page.Body!["next"]?.GetValue<string>();
        }
        while (next is not null && pages.Count < 10);

        Assert.Equal([2, 2, 1], pages);
        Assert.Equal(ids.Order(), found.Order());
    }

    [Fact]
    public async Task A_page_that_ends_with_the_last_document_is_the_last()
    {
        var order = (await An.PlacedOrder(app)).Id;
        await Papers.Announced(app, app.World.Dealer, order, "QUOTE", Papers.Pdf());
        await Papers.Announced(app, app.World.Dealer, order, "OTHER", Papers.Pdf());

        var page = await app.As(app.World.Admin).Get($"/api/orders/{order}/documents?limit=2");

        Assert.Equal(["QUOTE", "OTHER"], page["items"].AsArray().Select(item => item!["kind"]!.GetValue<string>()));
        Assert.Null(page.Body!["next"]);
    }

    [Fact]
    public async Task A_dealer_sees_only_what_is_visible_to_it()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var shown = await Papers.Announced(app, app.World.Admin, order, "INVOICE", Papers.Pdf());
        var hidden = await Papers.Announced(app, app.World.Admin, order, "INVOICE", [], An.Announcement("INVOICE").With("visibleToDealer", false));

        var dealers = await app.As(app.World.Dealer).Get($"/api/orders/{order}/documents");
        var viewers = await app.As(app.World.ViewingAdmin).Get($"/api/orders/{order}/documents");

        Assert.Equal([shown.Id], dealers["items"].AsArray().Select(item => item!["id"]!.GetValue<Guid>()));
        Assert.Equal([shown.Id, hidden.Id], viewers["items"].AsArray().Select(item => item!["id"]!.GetValue<Guid>()));
        Assert.DoesNotContain("@", dealers.Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_without_documents_has_an_empty_list()
    {
        var order = (await An.PlacedOrder(app)).Id;

        var answer = await app.As(app.World.Dealer).Get($"/api/orders/{order}/documents");

        Assert.Equal((200, """{"items":[],"next":null}"""), (answer.Status, answer.Body!.ToJsonString()));
    }

    [Theory, InlineData("limit=0"), InlineData("limit=201"), InlineData("limit=x"), InlineData("limit=1&limit=2"), InlineData("kind=QUOTE")]
    public async Task A_bad_query_is_refused(string query)
    {
        var order = (await An.PlacedOrder(app)).Id;

        var answer = await app.As(app.World.Dealer).Get($"/api/orders/{order}/documents?{query}");

        Assert.Equal((400, "INVALID_QUERY"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_cursor_of_another_list_or_reader_is_refused()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var other = (await An.PlacedOrder(app)).Id;
        await Papers.Announced(app, app.World.Dealer, order, "QUOTE", Papers.Pdf());
        await Papers.Announced(app, app.World.Dealer, order, "QUOTE", Papers.Pdf());
        var cursor = (await app.As(app.World.Dealer).Get($"/api/orders/{order}/documents?limit=1"))["next"].GetValue<string>();

        Answered[] answers =
        [
            await app.As(app.World.Dealer).Get($"/api/orders/{other}/documents?cursor={cursor}"),
            await app.As(app.World.Admin).Get($"/api/orders/{order}/documents?cursor={cursor}"),
            await app.As(app.World.Dealer).Get($"/api/orders/{order}/documents?cursor={cursor[..^2]}"),
            await app.As(app.World.Dealer).Get($"/api/orders/{order}/documents?cursor=x"),
        ];

        Assert.All(answers, answer => Assert.Equal((400, "INVALID_CURSOR"), (answer.Status, answer.Code)));
    }

    [Fact]
    public async Task Whoever_may_not_see_the_order_sees_no_list()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var path = $"/api/orders/{order}/documents";

        Assert.Equal(404, (await app.As(app.World.OtherDealer).Get(path)).Status);
        Assert.Equal(404, (await app.As(app.World.AdminOfB).Get(path)).Status);
        Assert.Equal(200, (await app.As(app.World.AdminOfA).Get(path)).Status);
        Assert.Equal(403, (await app.As(app.World.InventoryAdmin).Get(path)).Status);
        Assert.Equal(401, (await app.Anonymous.Get(path)).Status);
        Assert.Equal(404, (await app.As(app.World.Admin).Get($"/api/orders/{Guid.NewGuid()}/documents")).Status);
    }
}
