namespace Glimmerglass.Tests.Http;

public sealed class GetOrderTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_dealer_reads_its_own_order()
    {
        var placed = await An.PlacedOrder(app);

        var read = await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}");

        Assert.Equal(200, read.Status);
        Assert.Equal(placed.Body!.ToJsonString(), read.Body!.ToJsonString());
        Assert.Equal(placed.ETag, read.ETag);
    }
}
