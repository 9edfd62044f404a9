using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Audit;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Audit;
using Glimmerglass.Functions.Http;

namespace Glimmerglass.Tests.Http;

public sealed class AuditDoorTests(TestApp app) : IClassFixture<TestApp>
{
    private HttpClient Superadmin => app.As(app.World.Superadmin);

    [Fact]
    public async Task A_change_is_read_with_who_made_it_and_to_what()
    {
        var placed = await An.PlacedOrder(app);

        var found = await Superadmin.Get($"/api/audit?orderId={placed.Id}");

        var entry = Assert.Single(found["items"].AsArray())!;
        Assert.Equal(("ORDER_CREATED", app.World.Dealer.Id, "DEALER", app.World.Dealer.Email), (Text(entry, "action"), entry["actorId"]!.GetValue<Guid>(), Text(entry, "actorRole"), Text(entry, "actorEmail")));
        Assert.Equal((app.World.DealerId, placed.Id, placed["number"].GetValue<string>()), (entry["dealerId"]!.GetValue<Guid>(), entry["orderId"]!.GetValue<Guid>(), Text(entry, "orderNumber")));
        Assert.Equal(placed["number"].GetValue<string>(), entry["detail"]!["number"]!.GetValue<string>());
        Assert.Null(found.Body!["next"]);
    }

