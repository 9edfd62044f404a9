using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Glimmerglass.Tests.Http;

public sealed class ChangeOrderTests(TestApp app) : IClassFixture<TestApp>
{
    public static TheoryData<string, string, string> Members() => new()
    {
        { "deliveryAddress", "\"2 Lake Street\"", "" },
        { "notes", "\"Call first.\"", "null" },
        { "shippingMethod", "\"PICK_UP\"", "null" },
        { "penetrationMode", "\"PENETRATIONS_WITH_INSTALL\"", "" },
        { "penetrationNotes", "\"Left side.\"", "null" },
        { "blueprintMarkers", """[{"type":"skimmer","x":1.25,"y":99}]""", "null" },
        { "hardwareSkimmer", "true", "false" },
        { "hardwareReturns", "true", "false" },
        { "hardwareMainDrains", "true", "false" },
        { "hardwareAutocover", "true", "false" },
        { "requestedShipDate", "\"2026-12-24\"", "null" },
        { "scheduledShipDate", "\"2026-12-25\"", "null" },
        { "scheduledProductionDate", "\"2026-12-01\"", "null" },
        { "productionPriority", "7", "null" },
        { "serialNumber", "\"SN-OF-ONE\"", "null" },
        { "invoiceNumber", "\"INV-1\"", "null" },
    };

