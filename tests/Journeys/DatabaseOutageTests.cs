using Npgsql;

namespace Glimmerglass.Tests.Journeys;

/// <summary>The database goes away and comes back while the app runs on.</summary>
public sealed class DatabaseOutageTests : IAsyncLifetime
{
    private PrivatePostgres postgres = null!;

    public async Task InitializeAsync() => postgres = await TestServices.PrivatePostgres();

    public Task DisposeAsync() => postgres.DisposeAsync().AsTask();

    [Fact]
    public async Task A_database_that_leaves_before_the_verdict_has_one_when_it_is_back()
    {
        await using var app = await Started(new TestApp { Postgres = postgres, Settings = { ["LocalHost:BlobRetryDelay"] = "00:00:02" } });
        var order = await An.PlacedOrder(app.App);
        var content = Papers.Pdf();
        var announced = await Papers.Announced(app.App, app.App.World.Dealer, order.Id, "QUOTE", content);
        await using (var connection = await app.App.Database.Connect())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand($"select 1 from orders where id = '{order.Id}' for update", connection);
            await hold.ExecuteScalarAsync();
            await Papers.Put(announced["upload"], content);
            await Wait.Until(() => app.App.Database.Scalar<int>("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"), waiting => waiting > 0, "the check to wait with its verdict");

            await postgres.Stop();
        }
        await postgres.Start();

        NpgsqlConnection.ClearAllPools();
        var standing = await Wait.Until(() => Found(app.App, order.Id, announced.Id), found => found is { State: "ACCEPTED", Incoming: false }, "the verdict and the clean-up");
        Assert.Equal(new Standing { State = "ACCEPTED", Codes = "[]", Attempts = standing!.Attempts, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true }, standing);
        Assert.InRange(standing.Attempts, 2, 5);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Doors_say_that_the_database_is_away_and_recover_by_themselves(bool pooled)
    {
        await using var app = await Started(new TestApp { Postgres = postgres, Settings = { ["RequestDeadlineSeconds"] = "5", ["DATABASE_URL"] = await Url(pooled) } });
        var order = await An.PlacedOrder(app.App);
        var (known, unknown) = (app.App.As(app.App.World.Dealer), app.App.As(app.App.World.Admin));
        var path = $"/api/orders/{order.Id}";

        await postgres.Stop();
        Answered[] away =
        [
            await known.Get(path), await known.Get("/api/orders"), await known.Get($"{path}/documents"), await known.Post($"{path}/documents", An.Announcement("QUOTE")),
            await known.Post("/api/orders", An.Order(app.App.World)), await unknown.Get(path), await unknown.Post($"{path}/status", new { to = "IN_PRODUCTION" }, order.ETag),
        ];
        await postgres.Start();
        var back = await Wait.Until(() => known.Get(path), answer => answer.Status == 200, "the door to open again");

        // A pooler first holds the request back, so that the deadline may be what ends it.
        Assert.All(away, answer => Assert.True(answer.Status == 503 && (answer.Code == "UNAVAILABLE" || (pooled && answer.Code == "TIMED_OUT")), $"{answer.Status} {answer.Code}"));
        Assert.All(away, answer => Assert.NotNull(answer.Headers.RetryAfter));
        Assert.All(away, answer => Assert.DoesNotContain("127.0.0.1", answer.Body!.ToJsonString(), StringComparison.Ordinal));
        Assert.Equal(order.ETag, back.ETag);
        Assert.Single((await Wait.Until(() => unknown.Get("/api/orders"), answer => answer.Status == 200, "the list"))["items"].AsArray());
    }

    private async Task<string> Url(bool pooled)
    {
        if (!pooled || PgBouncer.Find() is not { } program) return postgres.ConnectionString;
        var direct = new NpgsqlConnectionStringBuilder(postgres.ConnectionString);
        direct.Port = await PgBouncer.Start(program, TestServices.NewFolder("pgbouncer"), direct.Port);
        return direct.ConnectionString;
    }

    /// <summary>Null while the database does not answer.</summary>
    private static async Task<Standing?> Found(TestApp app, Guid order, Guid id)
    {
        try
        {
            return await Standing.Of(app.Database, app.Storage, order, id);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    private static async Task<Running> Started(TestApp app)
    {
        await app.InitializeAsync();
        return new Running(app);
    }

    private sealed record Running(TestApp App) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await App.DisposeAsync();
    }
}
