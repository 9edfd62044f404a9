using Glimmerglass.Data.Orders;
using Npgsql;

namespace Glimmerglass.Tests.Http;

/// <summary>What happened to an order, and what people say about it.</summary>
public sealed class OrderHistoryTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task History_is_newest_first_and_pages_give_each_entry_once()
    {
        var placed = await An.PlacedOrder(app);
        for (var at = 0; at < 7; at++) await Comment(app.World.Admin, placed.Id, $"Comment {at}.");

        var (found, cursor, admin) = (new List<string?>(), (string?)null, app.As(app.World.Admin));
        do
        {
            var page = await admin.Get($"/api/orders/{placed.Id}/history?limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            found.AddRange(page["items"].AsArray().Select(item => item!["comment"]?.GetValue<string>()));
            cursor = page.Body!["next"]?.GetValue<string>();
            await Comment(app.World.Admin, placed.Id, "Meanwhile.");
        }
        while (cursor is not null);

        Assert.Equal([.. Enumerable.Range(0, 7).Reverse().Select(at => (string?)$"Comment {at}."), null], found);
    }

    [Fact]
    public async Task A_dealer_reads_what_is_meant_for_it_and_no_other_users_address()
    {
        var placed = await An.PlacedOrder(app);
        await Comment(app.World.Admin, placed.Id, "For everyone.");
        await Comment(app.World.Admin, placed.Id, "Between us.", visible: false);
        await Comment(app.World.Dealer, placed.Id, "From me.");

        var (dealer, admin) = (await Read(app.World.Dealer, placed.Id), await Read(app.World.Admin, placed.Id));

        Assert.Equal(["From me.", "For everyone.", null], dealer.Select(entry => entry.Comment));
        Assert.Equal([app.World.Dealer.Email, null, app.World.Dealer.Email], dealer.Select(entry => entry.Email));
        Assert.Equal(["From me.", "Between us.", "For everyone.", null], admin.Select(entry => entry.Comment));
        Assert.Equal([app.World.Dealer.Email, app.World.Admin.Email, app.World.Admin.Email, app.World.Dealer.Email], admin.Select(entry => entry.Email));
        var raw = await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}/history");
        Assert.DoesNotContain(app.World.Admin.Email, raw.Body!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_dealer_is_full_in_spite_of_hidden_entries()
    {
        var placed = await An.PlacedOrder(app);
        foreach (var visible in new[] { true, false, false, true, false, true }) await Comment(app.World.Admin, placed.Id, "A word.", visible);

        var first = await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}/history?limit=2");
        var second = await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}/history?limit=2&cursor={first["next"].GetValue<string>()}");

        Assert.Equal((2, 2), (first["items"].AsArray().Count, second["items"].AsArray().Count));
        Assert.Null(second.Body!["next"]);
    }

    [Fact]
    public async Task A_comment_leaves_the_version_and_tells_the_dealer_only_what_it_may_read()
    {
        var placed = await An.PlacedOrder(app);
        var before = await StandingOrder.Traces(app, placed.Id);

        var shown = await Comment(app.World.Admin, placed.Id, "  For everyone.  ");
        var hidden = await Comment(app.World.Admin, placed.Id, "Between us.", visible: false);

        Assert.Equal((201, "For everyone.", true), (shown.Status, shown["comment"].GetValue<string>(), shown["visibleToDealer"].GetValue<bool>()));
        Assert.Equal((201, false), (hidden.Status, hidden["visibleToDealer"].GetValue<bool>()));
        Assert.Equal((before.History + 2, before.Audit + 2, before.Outbox + 1), await StandingOrder.Traces(app, placed.Id));
        Assert.Equal(1, await StandingOrder.Version(app, placed.Id));
    }

    [Fact]
    public async Task Who_may_not_comment_does_not()
    {
        var placed = await An.PlacedOrder(app);
        var before = await StandingOrder.Traces(app, placed.Id);

        Assert.Equal((403, "NOT_ALLOWED"), Said(await Comment(app.World.ViewingAdmin, placed.Id, "x")));
        Assert.Equal((404, "NOT_FOUND"), Said(await Comment(app.World.OtherDealer, placed.Id, "x")));
        Assert.Equal((404, "NOT_FOUND"), Said(await Comment(app.World.AdminOfB, placed.Id, "x")));
        Assert.Equal((404, "NOT_FOUND"), Said(await Comment(app.World.Admin, Guid.NewGuid(), "x")));
        Assert.Equal((400, "INVALID"), Said(await Comment(app.World.Dealer, placed.Id, "x", visible: false)));
        Assert.Equal((400, "INVALID"), Said(await Comment(app.World.Dealer, placed.Id, " \n ")));
        Assert.Equal((400, "INVALID"), Said(await Comment(app.World.Dealer, placed.Id, new string('x', 5001))));
        Assert.Equal((400, "MALFORMED_BODY"), Said(await app.As(app.World.Dealer).Post($"/api/orders/{placed.Id}/comments", """{"text":"x","status":"COMPLETED"}""")));
        Assert.Equal(before, await StandingOrder.Traces(app, placed.Id));
    }

    [Theory]
    [InlineData("limit=0", "INVALID_QUERY")]
    [InlineData("limit=201", "INVALID_QUERY")]
    [InlineData("dir=asc", "INVALID_QUERY")]
    [InlineData("cursor=AAAA", "INVALID_CURSOR")]
    public async Task A_query_is_understood_or_refused(string query, string code)
    {
        var placed = await An.PlacedOrder(app);

        Assert.Equal((400, code), Said(await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}/history?{query}")));
    }

    [Fact]
    public async Task A_cursor_is_good_for_one_order_and_one_reader()
    {
        var (one, two) = (await An.PlacedOrder(app), await An.PlacedOrder(app));
        foreach (var id in new[] { one.Id, two.Id }) await Comment(app.World.Dealer, id, "A word.");
        var cursor = (await app.As(app.World.Dealer).Get($"/api/orders/{one.Id}/history?limit=1"))["next"].GetValue<string>();

        Assert.Equal(200, (await app.As(app.World.Dealer).Get($"/api/orders/{one.Id}/history?cursor={cursor}")).Status);
        Assert.Equal((400, "INVALID_CURSOR"), Said(await app.As(app.World.Dealer).Get($"/api/orders/{two.Id}/history?cursor={cursor}")));
        Assert.Equal((400, "INVALID_CURSOR"), Said(await app.As(app.World.Admin).Get($"/api/orders/{one.Id}/history?cursor={cursor}")));
        Assert.Equal((404, "NOT_FOUND"), Said(await app.As(app.World.OtherDealer).Get($"/api/orders/{one.Id}/history")));
        Assert.Equal((404, "NOT_FOUND"), Said(await app.As(app.World.AdminOfB).Get($"/api/orders/{one.Id}/history")));
    }

    [Fact]
    public async Task A_comment_with_a_key_is_made_once_however_often_it_is_sent()
    {
        var placed = await An.PlacedOrder(app);
        var (dealer, path, key) = (app.As(app.World.Dealer), $"/api/orders/{placed.Id}/comments", $"comment-{placed.Id}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => dealer.Post(path, new { text = "Once." }, key: key)));
        var other = await dealer.Post(path, new { text = "Twice." }, key: key);

        Assert.All(answers, answer => Assert.True(answer.Status == 201 || answer.Code == "IDEMPOTENCY_KEY_IN_FLIGHT", $"{answer.Status} {answer.Code}"));
        Assert.Single(answers, answer => answer.Status == 201 && !answer.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal((422, "IDEMPOTENCY_KEY_REUSED"), Said(other));
        Assert.Equal(1, await app.Database.Scalar<long>($"select count(*) from order_history where order_id = '{placed.Id}' and kind = 'COMMENT'"));
    }

    [Theory]
    [InlineData("update order_history set comment = 'x'")]
    [InlineData("delete from order_history")]
    [InlineData("truncate order_history")]
    [InlineData("update audit_log set action = 'x'")]
    [InlineData("delete from audit_log")]
    [InlineData("truncate audit_log")]
    public async Task What_happened_cannot_be_rewritten(string sql)
    {
        await An.PlacedOrder(app);
        var before = await app.Database.Scalar<long>("select (select count(*) from order_history) + (select count(*) from audit_log)");

        var fault = await Assert.ThrowsAsync<PostgresException>(() => app.Database.Execute(sql));

        Assert.Equal(PostgresErrorCodes.RestrictViolation, fault.SqlState);
        Assert.Equal(before, await app.Database.Scalar<long>("select (select count(*) from order_history) + (select count(*) from audit_log)"));
    }

    private Task<Answered> Comment(TestUser by, Guid id, string text, bool? visible = null) =>
        app.As(by).Post($"/api/orders/{id}/comments", visible is null ? new { text } : (object)new { text, visibleToDealer = visible });

    private async Task<IReadOnlyList<(string? Comment, string? Email)>> Read(TestUser reader, Guid id)
    {
        var history = await app.As(reader).Get($"/api/orders/{id}/history");
        return [.. history["items"].AsArray().Select(entry => (entry!["comment"]?.GetValue<string>(), entry["byEmail"]?.GetValue<string>()))];
    }

    private static (int, string?) Said(Answered answer) => (answer.Status, answer.Code);
}
