namespace Glimmerglass.Tests.Http;

public sealed class GetDocumentTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_reader_who_has_it_already_gets_304_until_it_changes()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var document = await Papers.Announced(app, app.World.Admin, order, "INVOICE", Papers.Pdf());
        var path = $"/api/documents/{document.Id}";

        var same = await app.As(app.World.Dealer).Get(path, ("If-None-Match", document.ETag!));
        var weak = await app.As(app.World.Dealer).Get(path, ("If-None-Match", $"W/{document.ETag}"));
        await app.As(app.World.Admin).Patch(path, new { visibleToDealer = false });
        var changed = await app.As(app.World.Admin).Get(path, ("If-None-Match", document.ETag!));

        Assert.Equal((304, 304, 200), (same.Status, weak.Status, changed.Status));
        Assert.Null(same.Body);
        Assert.Equal(document.ETag, same.ETag);
        Assert.NotEqual(document.ETag, changed.ETag);
    }

    [Fact]
    public async Task Whoever_may_not_see_it_does_not_learn_that_it_exists()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var path = $"/api/documents/{await Papers.Accepted(app, order, Papers.Pdf())}";
        var hidden = $"/api/documents/{await Papers.Accepted(app, order, Papers.Pdf(), visible: false)}";
        var nothing = await app.As(app.World.OtherDealer).Get($"/api/documents/{Guid.NewGuid()}");

        Answered[] refused =
        [
            await app.As(app.World.OtherDealer).Get(path), await app.As(app.World.AdminOfB).Get(path), await app.As(app.World.Dealer).Get(hidden),
            await app.As(app.World.OtherDealer).Get(path + "/content"), await app.As(app.World.AdminOfB).Get(path + "/content"), await app.As(app.World.Dealer).Get(hidden + "/content"),
        ];

        Assert.All(refused, answer => Assert.Equal((404, "NOT_FOUND", nothing["detail"].GetValue<string>()), (answer.Status, answer.Code, answer["detail"].GetValue<string>())));
        Assert.Equal(200, (await app.As(app.World.Dealer).Get(path)).Status);
        Assert.Equal(200, (await app.As(app.World.ViewingAdmin).Get(hidden)).Status);
        Assert.Equal(403, (await app.As(app.World.InventoryAdmin).Get(path)).Status);
        Assert.Equal(401, (await app.Anonymous.Get(path)).Status);
    }

    [Fact]
    public async Task An_odd_id_is_no_document_and_an_odd_query_is_refused()
    {
        var admin = app.As(app.World.Admin);
        var document = await Papers.Accepted(app, (await An.PlacedOrder(app)).Id, Papers.Pdf());

        Assert.Equal(404, (await admin.Get("/api/documents/1")).Status);
        Assert.Equal("INVALID_QUERY", (await admin.Get($"/api/documents/{document}?download=1")).Code);
        Assert.Equal("INVALID_QUERY", (await admin.Get($"/api/documents/{document}/content?download=1")).Code);
    }
}
