namespace Glimmerglass.Tests.Http.Conventions;

public sealed class IdempotencyAgeTests : IAsyncLifetime
{
    private readonly StoppedClock clock = new();
    private readonly TestApp app;

    public IdempotencyAgeTests() => app = new TestApp { Clock = clock };

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_key_is_good_for_24_hours()
    {
        var first = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: "once");

        clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        var replayed = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: "once");
        clock.Advance(TimeSpan.FromSeconds(1));
        var anew = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: "once");
        var again = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: "once");

        Assert.Equal((first.Id, "true"), (replayed.Id, replayed.Headers.GetValues("Idempotency-Replayed").Single()));
        Assert.Equal(201, anew.Status);
        Assert.NotEqual(first.Id, anew.Id);
        Assert.False(anew.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal((anew.Id, "true"), (again.Id, again.Headers.GetValues("Idempotency-Replayed").Single()));
    }

    [Fact]
    public async Task An_old_key_is_good_for_another_request()
    {
        await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: "once");
        clock.Advance(TimeSpan.FromHours(25));

        var other = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("notes", "another"), key: "once");

        Assert.Equal((201, "another"), (other.Status, other["notes"].GetValue<string>()));
    }
}
