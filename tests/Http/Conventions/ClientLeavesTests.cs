using Npgsql;

namespace Glimmerglass.Tests.Http.Conventions;

public sealed class ClientLeavesTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and state = 'active' and wait_event_type = 'Lock' and pid <> pg_backend_pid()";

    [Fact]
    public async Task The_statement_of_a_client_that_left_is_stopped()
    {
        var placed = await An.PlacedOrder(app);
        await using var connection = await app.Database.Connect();
        await using var hold = new NpgsqlCommand("begin; lock table orders in access exclusive mode", connection);
        await hold.ExecuteNonQueryAsync();
        using var left = new CancellationTokenSource();
        using var dealer = app.As(app.World.Dealer);
        var read = dealer.GetAsync(new Uri($"/api/orders/{placed.Id}", UriKind.Relative), left.Token);
        await Wait.Until(async () => await app.Database.Scalar<long>(Waiting) == 1, "the statement waits");

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        await Wait.Until(async () => await app.Database.Scalar<long>(Waiting) == 0, "the statement ends");
        Assert.DoesNotContain(app.Log.Lines, line => line.Message.StartsWith("GetOrder failed", StringComparison.Ordinal));
    }
}
