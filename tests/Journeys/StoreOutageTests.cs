using Glimmerglass.Tests.LocalHost.Services;
using Npgsql;

namespace Glimmerglass.Tests.Journeys;

/// <summary>The store goes away and comes back while the app runs on.</summary>
public sealed class StoreOutageTests : IAsyncLifetime
{
    private PrivateAzurite azurite = null!;
    private TestApp app = null!;

    public async Task InitializeAsync()
    {
        azurite = await TestServices.PrivateAzurite();
        app = new TestApp { Azurite = azurite };
        await app.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await azurite.DisposeAsync();
    }

    [Fact]
    public async Task A_deletion_while_the_store_is_away_does_nothing_and_may_be_repeated()
    {
        var order = await An.PlacedOrder(app);
        var id = await Papers.Accepted(app, order.Id, Papers.Pdf());
        var admin = app.As(app.World.Admin);
        await azurite.Stop();

        var away = await admin.Send(HttpMethod.Delete, $"/api/documents/{id}");
        var read = await admin.Get($"/api/documents/{id}");
        await azurite.Start();
        var back = await admin.Send(HttpMethod.Delete, $"/api/documents/{id}");

        Assert.Equal((503, "UNAVAILABLE"), (away.Status, away.Code));
        Assert.Equal("application/problem+json", away.ContentHeaders.ContentType!.MediaType);
        Assert.NotNull(away.Headers.RetryAfter);
        Assert.DoesNotContain("Retry failed", away.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal((200, 1), (read.Status, read["version"].GetValue<int>()));
        Assert.Equal(204, back.Status);
        Assert.Equal(new Standing { OrderVersion = 2, Quarantined = 1 }, await Standing.Of(app.Database, app.Storage, order.Id, id));
    }

    [Fact]
    public async Task An_upload_that_finds_no_store_succeeds_when_it_is_back()
    {
        var order = await An.PlacedOrder(app);
        var content = Papers.Pdf();
        await azurite.Stop();

        var announced = await Papers.Announced(app, app.World.Dealer, order.Id, "QUOTE", content);
        await Assert.ThrowsAsync<HttpRequestException>(() => Papers.Put(announced["upload"], content));
        await azurite.Start();
        var status = await Papers.Put(announced["upload"], content);

        Assert.Equal(201, status);
        await HasOneVerdict(order.Id, announced.Id);
    }

    [Theory]
    [InlineData("documents", false)]
    [InlineData("orders", true)]
    public async Task A_store_that_leaves_during_a_check_finds_one_verdict_when_it_is_back(string held, bool judged)
    {
        var order = await An.PlacedOrder(app);
        var content = Papers.Pdf();
        var announced = await Papers.Announced(app, app.World.Dealer, order.Id, "QUOTE", content);
        await using var connection = await app.Database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await Hold(connection, held, held == "orders" ? order.Id : announced.Id);
        await Papers.Put(announced["upload"], content);
        await Wait.Until(() => app.Database.Scalar<int>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"), waiting => waiting > 0, "the check to meet the lock");

        await azurite.Stop();
        await transaction.RollbackAsync();
        if (judged) await Wait.Until(() => app.Database.Scalar<string>($"select state from documents where id = '{announced.Id}'"), state => state == "ACCEPTED", "the verdict");
        else await Wait.Until(() => app.Database.Scalar<int>($"select attempts from documents where id = '{announced.Id}'"), attempts => attempts > 0, "the check to begin");
        await azurite.Start();

        await HasOneVerdict(order.Id, announced.Id);
    }

    [LinuxFact]
    public async Task A_store_that_does_not_answer_holds_no_request_past_its_deadline()
    {
        var hasty = new TestApp { Azurite = azurite, Settings = { ["RequestDeadlineSeconds"] = "3" } };
        await hasty.InitializeAsync();
        var order = await An.PlacedOrder(hasty);
        var id = await Papers.Accepted(hasty, order.Id, Papers.Pdf());
        var admin = hasty.As(hasty.World.Admin);

        await azurite.Freeze();
        var frozen = await admin.Send(HttpMethod.Delete, $"/api/documents/{id}");
        var announced = await hasty.As(hasty.World.Dealer).Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE"));
        await azurite.Thaw();
        var thawed = await admin.Send(HttpMethod.Delete, $"/api/documents/{id}");

        Assert.Equal((503, "TIMED_OUT"), (frozen.Status, frozen.Code));
        Assert.Equal(201, announced.Status);
        Assert.Equal(204, thawed.Status);
        Assert.Equal(new Standing { OrderVersion = 2, Quarantined = 1 }, await Standing.Of(hasty.Database, hasty.Storage, order.Id, id));
        await hasty.DisposeAsync();
    }

    private async Task HasOneVerdict(Guid order, Guid id)
    {
        var standing = await Wait.Until(() => Standing.Of(app.Database, app.Storage, order, id), found => found is { State: "ACCEPTED", Incoming: false }, "the verdict and the clean-up");
        Assert.Equal(new Standing { State = "ACCEPTED", Codes = "[]", Attempts = standing.Attempts, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true }, standing);
    }

    private static async Task Hold(NpgsqlConnection connection, string table, Guid id)
    {
        await using var command = new NpgsqlCommand(table == "orders" ? "select 1 from orders where id = $1 for update" : "select 1 from documents where id = $1 for update", connection);
        command.Parameters.AddWithValue(id);
        await command.ExecuteScalarAsync();
    }
}