    [Theory, MemberData(nameof(Members))]
    public async Task A_member_is_set_kept_when_absent_and_cleared_by_null(string member, string value, string cleared)
    {
        var placed = await An.PlacedOrder(app);
        var was = placed.Body![member]?.ToJsonString() ?? "null";

        var set = await Patch(placed.Id, $$"""{"{{member}}":{{value}}}""");
        var kept = await Patch(placed.Id, """{"invoiceNumber":"KEPT"}""");
        var nulled = await Patch(placed.Id, $$"""{"{{member}}":null}""");

        Assert.Equal((200, value), (set.Status, set[member].ToJsonString()));
        var change = Assert.Single(await LastChanges(placed.Id, skip: cleared.Length > 0 ? 2 : 1));
        Assert.Equal((member, was), (change.Field, change.From));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), JsonNode.Parse(change.To)), change.To);
        if (member != "invoiceNumber") Assert.Equal(value, kept[member].ToJsonString());
        if (cleared.Length == 0) Assert.Equal((400, "INVALID"), (nulled.Status, nulled.Code));
        else Assert.Equal((200, cleared), (nulled.Status, nulled.Body![member]?.ToJsonString() ?? "null"));
        Assert.Equal(cleared.Length == 0 ? 3 : 4, await StandingOrder.Version(app, placed.Id));
    }

    [Fact]
    public async Task A_change_writes_history_audit_and_notice_and_answers_what_a_reader_gets()
    {
        var placed = await An.PlacedOrder(app);
        var before = await StandingOrder.Traces(app, placed.Id);

        var changed = await app.As(app.World.Admin).Patch($"/api/orders/{placed.Id}", new { notes = "Call first.", productionPriority = 3 }, placed.ETag);

        var read = await app.As(app.World.Admin).Get($"/api/orders/{placed.Id}");
        Assert.Equal((200, 2), (changed.Status, changed["version"].GetValue<int>()));
        Assert.Equal((changed.ETag, changed.Body!.ToJsonString()), (read.ETag, read.Body!.ToJsonString()));
        Assert.Equal((before.History + 1, before.Audit + 1, before.Outbox + 1), await StandingOrder.Traces(app, placed.Id));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"notes":null,"deliveryAddress":" 1 Lake Street, Cooperstown NY ","shippingMethod":"QUOTE","hardwareSkimmer":null,"blueprintMarkers":[]}""")]
    public async Task A_patch_that_changes_nothing_writes_nothing(string body)
    {
        var placed = await An.PlacedOrder(app);
        var before = await StandingOrder.Traces(app, placed.Id);

        var answer = await Patch(placed.Id, body);

        Assert.Equal((200, placed.ETag), (answer.Status, answer.ETag));
        Assert.Equal((1, before), (await StandingOrder.Version(app, placed.Id), await StandingOrder.Traces(app, placed.Id)));
    }

    [Theory]
    [InlineData("""{"status":"COMPLETED"}""", "MALFORMED_BODY")]
    [InlineData("""{"version":9}""", "MALFORMED_BODY")]
    [InlineData("""{"dealerId":"11111111-1111-1111-1111-111111111111"}""", "MALFORMED_BODY")]
    [InlineData("""{"notes":1}""", "MALFORMED_BODY")]
    [InlineData("""{"notes":"a","notes":"b"}""", "MALFORMED_BODY")]
    [InlineData("""{"requestedShipDate":"2026-02-30"}""", "MALFORMED_BODY")]
    [InlineData("""{"productionPriority":"1"}""", "MALFORMED_BODY")]
    [InlineData("""{"productionPriority":1.5}""", "MALFORMED_BODY")]
    [InlineData("""{"blueprintMarkers":[{"type":"hole","x":1,"y":1}]}""", "MALFORMED_BODY")]
    [InlineData("""{"blueprintMarkers":[{"x":1,"y":1}]}""", "MALFORMED_BODY")]
    [InlineData("""{"factoryLocationId":"nowhere"}""", "MALFORMED_BODY")]
    [InlineData("[]", "MALFORMED_BODY")]
    [InlineData("null", "MALFORMED_BODY")]
    [InlineData("{} x", "MALFORMED_BODY")]
    [InlineData("""{"blueprintMarkers":[null]}""", "INVALID")]
    [InlineData("""{"blueprintMarkers":[{"type":"drain","x":1e999,"y":1}]}""", "INVALID")]
    [InlineData("""{"deliveryAddress":""}""", "INVALID")]
    [InlineData("""{"factoryLocationId":"11111111-1111-1111-1111-111111111111"}""", "INVALID")]
    public async Task A_patch_that_is_wrong_is_refused_and_writes_nothing(string body, string code)
    {
        var placed = await An.PlacedOrder(app);
        var before = await StandingOrder.Traces(app, placed.Id);

        var answer = await Patch(placed.Id, body);

        Assert.Equal((400, code), (answer.Status, answer.Code));
        Assert.Equal((1, before), (await StandingOrder.Version(app, placed.Id), await StandingOrder.Traces(app, placed.Id)));
    }

    [Fact]
    public async Task The_linked_order_follows_in_what_belongs_to_the_job()
    {
        var (pool, spa) = await Job();
        var spaBefore = await StandingOrder.Traces(app, spa);

        var changed = await Patch(pool, """{"deliveryAddress":"9 Hill Road","shippingMethod":"PICK_UP","requestedShipAsap":false,"requestedShipDate":"2027-01-01","notes":"For the pool alone."}""");

        var linked = await app.As(app.World.Admin).Get($"/api/orders/{spa}");
        Assert.Equal(200, changed.Status);
        Assert.Equal(("9 Hill Road", "PICK_UP", "2027-01-01", false), (linked["deliveryAddress"].GetValue<string>(), linked["shippingMethod"].GetValue<string>(), linked["requestedShipDate"].GetValue<string>(), linked["requestedShipAsap"].GetValue<bool>()));
        Assert.Null(linked.Body!["notes"]);
        Assert.Equal(2, linked["version"].GetValue<int>());
        Assert.Equal((spaBefore.History + 1, spaBefore.Audit + 1, spaBefore.Outbox + 1), await StandingOrder.Traces(app, spa));
        Assert.Equal(["deliveryAddress", "requestedShipAsap", "requestedShipDate", "shippingMethod"], (await LastChanges(spa)).Select(change => change.Field).Order());
    }

    [Fact]
    public async Task The_linked_order_stays_when_nothing_of_the_job_changes()
    {
        var (pool, spa) = await Job();

        await Patch(pool, """{"notes":"For the pool alone.","serialNumber":"SN-POOL-ALONE"}""");

        Assert.Equal((2, 1), (await StandingOrder.Version(app, pool), await StandingOrder.Version(app, spa)));
    }

    [Fact]
    public async Task Both_orders_of_a_job_changed_at_once_wait_for_each_other()
    {
        var (pool, spa) = await Job();
        for (var round = 0; round < 10; round++)
        {
            var (poolTag, spaTag) = (await StandingOrder.Tag(app, pool), await StandingOrder.Tag(app, spa));

            var answers = await Task.WhenAll(
                app.As(app.World.Admin).Patch($"/api/orders/{pool}", new { deliveryAddress = $"{round} Pool Street" }, poolTag),
                app.As(app.World.Superadmin).Patch($"/api/orders/{spa}", new { deliveryAddress = $"{round} Spa Street" }, spaTag));

            Assert.Equal([200, 412], answers.Select(answer => answer.Status).Order());
        }
        Assert.Equal(1, await app.Database.Scalar<long>($"select count(distinct delivery_address) from orders where id in ('{pool}', '{spa}')"));
    }

    [Fact]
    public async Task One_serial_in_two_cases_on_two_orders_at_once_has_one_owner()
    {
        for (var round = 0; round < 5; round++)
        {
            var (one, two) = ((await An.PlacedOrder(app)).Id, (await An.PlacedOrder(app)).Id);

            var answers = await Task.WhenAll(Patch(one, $$"""{"serialNumber":"twin-{{round}}"}"""), Patch(two, $$"""{"serialNumber":"TWIN-{{round}}"}"""));

            Assert.Equal(["", "SERIAL_TAKEN"], answers.Select(answer => answer.Code ?? "").Order());
            Assert.Equal([200, 409], answers.Select(answer => answer.Status).Order());
            Assert.Equal(3, await StandingOrder.Version(app, one) + await StandingOrder.Version(app, two));
        }
    }

    [Fact]
    public async Task Two_orders_that_swap_their_serials_at_once_stand_in_nobodys_way()
    {
        var (one, two) = ((await An.PlacedOrder(app)).Id, (await An.PlacedOrder(app)).Id);
        await Patch(one, """{"serialNumber":"swap-a"}""");
        await Patch(two, """{"serialNumber":"swap-b"}""");

        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(
                Patch(one, """{"serialNumber":"swap-b"}"""), Patch(two, """{"serialNumber":"swap-a"}"""),
                Patch(one, """{"serialNumber":"swap-a"}"""), Patch(two, """{"serialNumber":"swap-b"}"""));

            Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 200, 409, 412 }));
        }
    }

    [Fact]
    public async Task An_admin_of_one_factory_keeps_the_order_there()
    {
        var placed = await An.PlacedOrder(app);
        var (ofA, ofB) = (app.As(app.World.AdminOfA), app.As(app.World.AdminOfB));
        var path = $"/api/orders/{placed.Id}";

        Answered[] answers =
        [
            await ofB.Patch(path, new { notes = "Mine?" }, placed.ETag),
            await ofA.Patch(path, new { factoryLocationId = app.World.FactoryB }, placed.ETag),
            await ofA.Patch(path, """{"factoryLocationId":null}""", placed.ETag),
            await ofA.Patch(path, new { factoryLocationId = app.World.FactoryA, notes = "Ours." }, placed.ETag),
        ];

        Assert.Equal(["404 NOT_FOUND", "400 INVALID", "400 INVALID", "200 "], answers.Select(answer => $"{answer.Status} {answer.Code}"));
        Assert.NotNull(answers[1]["errors"]["factoryLocationId"]);
        Assert.Equal(200, (await app.As(app.World.Admin).Patch(path, new { factoryLocationId = app.World.FactoryB }, "*")).Status);
        Assert.Equal(404, (await ofA.Get(path)).Status);
    }

    [Fact]
    public async Task Who_may_not_change_an_order_does_not()
    {
        var placed = await An.PlacedOrder(app);
        var path = $"/api/orders/{placed.Id}";

        Assert.Equal((403, "NOT_ALLOWED"), await Try(app.As(app.World.Dealer)));
        Assert.Equal((403, "NOT_ALLOWED"), await Try(app.As(app.World.ViewingAdmin)));
        Assert.Equal((403, "NOT_ALLOWED"), await Try(app.As(app.World.InventoryAdmin)));
        Assert.Equal((401, "NOT_SIGNED_IN"), await Try(app.Anonymous));
        Assert.Equal(1, await StandingOrder.Version(app, placed.Id));

        async Task<(int, string?)> Try(HttpClient client)
        {
            var answer = await client.Patch(path, new { notes = "x" }, placed.ETag);
            return (answer.Status, answer.Code);
        }
    }

    [Theory]
    [InlineData(null, 428, "PRECONDITION_REQUIRED")]
    [InlineData("\"9\"", 412, "STALE")]
    [InlineData("garbage", 412, "STALE")]
    [InlineData("W/\"1-gzip\"", 200, null)]
    public async Task A_change_names_the_version_that_was_seen(string? ifMatch, int status, string? code)
    {
        var placed = await An.PlacedOrder(app);

        var answer = await app.As(app.World.Admin).Patch($"/api/orders/{placed.Id}", new { notes = "Call first." }, ifMatch);

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(status == 200 ? 2 : 1, await StandingOrder.Version(app, placed.Id));
    }

    [Theory]
    [InlineData("application/merge-patch+json", 200)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("application/json-patch+json", 415)]
    [InlineData("application/json; charset=latin1", 415)]
    [InlineData("text/plain", 415)]
    public async Task A_merge_patch_comes_as_json(string contentType, int status)
    {
        var placed = await An.PlacedOrder(app);
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/orders/{placed.Id}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"notes":"x"}""")) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.TryAddWithoutValidation("If-Match", placed.ETag);

        Assert.Equal(status, (await app.As(app.World.Admin).Read(request)).Status);
    }

    private async Task<Answered> Patch(Guid id, string body) => await app.As(app.World.Admin).Patch($"/api/orders/{id}", body, await StandingOrder.Tag(app, id));

    private async Task<(Guid Pool, Guid Spa)> Job()
    {
        var body = An.Order(app.World).With("linkedSpa", new { poolModelId = app.World.Spa, colorId = app.World.White });
        var placed = await An.PlacedOrder(app, body);
        return (placed.Id, placed["linkedOrderId"].GetValue<Guid>());
    }

    /// <summary>The changes of the newest history row, or of one before it.</summary>
    private async Task<IReadOnlyList<(string Field, string From, string To)>> LastChanges(Guid id, int skip = 0)
    {
        var text = await app.Database.Scalar<string>($"select changes::text from order_history where order_id = '{id}' order by id desc offset {skip} limit 1");
        return [.. JsonNode.Parse(text)!.AsArray().Select(change => (change!["field"]!.GetValue<string>(), change["from"]?.ToJsonString() ?? "null", change["to"]?.ToJsonString() ?? "null"))];
    }
}
