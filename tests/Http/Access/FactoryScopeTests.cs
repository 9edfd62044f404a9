namespace Glimmerglass.Tests.Http.Access;

public sealed class FactoryScopeTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [MemberData(nameof(EveryDoor.OfOneOrder), MemberType = typeof(EveryDoor))]
    public async Task An_order_of_another_factory_does_not_exist(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app, OrderOfB());
        var before = await Kept(order, document);

        var foreign = await app.As(app.World.AdminOfA).Knock(method, path, body, order, document);
        var none = await app.As(app.World.AdminOfA).Knock(method, path, body, Guid.NewGuid(), Guid.NewGuid());

        Problems.Assert(404, "NOT_FOUND", foreign);
        Assert.Equal(none["detail"].ToString(), foreign["detail"].ToString());
        Assert.Equal(Problems.Told(none), Problems.Told(foreign));
        Assert.Equal(before, await Kept(order, document));
    }

    [Theory]
    [MemberData(nameof(EveryDoor.OfOneOrder), MemberType = typeof(EveryDoor))]
    public async Task An_order_of_the_own_factory_is_open(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app, OrderOfB());

        var answer = await app.As(app.World.AdminOfB).Knock(method, path, body, order, document);

        // A verdict stands: only those inside hear that.
        Assert.True(answer.Status is 200 or 201 or 204 or 302 || answer.Code == "DOCUMENT_CHECKED_ALREADY", $"{answer.Status} {answer.Body}");
    }

    [Fact]
    public async Task A_list_shows_the_own_factory_alone()
    {
        var (ofB, _) = await EveryDoor.Place(app, OrderOfB());
        var (ofA, _) = await EveryDoor.Place(app);

        var listed = await app.As(app.World.AdminOfA).Get("/api/orders?limit=200");
        var asked = await app.As(app.World.AdminOfA).Get($"/api/orders?factoryId={app.World.FactoryB}");
        var searched = await app.As(app.World.AdminOfA).Get("/api/orders?q=Canadarago");

        Assert.Contains(ofA.ToString(), listed.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ofB.ToString(), listed.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(asked["items"].AsArray());
        Assert.Empty(searched["items"].AsArray());
    }

    [Fact]
    public async Task An_order_without_a_factory_is_nobodys_who_has_one()
    {
        var placed = await An.PlacedOrder(app);
        await app.Database.Execute($"update orders set factory_id = null where id = '{placed.Id}'");

        var scoped = await app.As(app.World.AdminOfA).Get($"/api/orders/{placed.Id}");
        var free = await app.As(app.World.Admin).Get($"/api/orders/{placed.Id}");

        Problems.Assert(404, "NOT_FOUND", scoped);
        Assert.Equal(200, free.Status);
    }

    [Fact]
    public async Task No_order_is_placed_at_another_factory()
    {
        var before = await RowCounts.Of(app);

        var named = await app.As(app.World.AdminOfA).Post("/api/orders", An.AdminOrder(app.World).With("factoryLocationId", app.World.FactoryB));
        var byModel = await app.As(app.World.AdminOfA).Post("/api/orders", An.AdminOrder(app.World).With("poolModelId", app.World.OtherPool));

        Problems.Assert(400, "INVALID", named);
        Problems.Assert(400, "INVALID", byModel);
        Assert.Equal(["factoryLocationId"], named.Complaints());
        Assert.Equal(["factoryLocationId"], byModel.Complaints());
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Fact]
    public async Task No_order_is_handed_to_another_factory()
    {
        var placed = await An.PlacedOrder(app);

        var handed = await app.As(app.World.AdminOfA).Patch($"/api/orders/{placed.Id}", new { factoryLocationId = app.World.FactoryB }, placed.ETag);
        var dropped = await app.As(app.World.AdminOfA).Patch($"/api/orders/{placed.Id}", """{"factoryLocationId":null}""", placed.ETag);

        Problems.Assert(400, "INVALID", handed);
        Problems.Assert(400, "INVALID", dropped);
        Assert.Equal(app.World.FactoryA, await app.Database.Scalar<Guid>($"select factory_id from orders where id = '{placed.Id}'"));
    }

    private Dictionary<string, object?> OrderOfB() => An.Order(app.World).With("poolModelId", app.World.OtherPool);

    private async Task<(RowCounts, string, string)> Kept(Guid order, Guid document) => (
        await RowCounts.Of(app),
        await app.Database.Scalar<string>($"select o::text from orders o where id = '{order}'"),
        await app.Database.Scalar<string>($"select d::text from documents d where id = '{document}'"));
}
