namespace Glimmerglass.Tests.Http.Conventions;

public sealed class ETagTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("{0},\"other\"")]
    [InlineData("*")]
    public async Task Who_has_it_already_gets_304(string form)
    {
        var placed = await An.PlacedOrder(app);

        var answer = await Read(placed.Id, string.Format(System.Globalization.CultureInfo.InvariantCulture, form, placed.ETag));

        Assert.Equal((304, placed.ETag), (answer.Status, answer.ETag));
        Assert.Null(answer.ContentHeaders.ContentType);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Theory]
    [InlineData("-gzip\"", "")]
    [InlineData("-gzip\"", "W/")]
    public async Task What_proxies_add_to_a_tag_is_tolerated(string suffix, string prefix)
    {
        var placed = await An.PlacedOrder(app);
        var tag = prefix + placed.ETag!.TrimEnd('"') + suffix;

        var read = await Read(placed.Id, tag);
        var changed = await app.As(app.World.Admin).Patch($"/api/orders/{placed.Id}", new { notes = "changed" }, tag);

        Assert.Equal((304, 200), (read.Status, changed.Status));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"other\"")]
    [InlineData("nonsense")]
    [InlineData("W/")]
    [InlineData(",")]
    public async Task Who_has_something_else_gets_it_anew(string tag)
    {
        var placed = await An.PlacedOrder(app);

        var answer = await Read(placed.Id, tag);

        Assert.Equal((200, placed.ETag), (answer.Status, answer.ETag));
    }

    [Fact]
    public async Task A_tag_is_strong_and_changes_with_the_order()
    {
        var placed = await An.PlacedOrder(app);

        var changed = await app.As(app.World.Admin).Patch($"/api/orders/{placed.Id}", new { notes = "changed" }, placed.ETag);
        var read = await Read(placed.Id, placed.ETag!);

        Assert.Matches("^\"1-[0-9a-f]+\"$", placed.ETag);
        Assert.Matches("^\"2-[0-9a-f]+\"$", changed.ETag);
        Assert.Equal((200, changed.ETag), (read.Status, read.ETag));
    }

    [Fact]
    public async Task A_tag_changes_with_a_name_that_is_shown()
    {
        var placed = await An.PlacedOrder(app);
        await app.Database.Execute($"update dealers set name = 'Azure Lagoon Pools' where id = '{app.World.DealerId}'");

        var read = await Read(placed.Id, placed.ETag!);

        Assert.Equal((200, "Azure Lagoon Pools"), (read.Status, read["dealerName"].GetValue<string>()));
        Assert.NotEqual(placed.ETag, read.ETag);
    }

    [Theory]
    [InlineData(null, 428, "PRECONDITION_REQUIRED")]
    [InlineData("", 428, "PRECONDITION_REQUIRED")]
    [InlineData("\"2\"", 412, "STALE")]
    [InlineData("\"01x-abc\"", 412, "STALE")]
    [InlineData("\"-1\"", 412, "STALE")]
    [InlineData("\"99999999999\"", 412, "STALE")]
    [InlineData("nonsense", 412, "STALE")]
    [InlineData("W/", 412, "STALE")]
    public async Task A_change_names_the_version_it_saw(string? ifMatch, int status, string code)
    {
        var placed = await An.PlacedOrder(app);
        var before = await RowCounts.Of(app);

        var changed = await app.As(app.World.Admin).Patch($"/api/orders/{placed.Id}", new { notes = "changed" }, ifMatch);
        var moved = await app.As(app.World.Admin).Post($"/api/orders/{placed.Id}/status", new { to = "CANCELED", comment = "no" }, ifMatch);

        Problems.Assert(status, code, changed);
        Problems.Assert(status, code, moved);
        Assert.Equal(before, await RowCounts.Of(app));
    }

    private Task<Answered> Read(Guid order, string ifNoneMatch) => app.As(app.World.Admin).Get($"/api/orders/{order}", ("If-None-Match", ifNoneMatch));
}
