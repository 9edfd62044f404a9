using Dapper;
using Glimmerglass.Data;

namespace Glimmerglass.Tests.Stores;

/// <summary>What is tried again after a connection was lost, when nobody knows whether the statement was done.</summary>
public sealed class SecondAttemptTests : IAsyncLifetime
{
    private readonly TestApp app;
    private CuttingWire wire = null!;

    public SecondAttemptTests() => app = new TestApp
    {
        Through = database =>
        {
            (wire, var connection) = CuttingWire.To(database.Url);
            return connection;
        },
    };

    public Task InitializeAsync() => app.InitializeAsync();

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await wire.DisposeAsync();
    }

    [Fact]
    public async Task A_read_is_repeated()
    {
        var order = await An.PlacedOrder(app);

        wire.CutAfter("select");
        var answer = await app.As(app.World.Dealer).Get($"/api/orders/{order.Id}");

        Assert.Equal((200, 1), (answer.Status, wire.Cuts));
    }

    [Fact]
    public async Task A_write_with_a_key_is_found_to_be_done_and_answered_as_it_was()
    {
        var order = await An.PlacedOrder(app);

        wire.CutAfter("claim_idempotency_key");
        var answer = await app.As(app.World.Dealer).Post($"/api/orders/{order.Id}/comments", new { text = "Once" }, key: "lost");

        Assert.Equal((201, 1, 1), (answer.Status, wire.Cuts, await Comments(order.Id)));
        Assert.Equal("true", answer.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Fact]
    public async Task A_write_without_a_key_is_not_repeated()
    {
        var order = await An.PlacedOrder(app);

        wire.CutAfter("claim_idempotency_key");
        var answer = await app.As(app.World.Dealer).Post($"/api/orders/{order.Id}/comments", new { text = "Perhaps" });

        Problems.Assert(503, "UNAVAILABLE", answer);
        Assert.Equal((1, 1), (wire.Cuts, await Comments(order.Id)));
    }

    [Fact]
    public async Task Every_function_that_changes_something_makes_a_statement_a_write()
    {
        await using var connection = await app.Database.Connect();
        var changing = (await connection.QueryAsync<string>("""
            select proname
              from pg_proc
             where pronamespace = 'public'::regnamespace
               and provolatile = 'v'
               and prorettype <> 'trigger'::regtype
               and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e')
            """)).AsList();

        Assert.Contains("claim_idempotency_key", changing);
        Assert.All(changing, function => Assert.False(Statement.OnlyReads($"select {function}()"), $"{function} is missing in Statement."));
    }

    private Task<int> Comments(Guid order) => app.Database.Scalar<int>($"select count(*) from order_history where order_id = '{order}' and kind = 'COMMENT'");
}
