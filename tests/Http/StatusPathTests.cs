using System.Text.Json.Nodes;
using Glimmerglass.Data;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Tests.Http;

/// <summary>The ways between statuses, where no gate asks for anything.</summary>
public sealed class StatusPathTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private static readonly OrderStatus[] path = [OrderStatus.PendingPaymentApproval, OrderStatus.InProduction, OrderStatus.PreShipping, OrderStatus.Completed, OrderStatus.ServiceWarranty];

    public Task InitializeAsync() => app.Database.Execute("""
        insert into requirement_templates (status) values ('IN_PRODUCTION'), ('PRE_SHIPPING'), ('COMPLETED'), ('SERVICE_WARRANTY') on conflict do nothing
        """);

    public Task DisposeAsync() => Task.CompletedTask;

    public static TheoryData<OrderStatus, OrderStatus> Pairs()
    {
        var pairs = new TheoryData<OrderStatus, OrderStatus>();
        foreach (var from in Enum.GetValues<OrderStatus>())
        {
            foreach (var to in Enum.GetValues<OrderStatus>()) pairs.Add(from, to);
        }
        return pairs;
    }

    [Theory, MemberData(nameof(Pairs))]
    public async Task Each_pair_of_statuses_is_a_way_or_an_invalid_transition(OrderStatus from, OrderStatus to)
    {
        var id = await StandingOrder.In(app, from, canceledFrom: OrderStatus.PreShipping);
        var (before, traces) = (await StandingOrder.Version(app, id), await StandingOrder.Traces(app, id));
        var allowed = (from, to) switch
        {
            (OrderStatus.Canceled, _) => to == OrderStatus.PreShipping,
            (_, OrderStatus.Canceled) => from <= OrderStatus.PreShipping,
            _ => Math.Abs(Array.IndexOf(path, from) - Array.IndexOf(path, to)) == 1,
        };

        var answer = await Move(id, to, "A reason.");

        if (allowed)
        {
            Assert.Equal(200, answer.Status);
            Assert.Equal((to.Word(), before + 1), (answer["status"].GetValue<string>(), answer["version"].GetValue<int>()));
            Assert.Equal((traces.History + 1, traces.Audit + 1, traces.Outbox + 1), await StandingOrder.Traces(app, id));
            var read = await app.As(app.World.Admin).Get($"/api/orders/{id}");
            Assert.Equal(answer.Body!.ToJsonString(), read.Body!.ToJsonString());
            Assert.Equal(answer.ETag, read.ETag);
            return;
        }
        Assert.Equal((409, "INVALID_TRANSITION"), (answer.Status, answer.Code));
        Assert.Equal((from.Word(), to.Word()), (answer["from"].GetValue<string>(), answer["to"].GetValue<string>()));
        var next = from == OrderStatus.Canceled ? OrderStatus.PreShipping : from.Next();
        Assert.Equal(next?.Word(), answer.Body!["expectedNext"]?.GetValue<string>());
        Assert.Equal((before, traces), (await StandingOrder.Version(app, id), await StandingOrder.Traces(app, id)));
    }

    [Theory]
    [InlineData(OrderStatus.InProduction, OrderStatus.Canceled, "CANCEL_REASON_REQUIRED")]
    [InlineData(OrderStatus.Canceled, OrderStatus.InProduction, "RESTORE_REASON_REQUIRED")]
    [InlineData(OrderStatus.InProduction, OrderStatus.PendingPaymentApproval, "COMMENT_REQUIRED")]
    public async Task Going_back_cancelling_and_restoring_need_a_comment(OrderStatus from, OrderStatus to, string code)
    {
        var id = await StandingOrder.In(app, from);
        var before = await StandingOrder.Traces(app, id);

        var (none, blank) = (await Move(id, to, null), await Move(id, to, "  \n"));

        Assert.Equal([(400, code), (400, code)], new[] { (none.Status, none.Code!), (blank.Status, blank.Code!) });
        Assert.Equal(before, await StandingOrder.Traces(app, id));
        Assert.Equal(200, (await Move(id, to, " A reason. ")).Status);
        Assert.Equal("A reason.", await app.Database.Scalar<string>($"select comment from order_history where order_id = '{id}' order by id desc limit 1"));
    }

    [Fact]
    public async Task A_restored_order_stands_where_it_was_canceled()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);

        var canceled = await Move(id, OrderStatus.Canceled, "No deposit.");
        var restored = await Move(id, OrderStatus.PendingPaymentApproval, "It came.");

        Assert.Equal("PENDING_PAYMENT_APPROVAL", canceled["canceledFrom"].GetValue<string>());
        Assert.Equal((200, "PENDING_PAYMENT_APPROVAL"), (restored.Status, restored["status"].GetValue<string>()));
        Assert.Null(restored.Body!["canceledFrom"]);
    }

    [Fact]
    public async Task An_order_of_an_old_import_reads_and_moves_as_in_production()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        await app.Database.Execute($"update orders set status = 'APPROVED' where id = '{id}'");

        var check = await app.As(app.World.Admin).Get($"/api/orders/{id}/status");
        var moved = await Move(id, OrderStatus.PreShipping, null);
        var asked = await app.As(app.World.Admin).Post($"/api/orders/{id}/status", new { to = "APPROVED" }, await StandingOrder.Tag(app, id));

        Assert.Equal(("IN_PRODUCTION", "PRE_SHIPPING"), (check["status"].GetValue<string>(), check["expectedNext"].GetValue<string>()));
        Assert.Equal(200, moved.Status);
        Assert.Equal((400, "MALFORMED_BODY"), (asked.Status, asked.Code));
    }

    [Fact]
    public async Task Of_64_identical_moves_one_wins_and_leaves_one_trace_of_each_kind()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        var (tag, before) = (await StandingOrder.Tag(app, id), await StandingOrder.Traces(app, id));
        var admin = app.As(app.World.Admin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => admin.Post($"/api/orders/{id}/status", new { to = "IN_PRODUCTION" }, tag)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(63, answers.Count(answer => (answer.Status, answer.Code) == (412, "STALE")));
        Assert.Equal((before.History + 1, before.Audit + 1, before.Outbox + 1), await StandingOrder.Traces(app, id));
    }

    [Fact]
    public async Task Of_64_identical_moves_with_one_key_each_hears_of_the_one_that_was_made()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        var (tag, before) = (await StandingOrder.Tag(app, id), await StandingOrder.Traces(app, id));
        var admin = app.As(app.World.Admin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => admin.Post($"/api/orders/{id}/status", new { to = "IN_PRODUCTION" }, tag, key: $"move-{id}")));

        Assert.All(answers, answer => Assert.True(answer.Status == 200 || answer.Code == "IDEMPOTENCY_KEY_IN_FLIGHT", $"{answer.Status} {answer.Code}"));
        Assert.Single(answers.Where(answer => answer.Status == 200), answer => !answer.Headers.Contains("Idempotency-Replayed"));
        Assert.Single(answers.Where(answer => answer.Status == 200).Select(answer => answer.Body!.ToJsonString()).Distinct());
        Assert.Equal((before.History + 1, before.Audit + 1, before.Outbox + 1), await StandingOrder.Traces(app, id));
    }

    [Fact]
    public async Task A_key_that_was_used_for_another_move_is_refused_and_a_refused_move_keeps_no_key()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        var (admin, key, path) = (app.As(app.World.Admin), $"key-{id}", $"/api/orders/{id}/status");

        var refused = await admin.Post(path, new { to = "COMPLETED" }, await StandingOrder.Tag(app, id), key);
        var first = await admin.Post(path, new { to = "IN_PRODUCTION" }, await StandingOrder.Tag(app, id), key);
        var again = await admin.Post(path, new { to = "IN_PRODUCTION" }, "\"1-stale\"", key);
        var other = await admin.Post(path, new { to = "PRE_SHIPPING" }, await StandingOrder.Tag(app, id), key);

        Assert.Equal((409, 200, 200, 422), (refused.Status, first.Status, again.Status, other.Status));
        Assert.Equal((first.ETag, first.Body!.ToJsonString()), (again.ETag, again.Body!.ToJsonString()));
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal("IDEMPOTENCY_KEY_REUSED", other.Code);
        Assert.Equal("IN_PRODUCTION", await app.Database.Scalar<string>($"select status::text from orders where id = '{id}'"));
    }

    [Fact]
    public async Task A_move_and_a_patch_from_one_version_never_both_win()
    {
        var (admin, superadmin) = (app.As(app.World.Admin), app.As(app.World.Superadmin));
        for (var round = 0; round < 8; round++)
        {
            var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
            var tag = await StandingOrder.Tag(app, id);

            var answers = await Task.WhenAll(
                admin.Post($"/api/orders/{id}/status", new { to = "IN_PRODUCTION" }, tag),
                superadmin.Patch($"/api/orders/{id}", new { notes = "Call first." }, tag));

            Assert.Equal([200, 412], answers.Select(answer => answer.Status).Order());
            var read = await admin.Get($"/api/orders/{id}");
            Assert.Equal(answers.Single(answer => answer.Status == 200).Body!.ToJsonString(), read.Body!.ToJsonString());
        }
    }

    [Fact]
    public async Task Statuses_and_versions_stay_true_under_any_mix_of_changes_at_once()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StandingOrder.In(app, OrderStatus.PendingPaymentApproval)));
        var random = new Random(20260301);
        var versions = await Task.WhenAll(ids.Select(id => StandingOrder.Version(app, id)));

        for (var round = 0; round < 6; round++)
        {
            var plans = Enumerable.Range(0, 32).Select(_ => (Order: random.Next(ids.Length), Act: random.Next(3), To: (OrderStatus)random.Next(6), Serial: random.Next(3))).ToList();
            var answers = await Task.WhenAll(plans.Select(async plan =>
            {
                var (id, client) = (ids[plan.Order], app.As(app.World.Admin));
                var tag = await StandingOrder.Tag(app, id);
                return plan.Act switch
                {
                    0 => await client.Patch($"/api/orders/{id}", new { serialNumber = $"MIX-{plan.Serial}" }, tag),
                    1 => await client.Post($"/api/orders/{id}/comments", new { text = "Hello." }),
                    _ => await client.Post($"/api/orders/{id}/status", new { to = plan.To.Word(), comment = "Because." }, tag),
                };
            }));
            Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 200, 201, 409, 412 }));
        }

        for (var at = 0; at < ids.Length; at++)
        {
            Assert.Equal(await app.Database.Scalar<string>($"select status::text from orders where id = '{ids[at]}'"),
                await app.Database.Scalar<string>($"select status::text from order_history where order_id = '{ids[at]}' order by id desc limit 1"));
            var changes = await app.Database.Scalar<long>($"select count(*) from order_history where order_id = '{ids[at]}' and kind <> 'COMMENT' and user_role = 'ADMIN'");
            Assert.Equal(versions[at] + changes, await StandingOrder.Version(app, ids[at]));
            var audits = await app.Database.Scalar<long>($"select count(*) from audit_log where order_id = '{ids[at]}' and action not in ('ORDER_CREATED', 'ORDER_MOVE_REFUSED')");
            Assert.Equal(audits, await app.Database.Scalar<long>($"select count(*) from order_history where order_id = '{ids[at]}' and user_role = 'ADMIN'"));
        }
        Assert.Equal(0, await app.Database.Scalar<long>("select count(*) from (select 1 from orders where serial_number is not null group by lower(serial_number) having count(*) > 1) twice"));
    }

    [Fact]
    public async Task The_dealer_reads_of_the_move_and_is_told_through_the_outbox()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);

        await Move(id, OrderStatus.InProduction, "The deposit came.");

        var history = await app.As(app.World.Dealer).Get($"/api/orders/{id}/history");
        Assert.Equal("The deposit came.", history["items"][0]!["comment"]!.GetValue<string>());
        var notice = JsonNode.Parse(await app.Database.Scalar<string>($"select payload::text from outbox where order_id = '{id}' and kind = 'ORDER_STATUS_CHANGED'"))!;
        Assert.Equal(("PENDING_PAYMENT_APPROVAL", "IN_PRODUCTION"), (notice["from"]!.GetValue<string>(), notice["to"]!.GetValue<string>()));
        var audit = JsonNode.Parse(await app.Database.Scalar<string>($"select detail::text from audit_log where order_id = '{id}' and action = 'ORDER_STATUS_CHANGED'"))!;
        Assert.Equal("The deposit came.", audit["comment"]!.GetValue<string>());
    }

    private async Task<Answered> Move(Guid id, OrderStatus to, string? comment) =>
        await app.As(app.World.Admin).Post($"/api/orders/{id}/status", new { to = to.Word(), comment }, await StandingOrder.Tag(app, id));
}
