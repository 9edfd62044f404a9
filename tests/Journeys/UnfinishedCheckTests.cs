using Glimmerglass.Data;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Documents;
using Glimmerglass.LocalHost.Services;
using Glimmerglass.Tests.Jobs;
using Glimmerglass.Tests.LocalHost.Services;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Glimmerglass.Tests.Journeys;

/// <summary>The store, the database or the process ends in the middle of a check that no event begins again.</summary>
public sealed class UnfinishedCheckTests
{
    private static readonly Standing finished = new() { State = "ACCEPTED", Codes = "[]", Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true };

    [Theory, InlineData("documents", "AWAITING_UPLOAD"), InlineData("orders", "CHECKING")]
    public async Task A_store_that_leaves_during_a_check_is_asked_again_by_the_timer(string held, string during)
    {
        await using var azurite = await TestServices.PrivateAzurite();
        await using var app = await Unwatched.Start(new StoppedClock(), azurite: azurite);
        var (order, id) = await app.Sent(Papers.Pdf());

        var check = await app.HeldCheck(held, order, id, async () =>
        {
            Assert.Equal(during, await app.App.Database.Scalar<string>($"select state::text from documents where id = '{id}'"));
            await azurite.Stop();
        });
        await azurite.Start();
        await app.FindLost();

        Assert.Equal(503, check.Status);
        await app.IsFinished(order, id);
    }

    [Fact]
    public async Task A_database_that_leaves_before_the_verdict_is_asked_again_by_the_timer()
    {
        await using var postgres = await TestServices.PrivatePostgres();
        await using var app = await Unwatched.Start(new StoppedClock(), postgres: postgres);
        var (order, id) = await app.Sent(Papers.Pdf());

        var check = await app.HeldCheck("orders", order, id, postgres.Stop);
        var away = await Assert.ThrowsAnyAsync<Exception>(app.FindLost);
        await postgres.Start();
        NpgsqlConnection.ClearAllPools();
        await Wait.Until(async () => (await app.App.As(app.App.World.Admin).Get($"/api/documents/{id}")).Status, status => status == 200, "the database");
        await app.FindLost();

        Assert.Equal((503, "UNAVAILABLE"), (check.Status, check.Code));
        Assert.NotNull(away);
        await app.IsFinished(order, id);
    }

    [Fact]
    public async Task A_request_whose_time_is_over_loses_nothing()
    {
        await using var app = await Unwatched.Start(new StoppedClock(), settings: ("RequestDeadlineSeconds", "4"));
        var (order, id) = await app.Sent(Papers.Pdf());

        var late = await app.HeldCheck("orders", order, id, () => Task.CompletedTask, answersFirst: true);
        var again = await app.App.As(app.App.World.Admin).Post($"/api/documents/{id}/check", null);

        Assert.Equal((503, "TIMED_OUT"), (late.Status, late.Code));
        Assert.Equal((200, "accepted"), (again.Status, again["state"].GetValue<string>()));
        await app.IsFinished(order, id);
    }

    /// <param name="verdictArrives">The statement of the killed process waits in the database, and is done there although nobody waits for its answer.</param>
    [Theory, InlineData(false, false), InlineData(false, true), InlineData(true, false), InlineData(true, true)]
    public async Task A_process_that_is_killed_between_copy_and_verdict_is_finished_by(bool verdictArrives, bool theNextProcess)
    {
        var (room, content) = (new CheckRoom(), Papers.Pdf());
        await room.InitializeAsync();
        using var folder = new TemporaryFolder();
        var document = await room.Announced(content);
        await using (var connection = await room.Database.Connect())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await Held(connection, "orders", document.Order);
            await using var first = await Started(room, folder["first"]);
            await room.Upload(document.Id.ToString(), content);
            await IsWaiting(room.Database);

            await first.Kill();
            if (!verdictArrives) await room.Database.Execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
        }
        if (verdictArrives) await Wait.Until(() => room.Database.Scalar<string>($"select state::text from documents where id = '{document.Id}'"), state => state == "ACCEPTED", "the verdict");
        var (cut, kept) = (await room.Standing(document), await room.Content("documents", document.Id));

