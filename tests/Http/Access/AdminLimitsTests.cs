using Glimmerglass.Data.Access;

namespace Glimmerglass.Tests.Http.Access;

public sealed class AdminLimitsTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [MemberData(nameof(EveryDoor.Reading), MemberType = typeof(EveryDoor))]
    public async Task A_module_to_view_lets_an_admin_read(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);

        var answer = await app.As(app.World.ViewingAdmin).Knock(method, path, body, order, document);

        Assert.Contains(answer.Status, new[] { 200, 302 });
    }

    [Theory]
    [MemberData(nameof(EveryDoor.Writing), MemberType = typeof(EveryDoor))]
    public async Task A_module_to_view_lets_no_admin_write(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);
        var before = await Kept(order, document);

        var answer = await app.As(app.World.ViewingAdmin).Knock(method, path, body, order, document);

        Problems.Assert(403, "NOT_ALLOWED", answer);
        Assert.Equal(before, await Kept(order, document));
    }

    [Fact]
    public async Task A_module_to_view_lets_no_admin_order()
    {
        var before = await RowCounts.Of(app);

        var answer = await app.As(app.World.ViewingAdmin).Post("/api/orders", An.AdminOrder(app.World));

        Problems.Assert(403, "NOT_ALLOWED", answer);
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Theory]
    [MemberData(nameof(EveryDoor.OfOrders), MemberType = typeof(EveryDoor))]
    public async Task An_admin_of_another_module_has_no_business_with_orders(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);
        var before = await Kept(order, document);

        var answer = await app.As(app.World.InventoryAdmin).Knock(method, path, body, order, document);

        Problems.Assert(403, "NOT_ALLOWED", answer);
        Assert.Equal(before, await Kept(order, document));
    }

    [Fact]
    public async Task To_edit_orders_is_not_to_place_them()
    {
        var admin = await AdminWith(Module.OrderList, AccessLevel.Edit);
        var placed = await An.PlacedOrder(app);

        var changed = await app.As(admin).Patch($"/api/orders/{placed.Id}", new { notes = "seen" }, placed.ETag);
        var ordered = await app.As(admin).Post("/api/orders", An.AdminOrder(app.World));

        Assert.Equal(200, changed.Status);
        Problems.Assert(403, "NOT_ALLOWED", ordered);
    }

    [Fact]
    public async Task To_place_orders_is_not_to_read_them()
    {
        var admin = await AdminWith(Module.NewOrder, AccessLevel.Edit);

        var ordered = await app.As(admin).Post("/api/orders", An.AdminOrder(app.World));
        var read = await app.As(admin).Get($"/api/orders/{ordered.Id}");

        Assert.Equal(201, ordered.Status);
        Problems.Assert(403, "NOT_ALLOWED", read);
    }

    private async Task<TestUser> AdminWith(Module module, AccessLevel level)
    {
        var user = new TestUser(Guid.NewGuid(), $"{Guid.NewGuid():n}@example.com", Role.Admin);
        await app.Database.Execute($"""
            insert into users (id, email, role, approved) values ('{user.Id}', '{user.Email}', 'ADMIN', true);
            insert into user_module_access (user_id, module, access_level) values ('{user.Id}', '{Data.Words.Word(module)}', '{Data.Words.Word(level)}')
            """);
        return user;
    }

    private async Task<(RowCounts, string, string)> Kept(Guid order, Guid document) => (
        await RowCounts.Of(app),
        await app.Database.Scalar<string>($"select o::text from orders o where id = '{order}'"),
        await app.Database.Scalar<string>($"select d::text from documents d where id = '{document}'"));
}
