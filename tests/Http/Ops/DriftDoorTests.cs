using Glimmerglass.Data;
using Glimmerglass.Data.Invariants;
using Glimmerglass.Functions.Drift;

namespace Glimmerglass.Tests.Http.Ops;

public sealed class DriftDoorTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Door = "/api/ops/drift";

    [Fact]
    public async Task A_superadmin_reads_what_the_newest_check_found()
    {
        await app.Database.Execute("truncate drift_checks cascade");
        var superadmin = app.As(app.World.Superadmin);
        var never = await superadmin.Get(Door);
        await app.Database.Execute("update schema_migrations set name = 'renamed' where version = 1");

        var run = await superadmin.Post($"/api/ops/jobs/{nameof(CheckDrift)}/runs", new { });
        var told = await superadmin.Get(Door);
        await app.Database.Execute("update schema_migrations set name = 'users_dealers_and_factories' where version = 1");

        Assert.Equal((200, true), (never.Status, never.Body!.AsObject().ContainsKey("check")));
        Assert.Null(never.Body["check"]);
        Assert.Equal((201, "SUCCEEDED"), (run.Status, run["outcome"].GetValue<string>()));
        var check = told["check"];
        Assert.Equal(("DRIFTED", Migrator.Scripts().Count, Migrator.Scripts().Count), (check["outcome"]!.GetValue<string>(), check["appliedVersion"]!.GetValue<int>(), check["buildVersion"]!.GetValue<int>()));
        var finding = Assert.Single(check["findings"]!.AsArray(), finding => finding!["kind"]!.GetValue<string>() == "MIGRATIONS")!;
        Assert.Equal(("renamed migration", "0001_users_dealers_and_factories", "renamed", "CRITICAL"),
            (finding["subject"]!.GetValue<string>(), finding["name"]!.GetValue<string>(), finding["expected"]!.GetValue<string>(), finding["severity"]!.GetValue<string>()));
        Assert.Empty(check["allowed"]!.AsArray());
        Assert.Contains(check["notCompared"]!.AsArray(), one => one!["what"]!.GetValue<string>() == "quarantine" && one["byDesign"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Nobody_else_reads_it()
    {
        foreach (var user in (TestUser[])[app.World.Dealer, app.World.Admin]) Assert.Equal("NOT_ALLOWED", (await app.As(user).Get(Door)).Code);
        Assert.Equal(401, (await app.Anonymous.Get(Door)).Status);
    }

    [Fact]
    public async Task It_takes_no_parameters() => Assert.Equal("INVALID_QUERY", (await app.As(app.World.Superadmin).Get($"{Door}?kind=BLOBS")).Code);

    [Fact]
    public async Task What_the_app_does_breaks_no_promise()
    {
        var (dealer, admin) = (app.As(app.World.Dealer), app.As(app.World.Admin));
        var order = await An.PlacedOrder(app, An.Order(app.World).With("linkedSpa", new { poolModelId = app.World.Spa, colorId = app.World.White }));
        var path = $"/api/orders/{order.Id}";
        var paper = await Papers.Uploaded(app, app.World.Dealer, order.Id, "QUOTE", Papers.Pdf());
        await An.AcceptedPapers(app, order.Id, "PROOF_OF_PAYMENT", "INVOICE");
        int[] answered =
        [
            (await admin.Patch(path, new { serialNumber = "SN-7", factoryLocationId = app.World.FactoryB, deliveryAddress = "2 Lake Street" }, "*")).Status,
            (await admin.Patch(path, new { serialNumber = "SN-8" }, "*")).Status,
            (await admin.Post($"{path}/status", new { to = "IN_PRODUCTION", serialNumber = "SN-9" }, "*")).Status,
            (await admin.Post($"{path}/status", new { to = "CANCELED", comment = "No pool" }, "*")).Status,
            (await admin.Post($"{path}/status", new { to = "IN_PRODUCTION", comment = "A pool" }, "*")).Status,
            (await dealer.Post($"{path}/comments", new { text = "Hello" })).Status,
            (await admin.Patch(path, new { serialNumber = (string?)null }, "*")).Status,
            (await admin.Patch($"/api/documents/{paper.Id}", new { visibleToDealer = false })).Status,
            (await admin.Send(HttpMethod.Delete, $"/api/documents/{paper.Id}")).Status,
        ];

        Assert.Equal([200, 200, 200, 200, 200, 201, 200, 200, 204], answered);
        Assert.Empty(await new InvariantStore(app.Database.Db).ListBroken(100, default));
    }
}
