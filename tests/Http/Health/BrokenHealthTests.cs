using System.Net;
using System.Net.Sockets;
using Glimmerglass.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Glimmerglass.Tests.Http.Health;

/// <summary>The health doors while something is broken. A door that waited for what never comes would never answer.</summary>
public sealed class BrokenHealthTests
{
    private static readonly string[] OfTheDatabase = ["/api/_internal/ready", "/api/health/db", "/api/health/services"];
    private static readonly string[] OfNothing = ["/api/health", "/api/_internal/health", "/api/health/cache", "/api/version"];

    [Fact]
    public async Task A_database_that_is_gone_fails_what_needs_it_and_nothing_else()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();

        await using var app = await Started(new TestApp { Through = _ => $"Host=127.0.0.1;Port={port};Username=nobody" });

        await AssertBroken(app.App);
    }

    [Fact]
    public async Task A_database_that_takes_connections_and_says_nothing_is_not_waited_for()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        await using var app = await Started(new TestApp { Through = _ => $"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=nobody" });

        await AssertBroken(app.App);
    }

    [Fact]
    public async Task A_pool_without_a_free_connection_is_told_and_still_knows_who_asks()
    {
        var clock = new StoppedClock();
        await using var app = await Started(new TestApp { Clock = clock, Settings = { ["DatabaseMaxPoolSize"] = "1", ["DatabaseWaitSeconds"] = "1" } });
        var superadmin = app.App.As(app.App.World.Superadmin);
        Assert.Equal(200, (await superadmin.Get("/api/me")).Status);
        Assert.Equal(200, (await superadmin.Get("/api/health/db")).Status);

        await using (var held = await app.App.Services.GetRequiredService<Database>().Connect(CancellationToken.None))
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            var full = await superadmin.Get("/api/health/db");
            var door = await app.App.Anonymous.Get("/api/catalog/colors");

            Assert.Equal((503, "fail"), (full.Status, full["status"].GetValue<string>()));
            Assert.Equal("It has no room: no connection was free in time, or a limit is reached.", (string?)full["checks"]["database:responseTime"]![0]!["output"]);
            Assert.Equal("5", Problems.Assert(503, "BUSY", door).Headers.GetValues("Retry-After").Single());
        }

        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await superadmin.Get("/api/health/db")).Status);
        Assert.Equal(200, (await app.App.Anonymous.Get("/api/catalog/colors")).Status);
    }

    [Fact]
    public async Task A_paused_pooler_fails_health_and_holds_requests_to_their_deadline_until_it_is_resumed()
    {
        if (PgBouncer.Find() is not { } program) return;
        var direct = new NpgsqlConnectionStringBuilder(await TestServices.Postgres());
        await using var pooler = await PgBouncer.StartPrivate(program, TestServices.NewFolder("pgbouncer"), direct.Port);
        var clock = new StoppedClock();
        await using var app = await Started(new TestApp { Clock = clock, Through = database => pooler.Before(database.DirectUrl), Settings = { ["RequestDeadlineSeconds"] = "4" } });
        Assert.Equal(200, (await app.App.Anonymous.Get("/api/_internal/ready")).Status);

        await pooler.Pause();
        clock.Advance(TimeSpan.FromSeconds(5));
        var answers = await Task.WhenAll(OfTheDatabase.Select(door => app.App.Anonymous.Get(door)).Append(app.App.Anonymous.Get("/api/catalog/colors")));
        await pooler.Resume();

        Assert.All(answers[..3], answer => Assert.Equal((503, "fail"), (answer.Status, answer["status"].GetValue<string>())));
        Problems.Assert(503, "TIMED_OUT", answers[3]);
        await Wait.Until(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return (await app.App.Anonymous.Get("/api/_internal/ready")).Status == 200;
        }, "the door to say that it is ready again");
        Assert.Equal(200, (await app.App.Anonymous.Get("/api/catalog/colors")).Status);
    }

    [Fact]
    public async Task A_store_that_is_frozen_or_gone_fails_what_needs_it_and_the_database_stays_ready()
    {
        await using var azurite = await TestServices.PrivateAzurite();
        var clock = new StoppedClock();
        await using var app = await Started(new TestApp { Azurite = azurite, Clock = clock });
        Assert.Equal(200, (await app.App.As(app.App.World.Superadmin).Get("/api/me")).Status);
        Assert.Equal(200, (await app.App.Anonymous.Get("/api/health/storage")).Status);

        await azurite.Freeze();
        clock.Advance(TimeSpan.FromSeconds(5));
        var frozen = await app.App.Anonymous.Get("/api/health/storage");
        var everything = await app.App.As(app.App.World.Superadmin).Get("/api/health/services");
        var ready = await app.App.Anonymous.Get("/api/_internal/ready");
        await azurite.Thaw();

        await Wait.Until(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return (await app.App.Anonymous.Get("/api/health/storage")).Status == 200;
        }, "the store to be seen again");
        await azurite.Kill();
        clock.Advance(TimeSpan.FromSeconds(5));
        var gone = await app.App.Anonymous.Get("/api/health/storage");

        Assert.Equal((503, 503, 200, 503), (frozen.Status, everything.Status, ready.Status, gone.Status));
        Assert.Equal("pass", (string?)everything["checks"]["database:schema"]![0]!["status"]);
        Assert.Equal("fail", (string?)everything["checks"]["storage:responseTime"]![0]!["status"]);
    }

    private static async Task AssertBroken(TestApp app)
    {
        foreach (var door in OfTheDatabase)
        {
            var answer = await app.As(app.World.Superadmin).Get(door);
            Assert.Equal((503, "fail"), (answer.Status, answer["status"].GetValue<string>()));
            // Nobody knows the caller, because nobody can be asked.
            Assert.Null(answer.Body!["checks"]);
        }
        foreach (var door in OfNothing) Assert.Equal(200, (await app.Anonymous.Get(door)).Status);
    }

    private static async Task<Running> Started(TestApp app)
    {
        app.Settings.TryAdd("HealthLimitMilliseconds", "2000");
        await app.InitializeAsync();
        return new Running(app);
    }

    private sealed record Running(TestApp App) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await App.DisposeAsync();
    }
}
