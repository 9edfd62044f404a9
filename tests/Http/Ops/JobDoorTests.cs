using System.Text.Json.Nodes;
using Glimmerglass.Functions.Jobs;

namespace Glimmerglass.Tests.Http.Ops;

public sealed class JobDoorTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Runs = $"/api/ops/jobs/{nameof(ForgetIdempotencyKeys)}/runs";

    [Fact]
    public async Task A_superadmin_runs_a_job_and_reads_how_it_ended()
    {
        var superadmin = app.As(app.World.Superadmin);

        var run = await superadmin.Post(Runs, new { });
        var told = await superadmin.Get(run.Headers.Location!.ToString());
        var jobs = await superadmin.Get("/api/ops/jobs");

        Assert.Equal((201, "SUCCEEDED", "DOOR"), (run.Status, run["outcome"].GetValue<string>(), run["origin"].GetValue<string>()));
        Assert.Equal((200, run["id"].GetValue<long>()), (told.Status, told["id"].GetValue<long>()));
        var job = Job(jobs);
        Assert.Equal(("0 15 3 * * *", false, run["id"].GetValue<long>()), (job["schedule"]!.GetValue<string>(), job["isRunning"]!.GetValue<bool>(), job["runs"]![0]!["id"]!.GetValue<long>()));
        Assert.Equal(run["finishedAt"].GetValue<DateTimeOffset>(), job["lastSucceededAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task The_same_request_again_gives_its_own_run_and_starts_no_other()
    {
        var superadmin = app.As(app.World.Superadmin);

        var first = await superadmin.Post(Runs, new { }, key: "again");
        var again = await superadmin.Post(Runs.ToUpperInvariant().Replace("/API/OPS/JOBS", "/api/ops/jobs", StringComparison.Ordinal), new { }, key: "again");
        var other = await superadmin.Post(Runs, new { }, key: "other");

        Assert.Equal((first["id"].GetValue<long>(), "true"), (again["id"].GetValue<long>(), again.Headers.GetValues("Idempotency-Replayed").Single()));
        Assert.NotEqual(first["id"].GetValue<long>(), other["id"].GetValue<long>());
    }

    [Fact]
    public async Task A_job_that_runs_is_not_begun_again()
    {
        await app.Database.Execute($"insert into job_runs (job, origin, started_at, heartbeat_at) values ('{nameof(ForgetIdempotencyKeys)}', 'COMMAND', now(), now())");
        try
        {
            var refused = await app.As(app.World.Superadmin).Post(Runs, new { });
            var jobs = await app.As(app.World.Superadmin).Get("/api/ops/jobs");

            Assert.Equal((409, "JOB_RUNNING"), (refused.Status, refused.Code));
            Assert.Equal(refused["runId"].GetValue<long>(), Job(jobs)["runs"]![0]!["id"]!.GetValue<long>());
            Assert.True(Job(jobs)["isRunning"]!.GetValue<bool>());
        }
        finally
        {
            await app.Database.Execute("update job_runs set finished_at = now(), outcome = 'FAILED' where finished_at is null");
        }
    }

    [Theory]
    [InlineData("/api/ops/jobs/DropDatabase/runs", 404)]
    [InlineData("/api/ops/jobs/a-b/runs", 404)]
    public async Task A_job_that_does_not_exist_is_not_found(string path, int status) =>
        Assert.Equal(status, (await app.As(app.World.Superadmin).Post(path, new { })).Status);

    [Fact]
    public async Task A_run_that_does_not_exist_is_not_found() => Assert.Equal("NOT_FOUND", (await app.As(app.World.Superadmin).Get("/api/ops/jobs/runs/999999999")).Code);

    [Fact]
    public async Task Nobody_else_sees_or_runs_jobs()
    {
        foreach (var user in (TestUser[])[app.World.Dealer, app.World.Admin])
        {
            Assert.Equal("NOT_ALLOWED", (await app.As(user).Get("/api/ops/jobs")).Code);
            Assert.Equal("NOT_ALLOWED", (await app.As(user).Get("/api/ops/jobs/runs/1")).Code);
            Assert.Equal("NOT_ALLOWED", (await app.As(user).Post(Runs, new { })).Code);
        }
        Assert.Equal(401, (await app.Anonymous.Get("/api/ops/jobs")).Status);
    }

    private static JsonNode Job(Answered jobs) => jobs["items"].AsArray().Single(job => job!["job"]!.GetValue<string>() == nameof(ForgetIdempotencyKeys))!;
}
