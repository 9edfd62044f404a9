using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Catalog;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Orders;
using Glimmerglass.Data.Workflow;

namespace Glimmerglass.Tests.Rules;

/// <summary>Orders and facts for rules: valid ones to start from, and random ones for laws.</summary>
internal static class Some
{
    private static readonly string[] kinds = ["PROOF_OF_PAYMENT", "QUOTE", "INVOICE", "BUILD_SHEET", "POST_PRODUCTION_MEDIA", "WARRANTY"];

    public static readonly string[] Fields = ["serialNumber", "requestedShipDate", "productionPriority"];

    /// <summary>All kinds that the defaults name are active; nothing is configured and nothing filed.</summary>
    public static GateFacts Facts(params FiledDocument[] documents) => new()
    {
        Templates = [],
        Definitions = [.. new[]
        {
            "OTHER", "PROOF_OF_PAYMENT", "QUOTE", "INVOICE", "BUILD_SHEET", "POST_PRODUCTION_MEDIA", "SHIPPING_CHECKLIST", "PRE_SHIPPING_MEDIA",
            "BILL_OF_LADING", "PROOF_OF_FINAL_PAYMENT", "PAID_INVOICE",
        }.Select(key => Definition(key))],
        Documents = documents,
    };

    public static DocumentDefinition Definition(string key, bool active = true) =>
        new(key, $"Label of {key}", active, key is "OTHER" or "PROOF_OF_PAYMENT" or "QUOTE" or "PROOF_OF_FINAL_PAYMENT", true);

    public static FiledDocument Filed(string kind, DocumentState state = DocumentState.Accepted, bool visible = true, params Reason[] reasons) =>
        new(kind, state, visible, reasons);

    public static Order Order(OrderStatus status = OrderStatus.PendingPaymentApproval, OrderStatus? canceledFrom = null) => new()
    {
        Id = Guid.Parse("11111111-1111-1111-1111-111111111111"),
        Number = "GG-2026-000001",
        Version = 3,
        Status = status,
        CanceledFrom = status == OrderStatus.Canceled ? canceledFrom ?? OrderStatus.InProduction : null,
        DealerId = Guid.Parse("22222222-2222-2222-2222-222222222222"),
        DealerName = "Blue Lagoon Pools",
        PoolModelId = Guid.Parse("33333333-3333-3333-3333-333333333333"),
        PoolModelName = "Otsego 30",
        ProductType = ProductType.Pool,
        ColorId = Guid.Parse("44444444-4444-4444-4444-444444444444"),
        ColorName = "Lake Blue",
        FactoryId = Guid.Parse("55555555-5555-5555-5555-555555555555"),
        FactoryName = "Fort Plain",
        DeliveryAddress = "1 Lake Street",
        PenetrationMode = PenetrationMode.PenetrationsWithoutInstall,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
        StatusChangedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Orders in every status, with and without the fields that gates ask for.</summary>
    public static Gen<Order> Orders =>
        from status in Gen.Elements(Enum.GetValues<OrderStatus>())
        from canceledFrom in Gen.Elements(OrderStatus.PendingPaymentApproval, OrderStatus.InProduction, OrderStatus.PreShipping)
        from serial in Gen.Elements("SN-1", null)
        from day in Gen.Elements<DateOnly?>(new DateOnly(2026, 5, 1), null)
        from priority in Gen.Elements<int?>(5, null)
        select Order(status, canceledFrom) with { SerialNumber = serial, RequestedShipOn = day, ProductionPriority = priority };

    public static Gen<FiledDocument> Documents =>
        from kind in Gen.Elements(kinds)
        from state in Gen.Elements(Enum.GetValues<DocumentState>())
        from visible in Gen.Elements(true, false)
        select Filed(kind, state, visible, new Reason("TRUNCATED", $"The secret of {kind} {state}."));

    /// <summary>Every mix of templates (none, general, of the profile; also empty ones), inactive kinds and documents.</summary>
    public static Gen<GateFacts> GateFacts =>
        from active in Gen.Elements(true, true, true, false).ArrayOf(kinds.Length)
        from documents in Documents.ListOf()
        from templates in Templates
        select Facts([.. documents]) with
        {
            Templates = templates,
            Definitions = [.. Facts().Definitions.ExceptBy(kinds, definition => definition.Key), .. kinds.Select((key, at) => Definition(key, active[at]))],
        };

    private static Gen<IReadOnlyList<RequirementTemplate>> Templates =>
        from chosen in Gen.Elements(true, false, false).ArrayOf(8)
        from documents in Gen.Elements(true, false).ArrayOf(8 * kinds.Length)
        from fields in Gen.Elements(true, false, false).ArrayOf(8 * Fields.Length)
        select (IReadOnlyList<RequirementTemplate>)[.. Enumerable.Range(0, 8).Where(at => chosen[at]).Select(at => new RequirementTemplate(
            (OrderStatus)(1 + (at % 4)),
            at < 4,
            [.. kinds.Where((_, kind) => documents[(at * kinds.Length) + kind])],
            [.. Fields.Where((_, name) => fields[(at * Fields.Length) + name])]))];
}
