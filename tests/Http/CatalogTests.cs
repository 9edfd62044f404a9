using System.Text.Json.Nodes;

namespace Glimmerglass.Tests.Http;

public sealed class CatalogTests : IAsyncLifetime
{
    private readonly StoppedClock clock = new();
    private readonly TestApp app;

    public CatalogTests() => app = new TestApp { Clock = clock };

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Models_are_open_and_only_those_that_are_sold()
    {
        var answer = await app.Anonymous.Get("/api/catalog/pool-models");

        Assert.Equal((200, "public, max-age=600"), (answer.Status, answer.Headers.CacheControl?.ToString()));
        Assert.Null(answer.Body!["next"]);
        Assert.Equal(["Canadarago 35", "Cooper Spa", "Otsego 30"], Names(answer));
        var pool = answer["items"].AsArray().Single(item => item!["id"]!.GetValue<Guid>() == app.World.Pool)!;
        Assert.Equal(
            ("POOL", 30, 14, 6, 2, 4, 1, app.World.FactoryA),
            (pool["productType"]!.GetValue<string>(), pool["lengthFt"]!.GetValue<double>(), pool["widthFt"]!.GetValue<double>(), pool["depthFt"]!.GetValue<double>(),
                pool["maxSkimmers"]!.GetValue<int>(), pool["maxReturns"]!.GetValue<int>(), pool["maxMainDrains"]!.GetValue<int>(), pool["defaultFactoryLocationId"]!.GetValue<Guid>()));
    }

    [Fact]
    public async Task Colours_are_open_and_only_those_that_are_sold()
    {
        var answer = await app.Anonymous.Get("/api/catalog/colors");

        Assert.Equal((200, "public, max-age=300"), (answer.Status, answer.Headers.CacheControl?.ToString()));
        Assert.Equal(["Arctic White", "Lake Blue"], Names(answer));
        Assert.Equal(["id", "name", "swatchUrl"], answer["items"][0]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Factories_are_open_and_only_those_that_build()
    {
        await app.Database.Execute("insert into factories (name, active) values ('Closed Works', false)");

        var answer = await app.Anonymous.Get("/api/catalog/factories");

        Assert.Equal((200, "public, max-age=300"), (answer.Status, answer.Headers.CacheControl?.ToString()));
        Assert.Equal(["Ashburn", "Fort Plain"], Names(answer));
    }

    [Theory]
    [InlineData("/api/catalog/pool-models")]
    [InlineData("/api/catalog/colors")]
    [InlineData("/api/catalog/factories")]
    public async Task Who_has_a_list_already_gets_304(string path)
    {
        var read = await app.Anonymous.Get(path);

        var again = await app.Anonymous.Get(path, ("If-None-Match", "W/" + read.ETag));

        Assert.Equal((304, read.ETag), (again.Status, again.ETag));
        Assert.Equal(read.Headers.GetValues("Cache-Control"), again.Headers.GetValues("Cache-Control"));
    }

    [Theory]
    [InlineData("/api/catalog/pool-models")]
    [InlineData("/api/catalog/colors")]
    [InlineData("/api/catalog/factories")]
    public async Task A_list_is_read_once_a_minute(string path)
    {
        await app.Anonymous.Get(path);
        var first = await StatementCount.Of(app, "limit $1");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.Anonymous.Get(path)));
        clock.Advance(TimeSpan.FromSeconds(59));
        await app.Anonymous.Get(path);
        var kept = await StatementCount.Of(app, "limit $1");
        clock.Advance(TimeSpan.FromSeconds(1));
        await app.Anonymous.Get(path);
        var later = await StatementCount.Of(app, "limit $1");

        Assert.Equal((1L, 1L, 2L), (first, kept, later));
    }

    [Fact]
    public async Task What_is_sold_no_more_is_gone_within_a_minute()
    {
        var before = await app.Anonymous.Get("/api/catalog/colors");
        await app.Database.Execute($"update colors set active = false where id = '{app.World.White}'");

        clock.Advance(TimeSpan.FromMinutes(1));
        var after = await app.Anonymous.Get("/api/catalog/colors", ("If-None-Match", before.ETag!));

        Assert.Equal(200, after.Status);
        Assert.Equal(["Lake Blue"], Names(after));
    }

    [Theory]
    [InlineData("/api/catalog/pool-models?active=false")]
    [InlineData("/api/catalog/colors?limit=5")]
    [InlineData("/api/catalog/factories?q")]
    public async Task No_parameter_is_known(string path)
    {
        var answer = await app.Anonymous.Get(path);

        Problems.Assert(400, "INVALID_QUERY", answer);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task A_token_changes_nothing_even_a_damaged_one()
    {
        var anonymous = await app.Anonymous.Get("/api/catalog/colors");
        var damaged = await app.Client("nonsense").Get("/api/catalog/colors");
        var disabled = await app.As(app.World.DisabledAdmin).Get("/api/catalog/colors");

        Assert.Equal((200, anonymous.ETag), (damaged.Status, damaged.ETag));
        Assert.Equal((200, anonymous.ETag), (disabled.Status, disabled.ETag));
    }

    private static IEnumerable<string> Names(Answered answer) => answer["items"].AsArray().Select((JsonNode? item) => item!["name"]!.GetValue<string>());
}
