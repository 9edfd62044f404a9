using System.Text.Json.Nodes;
using Glimmerglass.Data;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Tests.Http;

/// <summary>The status check and the gates of a move.</summary>
public sealed class StatusGateTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private static readonly string[] deposit = ["PROOF_OF_PAYMENT", "QUOTE", "INVOICE"];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => app.Database.Execute("""
        delete from requirement_templates; update dealers set workflow_profile_id = null; delete from workflow_profiles; update document_definitions set active = true
        """);

    [Fact]
    public async Task The_gate_of_the_defaults_names_everything_that_is_missing_at_once()
    {
        var id = await StandingOrder.In(app, OrderStatus.InProduction);
        var traces = await StandingOrder.Traces(app, id);

        var blocked = await Move(id, "PRE_SHIPPING");

        Assert.Equal((409, "MISSING_REQUIREMENTS", "PRE_SHIPPING"), (blocked.Status, blocked.Code, blocked["targetStatus"].GetValue<string>()));
        Assert.Equal("""{"docs":["BUILD_SHEET","POST_PRODUCTION_MEDIA"],"fields":["serialNumber"]}""", blocked["required"].ToJsonString());
        Assert.Equal(blocked["required"].ToJsonString(), blocked["missing"].ToJsonString());
        Assert.Equal(
            """
            [{"code":"DOCUMENT_MISSING","subject":"BUILD_SHEET","message":"Build Sheet is missing.","fixableBy":"ADMIN"},
            {"code":"DOCUMENT_MISSING","subject":"POST_PRODUCTION_MEDIA","message":"Post-production Photos/Video is missing.","fixableBy":"ADMIN"},
            {"code":"FIELD_MISSING","subject":"serialNumber","message":"serialNumber is not filled in.","fixableBy":"ADMIN"}]
            """.ReplaceLineEndings(""), blocked["blockers"].ToJsonString(Relaxed));
        Assert.Equal(traces, await StandingOrder.Traces(app, id));
    }

    [Theory]
    [InlineData("AWAITING_UPLOAD", "DOCUMENT_MISSING", "Order Form is missing.")]
    [InlineData("EXPIRED", "DOCUMENT_MISSING", "Order Form is missing.")]
    [InlineData("CHECKING", "DOCUMENT_BEING_CHECKED", "Order Form is being checked.")]
    [InlineData("REJECTED", "DOCUMENT_REJECTED", "Order Form was refused. It is cut off.")]
    [InlineData("INFECTED", "DOCUMENT_REJECTED", "Order Form was refused. It is cut off.")]
    [InlineData("FAILED", "DOCUMENT_REJECTED", "Order Form was refused. It is cut off.")]
    [InlineData("ACCEPTED", null, null)]
    public async Task A_document_counts_only_when_it_was_accepted(string state, string? code, string? message)
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        await An.AcceptedPapers(app, id, "PROOF_OF_PAYMENT", "INVOICE");
        await StandingOrder.File(app, id, "QUOTE", state);

        var moved = await Move(id, "IN_PRODUCTION");

        Assert.Equal(code is null ? 200 : 409, moved.Status);
        if (code is null) return;
        var blocker = Assert.Single(moved["blockers"].AsArray())!;
        Assert.Equal((code, "QUOTE", message, "DEALER"), (Text(blocker, "code"), Text(blocker, "subject"), Text(blocker, "message"), Text(blocker, "fixableBy")));
    }

    [Fact]
    public async Task A_dealer_hears_nothing_of_a_hidden_document_and_may_not_move()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        await StandingOrder.File(app, id, "QUOTE", "REJECTED", visible: false);
        var dealer = app.As(app.World.Dealer);

        var (seen, known) = (await dealer.Get($"/api/orders/{id}/status?to=IN_PRODUCTION"), await app.As(app.World.Admin).Get($"/api/orders/{id}/status?to=IN_PRODUCTION"));
        var moved = await dealer.Post($"/api/orders/{id}/status", new { to = "IN_PRODUCTION" }, await StandingOrder.Tag(app, id));

        Assert.Equal("DOCUMENT_MISSING", Text(Quote(seen), "code"));
        Assert.Equal("DOCUMENT_REJECTED", Text(Quote(known), "code"));
        Assert.Equal((403, "NOT_ALLOWED"), (moved.Status, moved.Code));

        static JsonNode Quote(Answered check) => check["moves"][0]!["blockers"]!.AsArray().Single(blocker => Text(blocker!, "subject") == "QUOTE")!;
    }

    [Fact]
    public async Task The_initial_payment_proof_counts_once_it_was_accepted()
    {
        var body = An.Order(app.World).With("paymentProof", new { fileName = "deposit.pdf", contentType = "application/pdf", sizeBytes = 1000 });
        var id = (await An.PlacedOrder(app, body)).Id;

        var before = await Missing(id, "IN_PRODUCTION");
        await app.Database.Execute($"update documents set state = 'ACCEPTED', size_bytes = 1000, sha256 = sha256('a'), checked_etag = 'e' where order_id = '{id}'");

        Assert.Equal(deposit, before);
        Assert.Equal(["QUOTE", "INVOICE"], await Missing(id, "IN_PRODUCTION"));
    }

    [Fact]
    public async Task Templates_of_the_profile_go_before_the_general_ones_and_those_before_the_defaults()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        await app.Database.Execute("""
            with t as (insert into requirement_templates (status, fields) values ('IN_PRODUCTION', '{requestedShipDate,productionPriority}') returning id)
            insert into requirement_template_documents select id, unnest(array['WARRANTY', 'QUOTE']) from t
            """);
        var general = await Missing(id, "IN_PRODUCTION");

        await app.Database.Execute($"""
            with p as (insert into workflow_profiles (slug, name) values ('lake-group', 'Lake group') returning id),
                 t as (insert into requirement_templates (profile_id, status) select id, 'IN_PRODUCTION' from p returning id),
                 d as (insert into requirement_template_documents select id, 'MANUAL' from t)
            update dealers set workflow_profile_id = (select id from p) where id = '{app.World.DealerId}'
            """);
        var ofProfile = await Missing(id, "IN_PRODUCTION");
        await app.Database.Execute("update workflow_profiles set active = false");
        var inactiveProfile = await Missing(id, "IN_PRODUCTION");

        Assert.Equal(["QUOTE", "WARRANTY", "requestedShipDate", "productionPriority"], general);
        Assert.Equal(["MANUAL"], ofProfile);
        Assert.Equal(general, inactiveProfile);
    }

    [Fact]
    public async Task An_empty_template_requires_nothing_and_an_inactive_kind_never_blocks()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        await app.Database.Execute("update document_definitions set active = false where key = 'QUOTE'");
        var withoutQuote = await Missing(id, "IN_PRODUCTION");

        await app.Database.Execute("insert into requirement_templates (status) values ('IN_PRODUCTION')");
        var moved = await Move(id, "IN_PRODUCTION");

        Assert.Equal(["PROOF_OF_PAYMENT", "INVOICE"], withoutQuote);
        Assert.Equal(200, moved.Status);
    }

    [Fact]
    public async Task A_serial_given_with_the_move_opens_the_gate_and_a_cleared_one_closes_it()
    {
        var id = await StandingOrder.In(app, OrderStatus.InProduction);
        await An.AcceptedPapers(app, id, "BUILD_SHEET", "POST_PRODUCTION_MEDIA");
        var serial = $"SN-{id:n}";

        var without = await Move(id, "PRE_SHIPPING");
        var blank = await Move(id, "PRE_SHIPPING", serialNumber: "  ");
        var with = await Move(id, "PRE_SHIPPING", serialNumber: $" {serial} ");
        await An.AcceptedPapers(app, id, "SHIPPING_CHECKLIST", "PRE_SHIPPING_MEDIA", "BILL_OF_LADING", "PROOF_OF_FINAL_PAYMENT", "PAID_INVOICE");
        var cleared = await app.As(app.World.Admin).Post($"/api/orders/{id}/status", """{"to":"COMPLETED","serialNumber":null}""", await StandingOrder.Tag(app, id));

        Assert.Equal((409, 409, 200, 409), (without.Status, blank.Status, with.Status, cleared.Status));
        Assert.Equal(serial, with["serialNumber"].GetValue<string>());
        Assert.Equal($$"""[{"to": "{{serial}}", "from": null, "field": "serialNumber"}]""",
            await app.Database.Scalar<string>($"select changes::text from order_history where order_id = '{id}' order by id desc limit 1"));
        Assert.Equal("""["serialNumber"]""", cleared["missing"]["fields"]!.ToJsonString());
        Assert.Equal(serial, await app.Database.Scalar<string>($"select serial_number from orders where id = '{id}'"));
    }

    [Fact]
    public async Task A_serial_of_another_order_is_taken_whatever_its_case()
    {
        var (owner, id) = (await StandingOrder.In(app, OrderStatus.InProduction), await StandingOrder.In(app, OrderStatus.InProduction));
        await StandingOrder.Put(app, owner, OrderStatus.InProduction, serial: $"sn-{owner:n}");
        await An.AcceptedPapers(app, id, "BUILD_SHEET", "POST_PRODUCTION_MEDIA");
        var traces = await StandingOrder.Traces(app, id);

        var taken = await Move(id, "PRE_SHIPPING", serialNumber: $"SN-{owner:N}".ToUpperInvariant());

        Assert.Equal((409, "SERIAL_TAKEN"), (taken.Status, taken.Code));
        Assert.Equal(traces, await StandingOrder.Traces(app, id));
        Assert.Equal("IN_PRODUCTION", await app.Database.Scalar<string>($"select status::text from orders where id = '{id}'"));
    }

    [Fact]
    public async Task A_restore_goes_through_every_gate_up_to_its_target()
    {
        var id = await StandingOrder.In(app, OrderStatus.Canceled, canceledFrom: OrderStatus.PreShipping);
        await An.AcceptedPapers(app, id, "BUILD_SHEET", "POST_PRODUCTION_MEDIA");

        var blocked = await Move(id, "PRE_SHIPPING", "The dealer changed its mind.");
        await An.AcceptedPapers(app, id, deposit);
        var restored = await Move(id, "PRE_SHIPPING", "The dealer changed its mind.", $"SN-{id:n}");

        Assert.Equal([.. deposit, "serialNumber"], blocked["blockers"].AsArray().Select(blocker => Text(blocker!, "subject")));
        Assert.Equal((200, "PRE_SHIPPING"), (restored.Status, restored["status"].GetValue<string>()));
    }

    [Theory]
    [InlineData(null, 428, "PRECONDITION_REQUIRED")]
    [InlineData("\"1-0123456789ab\"", 412, "STALE")]
    [InlineData("garbage", 412, "STALE")]
    [InlineData("\"\"", 412, "STALE")]
    [InlineData("*", 409, "MISSING_REQUIREMENTS")]
    [InlineData("{etag}", 409, "MISSING_REQUIREMENTS")]
    [InlineData("W/{etag}", 409, "MISSING_REQUIREMENTS")]
    public async Task A_move_names_the_version_that_was_seen(string? ifMatch, int status, string code)
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        var etag = (await app.As(app.World.Admin).Get($"/api/orders/{id}")).ETag!;

        var answer = await app.As(app.World.Admin).Post($"/api/orders/{id}/status", new { to = "IN_PRODUCTION" }, ifMatch?.Replace("{etag}", etag, StringComparison.Ordinal));
        var zipped = await app.As(app.World.Admin).Post($"/api/orders/{id}/status", new { to = "IN_PRODUCTION" }, etag.Insert(etag.Length - 1, "-gzip"));

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal((409, "MISSING_REQUIREMENTS"), (zipped.Status, zipped.Code));
    }

    [Fact]
    public async Task The_first_thing_that_is_wrong_is_the_one_that_is_said()
    {
        var id = await StandingOrder.In(app, OrderStatus.PendingPaymentApproval);
        var (admin, path) = (app.As(app.World.Admin), $"/api/orders/{id}/status");

        Answered[] answers =
        [
            await app.Anonymous.Post(path, "{"),
            await app.As(app.World.ViewingAdmin).Post(path, "{"),
            await admin.Post(path, "{"),
            await admin.Post(path, """{"to":"NOWHERE"}"""),
            await admin.Post(path, """{"comment":"x"}"""),
            await admin.Post($"/api/orders/{Guid.NewGuid()}/status", new { to = "COMPLETED", serialNumber = new string('x', 101) }),
            await admin.Post($"/api/orders/{Guid.NewGuid()}/status", new { to = "COMPLETED" }),
            await app.As(app.World.AdminOfB).Post(path, new { to = "COMPLETED" }),
            await admin.Post(path, new { to = "COMPLETED" }),
            await admin.Post(path, new { to = "COMPLETED" }, "\"1\""),
            await admin.Post(path, new { to = "COMPLETED" }, "*"),
            await admin.Post(path, new { to = "CANCELED" }, "*"),
            await admin.Post(path, new { to = "IN_PRODUCTION" }, "*"),
        ];

        Assert.Equal(
            [
                "401 NOT_SIGNED_IN", "403 NOT_ALLOWED", "400 MALFORMED_BODY", "400 MALFORMED_BODY", "400 MALFORMED_BODY", "400 INVALID", "404 NOT_FOUND", "404 NOT_FOUND",
                "428 PRECONDITION_REQUIRED", "412 STALE", "409 INVALID_TRANSITION", "400 CANCEL_REASON_REQUIRED", "409 MISSING_REQUIREMENTS",
            ],
            answers.Select(answer => $"{answer.Status} {answer.Code}"));
    }

    [Fact]
    public async Task The_status_check_lists_every_way_and_answers_for_any_status()
    {
        var id = await StandingOrder.In(app, OrderStatus.InProduction);
        var admin = app.As(app.World.Admin);

        var all = await admin.Get($"/api/orders/{id}/status");
        var none = await admin.Get($"/api/orders/{id}/status?to=SERVICE_WARRANTY");
        var again = await admin.Get($"/api/orders/{id}/status", ("If-None-Match", all.ETag!));
        var odd = await admin.Get($"/api/orders/{id}/status?to=APPROVED");
        var foreign = await app.As(app.World.OtherDealer).Get($"/api/orders/{id}/status");

        Assert.Equal(
            ["PENDING_PAYMENT_APPROVAL BACKWARD true true", "PRE_SHIPPING FORWARD false false", "CANCELED CANCEL true true"],
            all["moves"].AsArray().Select(move => $"{Text(move!, "to")} {Text(move!, "kind")} {move!["allowed"]} {move["commentRequired"]}"));
        Assert.Equal(("PRE_SHIPPING", await StandingOrder.Version(app, id)), (all["expectedNext"].GetValue<string>(), all["version"].GetValue<int>()));
        Assert.Equal("INVALID_TRANSITION", Text(Assert.Single(none["moves"].AsArray())!, "code"));
        Assert.Equal((304, 400, "INVALID_QUERY", 404), (again.Status, odd.Status, odd.Code, foreign.Status));
    }

    [Fact]
    public async Task The_status_check_says_what_the_move_will_say()
    {
        var random = new Random(20260302);
        var kinds = await app.Database.Scalar<string>("select string_agg(key, ' ') from document_definitions");
        var admin = app.As(app.World.Admin);
        for (var round = 0; round < 20; round++)
        {
            var (status, from) = ((OrderStatus)random.Next(6), (OrderStatus)random.Next(3));
            var id = await StandingOrder.In(app, status, from);
            var serial = random.Next(2) == 0 ? $"SN-{id:n}" : null;
            foreach (var kind in kinds.Split(' ').Where(_ => random.Next(3) > 0))
            {
                await StandingOrder.File(app, id, kind, random.Next(4) == 0 ? "REJECTED" : "ACCEPTED");
            }

            foreach (var to in Enum.GetValues<OrderStatus>())
            {
                await StandingOrder.Put(app, id, status, from, serial);
                var check = (await admin.Get($"/api/orders/{id}/status?to={to.Word()}"))["moves"][0]!;

                var moved = await Move(id, to.Word(), "A reason.");

                Assert.Equal(check["allowed"]!.GetValue<bool>(), moved.Status == 200);
                if (moved.Status == 200) continue;
                Assert.Equal(Text(check, "code"), moved.Code);
                if (moved.Code == "MISSING_REQUIREMENTS") Assert.Equal(check["blockers"]!.ToJsonString() + check["missing"]!.ToJsonString() + check["required"]!.ToJsonString(), moved["blockers"].ToJsonString() + moved["missing"].ToJsonString() + moved["required"].ToJsonString());
            }
        }
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string? Text(JsonNode node, string member) => node[member]?.GetValue<string>();

    private async Task<IEnumerable<string>> Missing(Guid id, string to)
    {
        var check = await app.As(app.World.Admin).Get($"/api/orders/{id}/status?to={to}");
        return check["moves"][0]!["blockers"]!.AsArray().Select(blocker => blocker!["subject"]!.GetValue<string>());
    }

    private async Task<Answered> Move(Guid id, string to, string? comment = null, string? serialNumber = null)
    {
        var body = new Dictionary<string, object?> { ["to"] = to, ["comment"] = comment };
        if (serialNumber is not null) body["serialNumber"] = serialNumber;
        return await app.As(app.World.Admin).Post($"/api/orders/{id}/status", body, await StandingOrder.Tag(app, id));
    }
}
