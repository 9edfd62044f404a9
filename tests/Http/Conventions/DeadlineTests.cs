using Npgsql;

namespace Glimmerglass.Tests.Http.Conventions;

public sealed class DeadlineTests : IAsyncLifetime
{
    private const string OfTheApp =
        "select count(*) from pg_stat_activity where datname = current_database() and state = 'active' and wait_event_type = 'Lock' and pid <> pg_backend_pid()";

    private readonly TestApp app = new() { Settings = { ["RequestDeadlineSeconds"] = "4" } };

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_read_that_takes_too_long_is_stopped_also_in_the_database()
    {
        var placed = await An.PlacedOrder(app);
        await using var hold = await Hold();

        var answer = await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}");

        Problems.Assert(503, "TIMED_OUT", answer);
        Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
        await Wait.Until(async () => await app.Database.Scalar<long>(OfTheApp) == 0, "the statement ends");
    }

    [Fact]
    public async Task A_write_that_takes_too_long_writes_nothing()
    {
        var before = await RowCounts.Of(app);
        await app.As(app.World.Dealer).Get("/api/me");
        Answered answer;
        await using (await Hold())
        {
            answer = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: "once");
            await Wait.Until(async () => await app.Database.Scalar<long>(OfTheApp) == 0, "the statement ends");
        }
        var between = await RowCounts.Of(app);
        var again = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: "once");

        Problems.Assert(503, "TIMED_OUT", answer);
        Assert.Equal(before, between);
        Assert.Equal(201, again.Status);
        Assert.False(again.Headers.Contains("Idempotency-Replayed"));
    }

    [Fact]
    public async Task The_next_request_is_answered_as_ever()
    {
        var placed = await An.PlacedOrder(app);
        await using (await Hold()) await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}")));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}")));

        Assert.All(answers, answer => Assert.Equal((200, placed.ETag), (answer.Status, answer.ETag)));
    }

    /// <summary>Keeps everyone else from the orders until it is disposed.</summary>
    private async Task<NpgsqlConnection> Hold()
    {
        var connection = await app.Database.Connect();
        await using var command = new NpgsqlCommand("begin; lock table orders in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }
}
