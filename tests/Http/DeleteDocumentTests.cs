namespace Glimmerglass.Tests.Http;

public sealed class DeleteDocumentTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_deleted_document_is_told_and_its_content_goes_to_quarantine()
    {
        var order = await An.PlacedOrder(app);
        var content = Papers.Pdf();
        var id = await Papers.Accepted(app, order.Id, content);

        var deleted = await Delete(app.World.Admin, id);
        var again = await Delete(app.World.Admin, id);

        Assert.Equal((204, 404), (deleted.Status, again.Status));
        var standing = await Standing.Of(app.Database, app.Storage, order.Id, id);
        Assert.Equal(new Standing { OrderVersion = 2, Quarantined = 1 }, standing);
        Assert.Equal(content, (await Papers.Blob(app.Storage, "quarantine", id).DownloadContentAsync()).Value.Content.ToArray());
        var told = (await app.As(app.World.Dealer).Get($"/api/orders/{order.Id}/history"))["items"][0]!;
        Assert.Equal("DOCUMENT_REMOVED", told["kind"]!.GetValue<string>());
        Assert.Equal("""[{"field":"QUOTE","from":"paper.pdf","to":null}]""", told["changes"]!.ToJsonString());
        Assert.Equal(1, await app.Database.Scalar<int>($"""
            select count(*) from audit_log
             where action = 'DOCUMENT_REMOVED' and actor_id = '{app.World.Admin.Id}' and order_id = '{order.Id}' and detail ->> 'documentId' = '{id}' and length(detail ->> 'sha256') = 64
            """));
    }

    [Fact]
    public async Task The_removal_of_a_hidden_document_is_not_told_to_the_dealer()
    {
        var order = await An.PlacedOrder(app);
        var id = await Papers.Accepted(app, order.Id, Papers.Pdf(), visible: false);

        await Delete(app.World.Superadmin, id);

        Assert.DoesNotContain("DOCUMENT_REMOVED", (await app.As(app.World.Dealer).Get($"/api/orders/{order.Id}/history")).Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("DOCUMENT_REMOVED", (await app.As(app.World.Admin).Get($"/api/orders/{order.Id}/history")).Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_paper_does_not_count_any_more()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var id = await Papers.Accepted(app, order, Papers.Pdf());
        var path = $"/api/orders/{order}/status?to=IN_PRODUCTION";
        var before = await app.As(app.World.Admin).Get(path);

        await Delete(app.World.Admin, id);

        Assert.Equal("""["PROOF_OF_PAYMENT","INVOICE"]""", before["moves"][0]!["missing"]!["docs"]!.ToJsonString());
        Assert.Equal("""["PROOF_OF_PAYMENT","QUOTE","INVOICE"]""", (await app.As(app.World.Admin).Get(path))["moves"][0]!["missing"]!["docs"]!.ToJsonString());
    }

    [Fact]
    public async Task Whoever_may_not_delete_it_deletes_nothing()
    {
        var order = await An.PlacedOrder(app);
        var id = await Papers.Accepted(app, order.Id, Papers.Pdf());

        Assert.Equal("NOT_ALLOWED", (await Delete(app.World.Dealer, id)).Code);
        Assert.Equal("NOT_ALLOWED", (await Delete(app.World.ViewingAdmin, id)).Code);
        Assert.Equal("NOT_FOUND", (await Delete(app.World.AdminOfB, id)).Code);
        Assert.Equal("STALE", (await app.As(app.World.Admin).Send(HttpMethod.Delete, $"/api/documents/{id}", ifMatch: "\"7-abc\"")).Code);
        Assert.Equal("NOT_SIGNED_IN", (await app.Anonymous.Send(HttpMethod.Delete, $"/api/documents/{id}")).Code);
        Assert.Equal("INVALID_QUERY", (await app.As(app.World.Admin).Send(HttpMethod.Delete, $"/api/documents/{id}?force=true")).Code);
        var standing = await Standing.Of(app.Database, app.Storage, order.Id, id);
        Assert.Equal(("ACCEPTED", true, 1), (standing.State, standing.Kept, standing.OrderVersion));
    }

    [Fact]
    public async Task Of_deletions_at_once_one_happens()
    {
        var order = await An.PlacedOrder(app);
        var id = await Papers.Accepted(app, order.Id, Papers.Pdf());

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Delete(app.World.Admin, id)));

        Assert.Single(answers, answer => answer.Status == 204);
        Assert.All(answers, answer => Assert.True(answer.Status is 204 or 404 or 412, $"{answer.Status} {answer.Code}"));
        Assert.Equal(1, await app.Database.Scalar<int>($"select count(*) from order_history where order_id = '{order.Id}' and kind = 'DOCUMENT_REMOVED'"));
        Assert.False(await Papers.Blob(app.Storage, "documents", id).ExistsAsync());
        Assert.True(await Papers.Blob(app.Storage, "quarantine", id).ExistsAsync());
    }

    [Fact]
    public async Task What_arrives_for_a_deleted_document_is_quarantined()
    {
        var order = await An.PlacedOrder(app);
        var content = Papers.Pdf();
        var announced = await Papers.Announced(app, app.World.Dealer, order.Id, "QUOTE", content);
        await Delete(app.World.Admin, announced.Id);

        Assert.Equal(201, await Papers.Put(announced["upload"], content));

        var standing = await Wait.Until(() => Standing.Of(app.Database, app.Storage, order.Id, announced.Id), found => !found.Incoming, "an empty incoming container");
        Assert.Equal(new Standing { OrderVersion = 2, Quarantined = 1 }, standing);
        Assert.Equal(content, Assert.Single(await Standing.Quarantine(app.Storage, announced.Id.ToString())).Value);
    }

    private Task<Answered> Delete(TestUser user, Guid id) => app.As(user).Send(HttpMethod.Delete, $"/api/documents/{id}");
}
