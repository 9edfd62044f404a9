using Npgsql;

namespace Glimmerglass.Tests.Journeys;

/// <summary>What clients see while the database is in trouble, and that nothing is lost which they were told is done.</summary>
public sealed class DatabaseTroubleTests
{
    private const int Writers = 4;
    private const int WritesOfEach = 8;

    [Fact]
    public async Task A_database_that_restarts_under_readers_and_writers_loses_and_repeats_nothing()
    {
        await using var postgres = await TestServices.PrivatePostgres();
        await using var app = await Started(new TestApp { Postgres = postgres });
        var order = await An.PlacedOrder(app.App);
        var (path, client) = ($"/api/orders/{order.Id}/comments", app.App.As(app.App.World.Dealer));
        var (written, odd) = (0, new System.Collections.Concurrent.ConcurrentBag<Answered>());
        using var done = new CancellationTokenSource();

        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            for (var number = 0; number < WritesOfEach; number++)
            {
                var text = $"{writer} wrote {number}";
                await Wait.Until(() => client.Post(path, new { text }, key: $"{writer}-{number}"), answer => Note(answer) == 201, text);
                Interlocked.Increment(ref written);
            }
        }));
        var reading = Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            while (!done.IsCancellationRequested) Note(await client.Get($"/api/orders/{order.Id}"));
        }));
        for (var restart = 1; restart <= 2; restart++)
        {
            await Wait.Until(() => Volatile.Read(ref written) >= restart * WritesOfEach, "some writes before the database stops");
            await postgres.Stop();
            await postgres.Start();
        }
        await writing;
        await done.CancelAsync();
        await reading;

        Assert.Empty(odd);
        Assert.Equal(Writers * WritesOfEach, await app.App.Database.Db.QueryOne<int>("select count(*) from order_history where kind = 'COMMENT'", null, default));
        Assert.Equal(Writers * WritesOfEach, await app.App.Database.Db.QueryOne<int>("select count(*) from audit_log where action = 'ORDER_COMMENTED'", null, default));

        int Note(Answered answer)
        {
            if (answer is not { Status: 200 or 201 } and not { Status: 503, Code: "UNAVAILABLE" or "BUSY" } and not { Code: "IDEMPOTENCY_KEY_IN_FLIGHT" }) odd.Add(answer);
            return answer.Status;
        }
    }

    [Fact]
    public async Task A_database_that_only_lets_itself_be_read_answers_reads_and_refuses_changes_for_a_while()
    {
        await using var app = await Started(new TestApp { Clock = new StoppedClock() });
        var order = await An.PlacedOrder(app.App);
        var dealer = app.App.As(app.App.World.Dealer);

        await LetWrite(app.App, false);
        var (read, write) = (await dealer.Get($"/api/orders/{order.Id}"), await dealer.Post($"/api/orders/{order.Id}/comments", new { text = "Not now" }));
        var ready = await app.App.As(app.App.World.Superadmin).Get("/api/_internal/ready");
        await LetWrite(app.App, true);
        var later = await dealer.Post($"/api/orders/{order.Id}/comments", new { text = "Now" });

        Assert.Equal((200, 201), (read.Status, later.Status));
        Assert.Equal("5", Problems.Assert(503, "READ_ONLY", write).Headers.GetValues("Retry-After").Single());
        Assert.Equal((200, "warn"), (ready.Status, ready["status"].GetValue<string>()));
    }

    [Fact]
    public async Task A_database_without_a_connection_to_give_sheds_the_request()
    {
        var role = $"crowded_{Guid.NewGuid():n}";
        await using var app = await Started(new TestApp { Through = database => new NpgsqlConnectionStringBuilder(database.DirectUrl) { Username = role, Password = "x" }.ConnectionString });
        await app.App.Database.Execute($"create role {role} login password 'x' connection limit 0");
        try
        {
            var (door, health) = (await app.App.Anonymous.Get("/api/catalog/colors"), await app.App.Anonymous.Get("/api/health/db"));

            Assert.Equal("5", Problems.Assert(503, "BUSY", door).Headers.GetValues("Retry-After").Single());
            Assert.Equal(503, health.Status);
            Assert.Contains(app.App.Log.Lines, line => line.Fault is PostgresException { SqlState: "53300" });
        }
        finally
        {
            await app.App.Database.Execute($"drop role {role}");
        }
    }

    [Fact]
    public async Task A_pooler_that_takes_no_more_clients_sheds_the_request()
    {
        if (PgBouncer.Find() is not { } program) return;
        await using var pooler = await PgBouncer.StartPrivate(program, TestServices.NewFolder("pgbouncer"), new NpgsqlConnectionStringBuilder(await TestServices.Postgres()).Port, "max_client_conn = 1");
        await using var app = await Started(new TestApp { Through = database => pooler.Before(database.DirectUrl) });
        await using (var only = new NpgsqlConnection(pooler.Before(app.App.Database.DirectUrl) + ";Pooling=false;No Reset On Close=true"))
        {
            await only.OpenAsync();

            Problems.Assert(503, "BUSY", await app.App.Anonymous.Get("/api/catalog/colors"));
            Assert.Contains(app.App.Log.Lines, line => line.Fault is PostgresException { SqlState: "08P01" } refused && refused.MessageText.Contains("max_client_conn", StringComparison.Ordinal));
        }
        await Wait.Until(async () => (await app.App.Anonymous.Get("/api/catalog/colors")).Status == 200, "the pooler to take clients again");
    }

    [Fact]
    public async Task A_pooler_that_cannot_log_in_to_its_server_is_a_database_that_is_away()
    {
        if (PgBouncer.Find() is not { } program) return;
        await using var postgres = await TestServices.PrivatePostgres();
        var port = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Port;
        await using var pooler = await PgBouncer.StartPrivate(program, TestServices.NewFolder("pgbouncer"), port, "server_login_retry = 1", "query_wait_timeout = 1");
        await using var app = await Started(new TestApp { Postgres = postgres, Through = database => pooler.Before(database.DirectUrl) });
        Assert.Equal(200, (await app.App.Anonymous.Get("/api/catalog/colors")).Status);

        await postgres.Stop();
        var answers = new List<Answered>();
        for (var number = 0; number < 2; number++) answers.Add(await app.App.Anonymous.Get("/api/catalog/factories"));
        await postgres.Start();

        Assert.All(answers, answer => Problems.Assert(503, "UNAVAILABLE", answer));
        Assert.Contains(app.App.Log.Lines, line => line.Fault is PostgresException { SqlState: "08P01" });
        await Wait.Until(async () => (await app.App.Anonymous.Get("/api/catalog/factories")).Status == 200, "the pooler to log in again");
    }

    /// <summary>For new sessions, and ends those that there are.</summary>
    private static async Task LetWrite(TestApp app, bool yes)
    {
        await using var connection = await app.Database.Connect();
        await using var command = new NpgsqlCommand($"""
            do $$ begin execute format('alter database %I set default_transaction_read_only = {(yes ? "off" : "on")}', current_database()); end $$;
            """, connection);
        await using (var off = new NpgsqlCommand("set default_transaction_read_only = off", connection)) await off.ExecuteNonQueryAsync();
        await command.ExecuteNonQueryAsync();
        await using var end = new NpgsqlCommand("select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", connection);
        await end.ExecuteScalarAsync();
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
