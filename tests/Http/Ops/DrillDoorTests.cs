using Glimmerglass.Data.Backups;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.Tests.Http.Ops;

public sealed class DrillDoorTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Drills = "/api/ops/drills";

    private static readonly DateTimeOffset at = new(2026, 11, 21, 5, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_superadmin_reads_the_newest_drills_first()
    {
        var store = app.Services.GetRequiredService<DrillStore>();
        await store.Record(Drill("20261114T020000Z", true), CancellationToken.None);
        await store.Record(Drill("20261121T020000Z", false, DrillFinding.Failure(DrillCheck.Rows, "public.orders", "3 rows were expected, 2 were found.")), CancellationToken.None);

        var all = await app.As(app.World.Superadmin).Get($"{Drills}?limit=2");
        var one = await app.As(app.World.Superadmin).Get($"{Drills}?limit=1");

        Assert.Equal((200, 2), (all.Status, all["items"].AsArray().Count));
        var newest = all["items"][0]!;
        Assert.Equal(("20261121T020000Z", false, "ROWS", "public.orders", true), (newest["backup"]!.GetValue<string>(), newest["proven"]!.GetValue<bool>(),
            newest["findings"]![0]!["check"]!.GetValue<string>(), newest["findings"]![0]!["subject"]!.GetValue<string>(), newest["findings"]![0]!["fails"]!.GetValue<bool>()));
        Assert.Equal((10_800, 42, true), (all["items"][1]!["rpoSeconds"]!.GetValue<long>(), all["items"][1]!["rtoSeconds"]!.GetValue<long>(), all["items"][1]!["passed"]!.GetValue<bool>()));
        Assert.Equal("20261121T020000Z", Assert.Single(one["items"].AsArray())!["backup"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=201")]
    [InlineData("?backup=x")]
    public async Task What_it_does_not_know_it_refuses(string query) => Assert.Equal((400, "INVALID_QUERY"), Of(await app.As(app.World.Superadmin).Get(Drills + query)));

    [Fact]
    public async Task Nobody_else_sees_drills()
    {
        foreach (var user in (TestUser[])[app.World.Dealer, app.World.Admin]) Assert.Equal("NOT_ALLOWED", (await app.As(user).Get(Drills)).Code);
        Assert.Equal(401, (await app.Anonymous.Get(Drills)).Status);
    }

    [Fact]
    public async Task A_backup_whose_newest_drill_failed_is_not_proven_any_more()
    {
        var store = new DrillStore(app.Database.Db);
        await store.Record(Drill("20250101T020000Z", true), CancellationToken.None);
        await store.Record(Drill("20250102T020000Z", true), CancellationToken.None);
        await store.Record(Drill("20250101T020000Z", false, DrillFinding.Failure(DrillCheck.Rows, "", "x")), CancellationToken.None);

        var proven = (await store.ProvenBackups(CancellationToken.None)).Select(backup => backup.Name).ToList();

        Assert.Contains("20250102T020000Z", proven);
        Assert.DoesNotContain("20250101T020000Z", proven);
    }

    [Fact]
    public async Task Old_drills_are_forgotten_but_the_newest_of_each_backup()
    {
        var store = new DrillStore(app.Database.Db);
        var first = await store.Record(Drill("20240101T020000Z", true, at: at.AddYears(-20)), CancellationToken.None);
        var second = await store.Record(Drill("20240101T020000Z", true, at: at.AddYears(-20)), CancellationToken.None);

        Assert.Equal(1, await store.Forget(at.AddYears(-10), 100, CancellationToken.None));
        Assert.Equal(second.Id, await app.Database.Scalar<long>($"select id from backup_drills where id in ({first.Id}, {second.Id})"));
    }

    private static (int, string?) Of(Answered answer) => (answer.Status, answer.Code);

    private static Drill Drill(string backup, bool passed, DrillFinding? finding = null, DateTimeOffset? at = null) => new()
    {
        Backup = backup,
        StartedAt = at ?? DrillDoorTests.at,
        FinishedAt = (at ?? DrillDoorTests.at).AddMinutes(1),
        Passed = passed,
        Proven = passed,
        RpoSeconds = 10_800,
        RtoSeconds = 42,
        Tables = 25,
        Rows = 100,
        Findings = finding is null ? [] : [finding],
    };
}
