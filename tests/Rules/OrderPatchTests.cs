using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Http;
using Glimmerglass.Functions.Orders;

namespace Glimmerglass.Tests.Rules;

public sealed class OrderPatchTests
{
    private static readonly Guid otherFactory = Guid.Parse("66666666-6666-6666-6666-666666666666");
    private static readonly OrderChangeFacts facts = new() { MaxSkimmers = 1, NewFactoryName = "Ashburn" };

    /// <summary>Members with values that fit, so that every mix of them may be applied.</summary>
    private static readonly (string Member, string[] Values)[] members =
    [
        ("factoryLocationId", ["null", $"\"{otherFactory}\""]),
        ("deliveryAddress", ["\"2 Lake Street\"", "\"  3 Lake Street \""]),
        ("notes", ["null", "\"\"", "\"Call first.\""]),
        ("shippingMethod", ["null", "\"PICK_UP\"", "\"QUOTE\""]),
        ("penetrationMode", ["\"NO_PENETRATIONS\"", "\"PENETRATIONS_WITH_INSTALL\""]),
        ("penetrationNotes", ["null", "\"Left side.\""]),
        ("blueprintMarkers", ["null", "[]", """[{"type":"skimmer","x":1.236,"y":99.999}]"""]),
        ("hardwareSkimmer", ["null", "true", "false"]),
        ("hardwareReturns", ["null", "true"]),
        ("hardwareMainDrains", ["null", "true"]),
        ("hardwareAutocover", ["null", "true"]),
        ("requestedShipDate", ["null", "\"2026-05-01\""]),
        ("requestedShipAsap", ["null", "true"]),
        ("scheduledShipDate", ["null", "\"2026-06-01\""]),
        ("scheduledProductionDate", ["null", "\"2026-04-01\""]),
        ("productionPriority", ["null", "1", "9999"]),
        ("serialNumber", ["null", "\"SN-9\""]),
        ("invoiceNumber", ["null", "\"INV-9\""]),
    ];

    [Theory]
    [InlineData("""{"deliveryAddress":null}""", "deliveryAddress")]
    [InlineData("""{"deliveryAddress":"  "}""", "deliveryAddress")]
    [InlineData("""{"penetrationMode":null}""", "penetrationMode")]
    [InlineData("""{"penetrationMode":"OTHER"}""", "penetrationNotes")]
    [InlineData("""{"penetrationMode":"OTHER","penetrationNotes":" "}""", "penetrationNotes")]
    [InlineData("""{"penetrationMode":"OTHER","penetrationNotes":"Through the step."}""", null)]
    [InlineData("""{"productionPriority":0}""", "productionPriority")]
    [InlineData("""{"productionPriority":10000}""", "productionPriority")]
    [InlineData("""{"blueprintMarkers":[null]}""", "blueprintMarkers")]
    [InlineData("""{"blueprintMarkers":[{"type":"drain","x":100.001,"y":0}]}""", "blueprintMarkers")]
    [InlineData("""{"blueprintMarkers":[{"type":"skimmer","x":1,"y":1},{"type":"skimmer","x":2,"y":2}]}""", "blueprintMarkers")]
    [InlineData("""{"serialNumber":null,"invoiceNumber":null,"notes":null}""", null)]
    public void Each_rule_names_its_member(string body, string? member) =>
        Assert.Equal(member is null ? [] : [member], Errors(OrderPatch.Refuse(Some.Order(), Parse(body), facts, Scope.Everything)));

