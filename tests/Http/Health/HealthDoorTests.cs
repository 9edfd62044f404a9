using System.Globalization;
using System.Text.Json.Nodes;
using Glimmerglass.Data;

namespace Glimmerglass.Tests.Http.Health;

/// <summary>The health doors while everything is there.</summary>
public sealed class HealthDoorTests : IAsyncLifetime
{
    private static readonly string[] TellingMore = ["/api/_internal/ready", "/api/health/db", "/api/health/storage", "/api/health/cache", "/api/health/services"];

    private readonly StoppedClock clock = new();
    private readonly TestApp app;

    public HealthDoorTests() => app = new TestApp { Clock = clock };

    public async Task InitializeAsync()
    {
        await app.InitializeAsync();
        // A health door does not wait long to know its caller; any other door does.
        await app.As(app.World.Superadmin).Get("/api/me");
    }

    public Task DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Who_may_read_operations_sees_the_checks_and_everybody_else_the_status_alone()
    {
        foreach (var door in TellingMore)
        {
            Answered[] told =
            [
                await app.Anonymous.Get(door), await app.As(app.World.Dealer).Get(door), await app.As(app.World.Admin).Get(door),
                await app.Client("no token at all").Get(door), await app.As(Guid.NewGuid(), Data.Access.Role.Superadmin).Get(door),
            ];
            var toOperations = await app.As(app.World.Superadmin).Get(door);

            Assert.All(told.Append(toOperations), answer => Assert.Equal((200, "application/health+json"), (answer.Status, answer.ContentHeaders.ContentType!.MediaType)));
            Assert.All(told, answer => Assert.Equal(["status", "version", "releaseId"], answer.Body!.AsObject().Select(member => member.Key)));
            var checks = toOperations["checks"].AsObject();
            Assert.NotEmpty(checks);
            Assert.All(checks.SelectMany(check => check.Value!.AsArray()), check => Assert.NotNull(check!["time"]));
        }
    }

    [Fact]
    public async Task Those_who_only_ask_whether_it_lives_hear_that_it_does()
    {
        foreach (var door in (string[])["/api/health", "/api/_internal/health"])
        {
            var answer = await app.As(app.World.Superadmin).Get(door);

            Assert.Equal((200, "pass"), (answer.Status, answer["status"].GetValue<string>()));
            Assert.Null(answer.Body!["checks"]);
        }
    }

    [Fact]
    public async Task The_version_names_the_build()
    {
        var answer = await app.Anonymous.Get("/api/version");

        Assert.Equal(200, answer.Status);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", answer["version"].GetValue<string>());
        Assert.True(answer.Body!.AsObject().ContainsKey("releaseId"));
    }

    [Fact]
    public async Task Any_number_of_callers_cost_one_look()
    {
        var before = await StatementCount.Of(app, "pg_is_in_recovery");

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => app.Anonymous.Get(number % 2 == 0 ? "/api/_internal/ready" : "/api/health/db")));
        var during = await StatementCount.Of(app, "pg_is_in_recovery");
        clock.Advance(TimeSpan.FromSeconds(5));
        await app.Anonymous.Get("/api/_internal/ready");

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal((1, 2), (during - before, await StatementCount.Of(app, "pg_is_in_recovery") - before));
    }

    [Fact]
    public async Task A_database_that_is_older_than_the_build_takes_it_out_of_service_and_a_newer_one_does_not()
    {
        var superadmin = app.As(app.World.Superadmin);
        await app.Database.Execute($"delete from schema_migrations where version = {Migrator.Newest}");
        var older = await superadmin.Get("/api/_internal/ready");
        await app.Database.Execute($"insert into schema_migrations (version, name, checksum) values ({Migrator.Newest}, 'a', ''), ({Migrator.Newest + 1}, 'b', '')");
        clock.Advance(TimeSpan.FromSeconds(5));
        var newer = await superadmin.Get("/api/_internal/ready");

        Assert.Equal((503, "fail", "fail"), (older.Status, Status(older), Status(Check(older, "database:schema"))));
        Assert.Contains("migrate", (string?)Check(older, "database:schema")["output"], StringComparison.Ordinal);
        Assert.Equal((200, "warn", "warn"), (newer.Status, Status(newer), Status(Check(newer, "database:schema"))));
    }

    [Fact]
    public async Task What_only_people_can_mend_is_told_and_leaves_it_in_service()
    {
        var order = await An.PlacedOrder(app);
        var document = (await app.As(app.World.Dealer).Post($"/api/orders/{order.Id}/documents", An.Announcement("QUOTE"))).Id;
        await app.Database.Execute($"update documents set state = 'CHECKING', check_begun_at = '{Ago(TimeSpan.FromHours(2))}' where id = '{document}'");
        await app.Database.Execute($"""
            insert into job_runs (job, origin, started_at, heartbeat_at, finished_at, outcome, error)
            values ('BackUpDatabase', 'COMMAND', '{Ago(TimeSpan.FromDays(2))}', '{Ago(TimeSpan.FromDays(2))}', '{Ago(TimeSpan.FromDays(2))}', 'FAILED', 'No.')
            """);

        var answer = await app.As(app.World.Superadmin).Get("/api/health/services");

        Assert.Equal((200, "warn"), (answer.Status, Status(answer)));
        Assert.Equal(7200, (double)Check(answer, "documents:uncheckedAge")["observedValue"]!);
        Assert.Equal("warn", Status(Check(answer, "documents:uncheckedAge")));
        Assert.Equal("warn", Status(Check(answer, "backup:provenAge")));
        Assert.Equal("warn", Status(Check(answer, "drift:checkAge")));
        Assert.Equal("pass", Status(Check(answer, "storage:responseTime")));
        Assert.Null(Check(answer, "outbox:lag")["status"]);
        Assert.Contains(answer["checks"]["jobs:lastSuccessAge"]!.AsArray(), job => (string?)job!["componentId"] == "CheckDrift");
    }

    [Fact]
    public async Task A_proof_and_a_look_for_drift_that_were_done_lately_are_well()
    {
        await app.Database.Execute($"""
            insert into backup_drills (backup, started_at, finished_at, passed, proven)
            values ('a', '{Ago(TimeSpan.FromDays(7))}', '{Ago(TimeSpan.FromDays(7))}', false, true), ('b', '{Ago(TimeSpan.FromDays(1))}', '{Ago(TimeSpan.FromDays(1))}', false, false);
            insert into drift_checks (started_at, finished_at, outcome, build_version)
            values ('{Ago(TimeSpan.FromHours(25))}', '{Ago(TimeSpan.FromHours(25))}', 'DRIFTED', 1)
            """);

        var answer = await app.As(app.World.Superadmin).Get("/api/health/services");

        Assert.Equal(("pass", 7 * 86400), (Status(Check(answer, "backup:provenAge")), (double)Check(answer, "backup:provenAge")["observedValue"]!));
        Assert.Equal("warn", Status(Check(answer, "drift:found")));
        Assert.Equal(("pass", 25 * 3600), (Status(Check(answer, "drift:checkAge")), (double)Check(answer, "drift:checkAge")["observedValue"]!));
    }

    private static string Status(Answered answer) => answer["status"].GetValue<string>();

    private static string Status(JsonNode check) => check["status"]!.GetValue<string>();

    private static JsonNode Check(Answered answer, string name) => answer["checks"][name]![0]!;

    private string Ago(TimeSpan age) => (clock.GetUtcNow() - age).ToString("O", CultureInfo.InvariantCulture);
}
