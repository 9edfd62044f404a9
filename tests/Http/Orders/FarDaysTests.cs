namespace Glimmerglass.Tests.Http.Orders;

public sealed class FarDaysTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task The_first_and_the_last_day_there_is_are_days_like_any_other()
    {
        var admin = app.As(app.World.Admin);
        var body = An.AdminOrder(app.World).With("scheduledProductionDate", "0001-01-01").With("scheduledShipDate", "9999-12-31");
        Answered[] placed = [await admin.Post("/api/orders", body), await admin.Post("/api/orders", body)];

        var first = await admin.Get("/api/orders?sort=scheduledShipDate&dir=asc&limit=1");
        var second = await admin.Get($"/api/orders?sort=scheduledShipDate&dir=asc&limit=1&cursor={first["next"]}");

        Assert.All(placed, order => Assert.Equal(("0001-01-01", "9999-12-31"), (order["scheduledProductionDate"].ToString(), order["scheduledShipDate"].ToString())));
        Assert.Equal(placed.Select(order => order.Id).Order(), new[] { first, second }.Select(page => page["items"][0]!["id"]!.GetValue<Guid>()).Order());
        Assert.Null(second.Body!["next"]);
        Assert.Equal(2, await app.Database.Scalar<long>("select count(*) from orders where isfinite(scheduled_ship_on) and isfinite(scheduled_production_on)"));
    }
}
