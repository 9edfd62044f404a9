namespace Glimmerglass.Tests.Http.Access;

public sealed class RevokedCallerTests : IAsyncLifetime
{
    private readonly StoppedClock clock = new();
    private readonly TestApp app;

    public RevokedCallerTests() => app = new TestApp { Clock = clock };

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("update users set disabled_at = now() where email = 'dealer@example.com'")]
    [InlineData("update users set approved = false where email = 'dealer@example.com'")]
    [InlineData("update users set dealer_id = null where email = 'dealer@example.com'")]
    [InlineData("update dealers set approved = false where email = 'blue@dealer.example'")]
    [InlineData("delete from users where email = 'dealer@example.com'")]
    [InlineData("update users set dealer_id = null, role = 'ADMIN' where email = 'dealer@example.com'")]
    public async Task A_revoked_dealer_is_out_within_30_seconds_whatever_its_token_says(string revocation)
    {
        var dealer = app.As(app.World.Dealer);
        var before = await dealer.Get("/api/orders");
        await app.Database.Execute(revocation);

        clock.Advance(TimeSpan.FromSeconds(29));
        var known = await dealer.Get("/api/orders");
        clock.Advance(TimeSpan.FromSeconds(1));
        var refused = await dealer.Get("/api/orders");

        Assert.Equal((200, 200), (before.Status, known.Status));
        Problems.Assert(403, "NOT_APPROVED", refused);
    }

    [Fact]
    public async Task Asking_again_and_again_keeps_no_revoked_dealer_in()
    {
        var dealer = app.As(app.World.Dealer);
        await dealer.Get("/api/me");
        await app.Database.Execute("update users set approved = false where email = 'dealer@example.com'");

        List<int> statuses = [];
        for (var second = 10; second <= 40; second += 10)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            statuses.Add((await dealer.Get("/api/me")).Status);
        }

        Assert.Equal([200, 200, 403, 403], statuses);
    }

    [Fact]
    public async Task Who_was_let_in_again_is_in_within_30_seconds()
    {
        var dealer = app.As(app.World.UnapprovedDealer);
        var before = await dealer.Get("/api/me");
        await app.Database.Execute($"update users set approved = true, dealer_id = '{await NewDealer()}' where id = '{app.World.UnapprovedDealer.Id}'");

        clock.Advance(TimeSpan.FromSeconds(30));
        var after = await dealer.Get("/api/me");

        Problems.Assert(403, "NOT_APPROVED", before);
        Assert.Equal(200, after.Status);
    }

    [Fact]
    public async Task A_module_that_was_taken_away_is_gone_within_30_seconds()
    {
        var admin = app.As(app.World.ViewingAdmin);
        var before = await admin.Get("/api/orders");
        await app.Database.Execute($"update user_module_access set module = 'INVENTORY' where user_id = '{app.World.ViewingAdmin.Id}' and module = 'ORDER_LIST'");

        clock.Advance(TimeSpan.FromSeconds(30));
        var after = await admin.Get("/api/orders");

        Assert.Equal(200, before.Status);
        Problems.Assert(403, "NOT_ALLOWED", after);
    }

    [Fact]
    public async Task A_known_caller_costs_no_statement()
    {
        var dealer = app.As(app.World.Dealer);
        await dealer.Get("/api/me");
        var first = await StatementCount.Of(app, "from users u");

        for (var i = 0; i < 5; i++) await dealer.Get("/api/me");
        var known = await StatementCount.Of(app, "from users u");
        clock.Advance(TimeSpan.FromSeconds(30));
        await dealer.Get("/api/me");
        var forgotten = await StatementCount.Of(app, "from users u");

        Assert.Equal((1L, 1L, 2L), (first, known, forgotten));
    }

    private Task<Guid> NewDealer() =>
        app.Database.Scalar<Guid>("insert into dealers (name, email, approved) values ('New Pools', 'new@dealer.example', true) returning id");
}