        if (theNextProcess)
        {
            await using var next = await Started(room, folder["next"]);
            await Wait.Until(() => room.Standing(document), found => found is { State: "ACCEPTED", Incoming: false }, "the verdict and the clean-up");
        }
        else
        {
            room.Clock.Advance(CheckAttempts.Patience + CheckAttempts.Patience);
            await room.FindLost();
        }

        Assert.Equal((verdictArrives ? "ACCEPTED" : "CHECKING", verdictArrives ? 1 : 0, true, true), (cut.State, cut.Told, cut.Incoming, cut.Kept));
        Assert.Equal(content, kept);
        Assert.Equal(finished with { Attempts = verdictArrives ? 1 : 2 }, await room.Standing(document));
        Assert.Equal(content, await room.Content("documents", document.Id));
        await room.DisposeAsync();
    }

    private static async Task<HostProcess> Started(CheckRoom room, string data)
    {
        var environment = new Dictionary<string, string?> { ["DATABASE_URL"] = room.Database.Url, ["DocumentStorage"] = room.ConnectionString };
        var program = Path.Combine(AppContext.BaseDirectory, "Functions.dll");
        var process = HostProcess.StartWith(environment, ["dotnet", "exec", program, "--data", data, "--port", $"{Ports.Free()}"]);
        await process.Says("  Glimmerglass runs at");
        return process;
    }

    private static async Task Held(NpgsqlConnection connection, string table, Guid id)
    {
        await using var hold = new NpgsqlCommand(table == "orders" ? "select 1 from orders where id = $1 for update" : "select 1 from documents where id = $1 for update", connection);
        hold.Parameters.AddWithValue(id);
        await hold.ExecuteScalarAsync();
    }

    private static Task<int> IsWaiting(TestDatabase database) => Wait.Until(
        () => database.Scalar<int>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"),
        waiting => waiting > 0, "the check to meet the lock");

    /// <summary>An app whose trigger does not look, so that no event ever arrives; what is checked is checked by request or by the timer.</summary>
    private sealed record Unwatched(TestApp App, StoppedClock Clock) : IAsyncDisposable
    {
        public static async Task<Unwatched> Start(StoppedClock clock, PrivateAzurite? azurite = null, PrivatePostgres? postgres = null, params (string Name, string Value)[] settings)
        {
            var app = new TestApp { Clock = clock, Azurite = azurite, Postgres = postgres, Settings = { ["LocalHost:BlobPollInterval"] = "01:00:00" } };
            foreach (var (name, value) in settings) app.Settings[name] = value;
            await app.InitializeAsync();
            return new Unwatched(app, clock);
        }

        public async Task<(Guid Order, Guid Id)> Sent(byte[] content)
        {
            var order = await An.PlacedOrder(App);
            var announced = await Papers.Announced(App, App.World.Dealer, order.Id, "QUOTE", content);
            Assert.Equal(201, await Papers.Put(announced["upload"], content));
            return (order.Id, announced.Id);
        }

        /// <summary>Has it checked while a row is held that the check needs, does something meanwhile, and lets the row go.</summary>
        public async Task<Answered> HeldCheck(string table, Guid order, Guid id, Func<Task> meanwhile, bool answersFirst = false)
        {
            Task<Answered> check;
            await using (var connection = await App.Database.Connect())
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await Held(connection, table, table == "orders" ? order : id);
                check = App.As(App.World.Admin).Post($"/api/documents/{id}/check", null);
                await IsWaiting(App.Database);
                await meanwhile();
                if (answersFirst) await check;
            }
            return await check;
        }

        public async Task FindLost()
        {
            Clock.Advance(CheckAttempts.Patience + TimeSpan.FromMinutes(1));
            await App.Services.GetServices<IJob>().Single(job => job.Name == nameof(FindLostUploads)).Work(NoProgress.Instance, CancellationToken.None);
        }

        public async Task IsFinished(Guid order, Guid id)
        {
            var standing = await Standing.Of(App.Database, App.Storage, order, id);
            Assert.Equal(finished with { Attempts = standing.Attempts }, standing);
            Assert.InRange(standing.Attempts, 1, 2);
        }

        public async ValueTask DisposeAsync() => await App.DisposeAsync();
    }
}
