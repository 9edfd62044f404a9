using Glimmerglass.Functions.Backups;

namespace Glimmerglass.Tests.Http.Ops;

public sealed class BackupDoorTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_superadmin_takes_a_backup_and_finds_it_in_the_list()
    {
        var superadmin = app.As(app.World.Superadmin);

        var run = await superadmin.Post($"/api/ops/jobs/{nameof(BackUpDatabase)}/runs", new { });
        var list = await superadmin.Get("/api/ops/backups");

        Assert.Equal((201, "SUCCEEDED"), (run.Status, run["outcome"].GetValue<string>()));
        var backup = Assert.Single(list["items"].AsArray())!;
        Assert.Contains(backup["name"]!.GetValue<string>(), run["summary"].GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(
            ["finishedAt", "keptBecause", "name", "provenAt", "rows", "schemaVersion", "snapshotAt", "startedAt", "storedBytes", "tables"],
            backup.AsObject().Select(member => member.Key).Order());
        Assert.Equal("newest", backup["keptBecause"]![0]!.GetValue<string>());
        Assert.Null(backup["provenAt"]);
        Assert.True(backup["rows"]!.GetValue<long>() > 20);
    }

    [Fact]
    public async Task Nobody_else_sees_backups()
    {
        foreach (var user in (TestUser[])[app.World.Dealer, app.World.Admin]) Assert.Equal("NOT_ALLOWED", (await app.As(user).Get("/api/ops/backups")).Code);
        Assert.Equal(401, (await app.Anonymous.Get("/api/ops/backups")).Status);
        Assert.Equal(400, (await app.As(app.World.Superadmin).Get("/api/ops/backups?limit=x")).Status);
    }
}