    [Fact]
    public async Task Each_filter_narrows_the_list()
    {
        var (first, second) = (await An.PlacedOrder(app), await An.PlacedOrder(app));
        await app.As(app.World.Admin).Post($"/api/orders/{second.Id}/comments", new { text = "Hello" });
        var at = Uri.EscapeDataString((await app.Database.Scalar<DateTime>($"select created_at from audit_log where order_id = '{second.Id}' and action = 'ORDER_CREATED'")).ToString("O"));

        Assert.Equal(["ORDER_COMMENTED", "ORDER_CREATED"], await Actions($"orderId={second.Id}"));
        Assert.Equal(["ORDER_CREATED"], await Actions($"orderId={second.Id}&action=ORDER_CREATED"));
        Assert.Equal(["ORDER_COMMENTED"], await Actions($"orderId={second.Id}&actorId={app.World.Admin.Id}"));
        Assert.Equal(["ORDER_CREATED"], await Actions($"orderId={first.Id}&dealerId={app.World.DealerId}"));
        Assert.Empty(await Actions($"orderId={first.Id}&dealerId={app.World.OtherDealerId}"));
        Assert.Equal(["ORDER_COMMENTED", "ORDER_CREATED"], await Actions($"orderId={second.Id}&from={at}"));
        Assert.Empty(await Actions($"orderId={second.Id}&to={at}"));
        Assert.Equal(2, (await Actions($"orderId={second.Id}&from=2026-01-02T03:04:05.5%2B02:00")).Count());
        Assert.Empty(await Actions($"orderId={first.Id}&from={at}"));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_gap_also_where_many_rows_are_of_one_instant()
    {
        var order = Guid.NewGuid();
        await app.Database.Execute($"insert into audit_log (action, order_id, created_at) select 'ORDER_CHANGED', '{order}', timestamptz '2026-01-02T03:04:05Z' + (n / 4) * interval '1 second' from generate_series(0, 10) n");

        var (ids, path) = (new List<long>(), $"/api/audit?orderId={order}&limit=3");
        for (var (page, next) = (0, ""); page < 10; page++)
        {
            var answer = await Superadmin.Get(path + next);
            ids.AddRange(answer["items"].AsArray().Select(item => item!["id"]!.GetValue<long>()));
            if (answer.Body!["next"]?.GetValue<string>() is not { } cursor) break;
            next = $"&cursor={cursor}";
        }

        Assert.Equal(11, ids.Count);
        Assert.Equal(ids.Distinct().OrderDescending(), ids);
    }

    [Fact]
    public async Task A_cursor_belongs_to_its_reader_and_its_filter()
    {
        await An.PlacedOrder(app);
        await An.PlacedOrder(app);
        var cursor = (await Superadmin.Get("/api/audit?limit=1"))["next"].GetValue<string>();

        Assert.Equal(200, (await Superadmin.Get($"/api/audit?cursor={cursor}")).Status);
        Assert.Equal("INVALID_CURSOR", (await Superadmin.Get($"/api/audit?action=ORDER_CREATED&cursor={cursor}")).Code);
        Assert.Equal("INVALID_CURSOR", (await Superadmin.Get($"/api/audit?cursor={cursor[..^2]}")).Code);
    }

    [Fact]
    public async Task A_cursor_that_somebody_made_with_another_offset_is_an_answer_and_no_fault()
    {
        var list = $"{nameof(ListAuditLog)} {app.World.Superadmin.Id} {new AuditFilter()}";
        var made = Cursor.Write(list, new { createdAt = "2026-03-02T09:00:00+02:00", id = 5 });

        var answer = await Superadmin.Get($"/api/audit?cursor={made}");

        Assert.Equal(200, answer.Status);
    }

    [Theory]
    [InlineData("/api/audit?action=NOTHING", "action")]
    [InlineData("/api/audit?actorId=me", "actorId")]
    [InlineData("/api/audit?from=yesterday", "from")]
    [InlineData("/api/audit?from=2026-01-02", "from")]
    [InlineData("/api/audit?to=9999-12-31T23:59:59Z", "to")]
    [InlineData("/api/audit?who=me", "who")]
    [InlineData("/api/audit?limit=201", "limit")]
    [InlineData("/api/audit/verify?from=0", "from")]
    [InlineData("/api/audit/verify?from=99999999999999999999", "from")]
    [InlineData("/api/audit/verify?limit=50001", "limit")]
    [InlineData("/api/audit/verify?all=true", "all")]
    public async Task A_question_that_is_not_understood_is_refused(string path, string member)
    {
        var refused = Problems.Assert(400, "INVALID_QUERY", await Superadmin.Get(path));

        Assert.Equal([member], refused.Complaints());
    }

    [Fact]
    public async Task The_log_is_verified_on_demand_and_says_where_it_is_broken()
    {
        var placed = await An.PlacedOrder(app);
        var run = await Superadmin.Post("/api/ops/jobs/SealAuditLog/runs", new { });
        var whole = await Superadmin.Get("/api/audit/verify");
        var entry = (await Superadmin.Get($"/api/audit?orderId={placed.Id}"))["items"][0]!;
        var (id, position) = (entry["id"]!.GetValue<long>(), entry["position"]!.GetValue<long>());

        await app.Database.Execute($"set session_replication_role = replica; update audit_log set detail = detail || '{{\"x\": 1}}' where id = {id}; set session_replication_role = origin");
        var broken = await Superadmin.Get($"/api/audit/verify?from={position}&limit=1");
        await app.Database.Execute($"set session_replication_role = replica; update audit_log set detail = detail - 'x' where id = {id}; set session_replication_role = origin");
        var mended = await Superadmin.Get($"/api/audit/verify?from={position}&limit=1");

        Assert.Equal("SUCCEEDED", run["outcome"].GetValue<string>());
        Assert.Equal((true, 1), (whole["whole"].GetValue<bool>(), whole["witnesses"].GetValue<int>()));
        Assert.Contains(whole["headHash"].GetValue<string>(), run["summary"].GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((false, "ROW_CHANGED", position, id), (broken["whole"].GetValue<bool>(), Text(broken["breaks"][0]!, "code"), broken["breaks"][0]!["position"]!.GetValue<long>(), broken["breaks"][0]!["auditId"]!.GetValue<long>()));
        Assert.True(mended["whole"].GetValue<bool>());
    }

    [Fact]
    public async Task Nobody_else_reads_or_verifies_the_log()
    {
        foreach (var path in (string[])["/api/audit", "/api/audit/verify"])
        {
            foreach (var user in (TestUser[])[app.World.Dealer, app.World.Admin, app.World.ViewingAdmin]) Problems.Assert(403, "NOT_ALLOWED", await app.As(user).Get(path));
            Problems.Assert(401, "NOT_SIGNED_IN", await app.Anonymous.Get(path));
        }
    }

    [Fact]
    public async Task A_move_that_a_gate_refuses_is_audited_with_its_target_and_blockers_and_once_a_minute()
    {
        var id = await StandingOrder.In(app, OrderStatus.InProduction);
        var admin = app.As(app.World.Admin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => admin.Post($"/api/orders/{id}/status", new { to = "PRE_SHIPPING" }, "*")));
        await admin.Post($"/api/orders/{id}/status", new { to = "COMPLETED" }, "*");

        Assert.All(answers, answer => Assert.Equal((409, "MISSING_REQUIREMENTS"), (answer.Status, answer.Code)));
        var items = (await Superadmin.Get($"/api/audit?orderId={id}&action=ORDER_MOVE_REFUSED"))["items"].AsArray();
        Assert.Equal(["COMPLETED", "PRE_SHIPPING"], items.Select(item => item!["detail"]!["to"]!.GetValue<string>()).Order());
        var refused = items.Single(item => item!["detail"]!["to"]!.GetValue<string>() == "PRE_SHIPPING")!;
        Assert.Equal((app.World.Admin.Id, "ADMIN", app.World.DealerId), (refused["actorId"]!.GetValue<Guid>(), Text(refused, "actorRole"), refused["dealerId"]!.GetValue<Guid>()));
        Assert.Equal("MISSING_REQUIREMENTS", refused["detail"]!["code"]!.GetValue<string>());
        Assert.Equal(
            ["DOCUMENT_MISSING BUILD_SHEET", "DOCUMENT_MISSING POST_PRODUCTION_MEDIA", "FIELD_MISSING serialNumber"],
            refused["detail"]!["blockers"]!.AsArray().Select(blocker => $"{Text(blocker!, "code")} {Text(blocker!, "subject")}"));
    }

    [Fact]
    public async Task A_door_that_is_shut_to_its_caller_is_audited_once_a_minute_with_neither_address_nor_token()
    {
        var client = app.As(app.World.InventoryAdmin);
        for (var time = 0; time < 3; time++) await client.Get("/api/orders");
        await client.Get($"/api/orders/{Guid.NewGuid()}");
        var stranger = Guid.NewGuid();
        await app.As(stranger, Role.Admin).Get("/api/me");

        var known = (await Superadmin.Get($"/api/audit?actorId={app.World.InventoryAdmin.Id}"))["items"].AsArray();
        var unknown = (await Superadmin.Get($"/api/audit?actorId={stranger}"))["items"].AsArray();

        Assert.Equal(["GetOrder NOT_ALLOWED", "ListOrders NOT_ALLOWED"], known.Select(Refused).Order());
        Assert.Equal("GetOwnAccess NOT_APPROVED", Refused(Assert.Single(unknown)));
        Assert.Equal(["code", "door"], known[0]!["detail"]!.AsObject().Select(member => member.Key).Order());
    }

    [Fact]
    public async Task Tokens_that_are_no_good_are_audited_once_for_all_and_no_token_at_all_is_not()
    {
        for (var time = 0; time < 4; time++) await app.Client($"nonsense-{time}").Get(time % 2 == 0 ? "/api/me" : "/api/orders");
        await app.Anonymous.Get("/api/me");

        var found = (await Superadmin.Get("/api/audit?action=SIGN_IN_REFUSED"))["items"].AsArray();

        Assert.Equal("GetOwnAccess NOT_SIGNED_IN", Refused(Assert.Single(found)));
        Assert.DoesNotContain("nonsense", found.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_a_job_is_audited_with_who_asked_for_it()
    {
        var run = await Superadmin.Post("/api/ops/jobs/ForgetIdempotencyKeys/runs", new { });

        var found = (await Superadmin.Get($"/api/audit?action=JOB_STARTED&actorId={app.World.Superadmin.Id}&limit=200"))["items"].AsArray();

        Assert.Contains(found, entry => entry!["detail"]!["runId"]!.GetValue<long>() == run["id"].GetValue<long>() && Text(entry["detail"]!, "job") == "ForgetIdempotencyKeys");
    }

    [Fact]
    public async Task A_refusal_is_answered_though_the_log_cannot_be_written()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        await app.Database.Execute("alter table audit_log rename to audit_log_away");
        try
        {
            var answer = await app.As(app.World.Admin).Post($"/api/orders/{id}/status", new { to = "IN_PRODUCTION" }, "*");

            Problems.Assert(409, "MISSING_REQUIREMENTS", answer);
            Assert.Contains(app.Log.Lines, line => line.Message == "The audit log could not be told of ORDER_MOVE_REFUSED.");
        }
        finally
        {
            await app.Database.Execute("alter table audit_log_away rename to audit_log");
        }
    }

    [Fact]
    public void Every_word_that_the_code_writes_is_one_that_can_be_asked_for()
    {
        var written = from file in Shape.Sources.App
                      where file.IsIn("Data")
                      from Match match in Regex.Matches(file.Text, @"insert into audit_log[^\n]*\n\s*(?:select|values \() ?'([A-Z_]+)'")
                      select match.Groups[1].Value;

        var words = written.Distinct().Order().ToList();

        Assert.Equal(Data.Words.All<AuditAction>().Where(word => !word.EndsWith("_REFUSED", StringComparison.Ordinal)).Order(), words);
    }

    private async Task<IEnumerable<string>> Actions(string filter) => (await Superadmin.Get($"/api/audit?{filter}"))["items"].AsArray().Select(item => Text(item!, "action"));

    private static string Refused(JsonNode? entry) => $"{Text(entry!["detail"]!, "door")} {Text(entry["detail"]!, "code")}";

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