    [Theory]
    [InlineData("notes", 5000)]
    [InlineData("penetrationNotes", 2000)]
    [InlineData("deliveryAddress", 500)]
    [InlineData("serialNumber", 100)]
    [InlineData("invoiceNumber", 100)]
    public void Each_text_has_its_length(string member, int most)
    {
        Assert.Null(OrderPatch.Refuse(Some.Order(), Parse($$"""{"{{member}}":"{{new string('x', most)}}"}"""), facts, Scope.Everything));
        Assert.Equal([member], Errors(OrderPatch.Refuse(Some.Order(), Parse($$"""{"{{member}}":"{{new string('x', most + 1)}}"}"""), facts, Scope.Everything)));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once() =>
        Assert.Equal(
            ["deliveryAddress", "penetrationMode", "productionPriority"],
            Errors(OrderPatch.Refuse(Some.Order(), Parse("""{"deliveryAddress":"","penetrationMode":null,"productionPriority":-1}"""), facts, Scope.Everything)).Order());

    [Theory]
    [InlineData("null", true, true)]
    [InlineData("null", false, false)]
    [InlineData("\"66666666-6666-6666-6666-666666666666\"", true, true)]
    [InlineData("\"66666666-6666-6666-6666-666666666666\"", false, false)]
    [InlineData("\"55555555-5555-5555-5555-555555555555\"", false, true)]
    public void An_admin_of_some_factories_keeps_the_order_within_them(string factory, bool everywhere, bool allowed)
    {
        var scope = everywhere ? Scope.Everything : new Scope(null, [Some.Order().FactoryId!.Value]);

        var refusal = OrderPatch.Refuse(Some.Order(), Parse($$"""{"factoryLocationId":{{factory}}}"""), facts, scope);

        Assert.Equal(allowed ? [] : ["factoryLocationId"], Errors(refusal));
    }

    [Fact]
    public void A_factory_that_is_not_there_is_refused() =>
        Assert.Equal(["factoryLocationId"], Errors(OrderPatch.Refuse(Some.Order(), Parse($$"""{"factoryLocationId":"{{otherFactory}}"}"""), new OrderChangeFacts(), Scope.Everything)));

    [Fact]
    public void Markers_that_nobody_touches_are_not_judged_by_todays_limits()
    {
        var crowded = Some.Order() with { BlueprintMarkers = [new Marker(MarkerType.Skimmer, 1, 1), new Marker(MarkerType.Skimmer, 2, 2)] };

        Assert.Null(OrderPatch.Refuse(crowded, Parse("""{"notes":"Call first."}"""), facts, Scope.Everything));
        Assert.Equal(["blueprintMarkers"], Errors(OrderPatch.Refuse(crowded, Parse("""{"penetrationMode":"PENETRATIONS_WITH_INSTALL"}"""), facts, Scope.Everything)));
    }

    [Fact]
    public void A_pool_without_penetrations_loses_its_markers()
    {
        var marked = Some.Order() with { BlueprintMarkers = [new Marker(MarkerType.Skimmer, 1, 1)] };

        var patched = OrderPatch.Apply(marked, Parse("""{"penetrationMode":"NO_PENETRATIONS"}"""), facts);

        Assert.Null(patched.BlueprintMarkers);
        Assert.Equal(["blueprintMarkers", "penetrationMode"], OrderPatch.Changes(marked, patched).Select(change => change.Field).Order());
    }

    [Fact]
    public void A_change_has_the_values_before_and_after_as_the_wire_shows_them()
    {
        var changes = OrderPatch.Changes(Some.Order(), Some.Order() with { SerialNumber = "SN-1", RequestedShipOn = new DateOnly(2026, 5, 1), Version = 9, FactoryName = "Elsewhere" });

        Assert.Equal(
            """[{"field":"requestedShipDate","from":null,"to":"2026-05-01"},{"field":"serialNumber","from":null,"to":"SN-1"}]""",
            JsonSerializer.Serialize(changes.OrderBy(change => change.Field), Json.Options));
    }

    [Fact]
    public void A_patch_applied_twice_is_a_patch_applied_once() => ForAll((order, body) =>
    {
        var once = OrderPatch.Apply(order, body, facts);

        Assert.Empty(OrderPatch.Changes(once, OrderPatch.Apply(once, body, facts)));
    });

    [Fact]
    public void Members_that_are_absent_stay() => Prop.ForAll(Bodies.ToArbitrary(), Some.Orders.ToArbitrary(), (given, order) =>
    {
        var changed = OrderPatch.Changes(order, OrderPatch.Apply(order, Parse(given), facts)).Select(change => change.Field);
        using var document = JsonDocument.Parse(given);
        var named = document.RootElement.EnumerateObject().Select(member => member.Name).ToHashSet();
        if (named.Contains("penetrationMode")) named.Add("blueprintMarkers");

        Assert.Subset(named, changed.ToHashSet());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_asked_for_changes_nothing() => ForAll((order, _) => Assert.Empty(OrderPatch.Changes(order, OrderPatch.Apply(order, Parse("{}"), facts))));

    private static Gen<string> Bodies =>
        from chosen in Gen.Elements(true, false).ArrayOf(members.Length)
        from values in Gen.Choose(0, 11).ArrayOf(members.Length)
        select "{" + string.Join(",", members.Where((_, at) => chosen[at]).Select((member, at) => $"\"{member.Member}\":{member.Values[values[at] % member.Values.Length]}")) + "}";

    private static void ForAll(Action<Order, ChangeOrder.Body> law) =>
        Prop.ForAll(Some.Orders.ToArbitrary(), Bodies.ToArbitrary(), (order, body) => law(order, Parse(body))).QuickCheckThrowOnFailure();

    private static ChangeOrder.Body Parse(string body) => RequestBody.Parse<ChangeOrder.Body>(System.Text.Encoding.UTF8.GetBytes(body));

    private static IEnumerable<string> Errors(Refusal? refusal) => refusal is null ? [] : ((IReadOnlyDictionary<string, string[]>)refusal.Facts["errors"]!).Keys;
}
