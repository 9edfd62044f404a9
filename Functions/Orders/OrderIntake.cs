using Glimmerglass.Data.Access;
using Glimmerglass.Data.Catalog;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Functions.Orders;

/// <summary>Decides whether a new order may be taken in, and what it becomes.</summary>
public static class OrderIntake
{
    /// <summary>A pool is built and shipped in no less than four weeks; sooner is a matter for a phone call, after which ASAP is set.</summary>
    private const int NoticeDays = 28;

    public static OrderReferences References(CreateOrder.Body body, Guid? ownDealerId) => new(
        ownDealerId ?? body.DealerId, body.PoolModelId, body.ColorId, body.FactoryId, body.LinkedSpa?.PoolModelId, body.LinkedSpa?.ColorId);

    /// <summary>Null: it may be taken in.</summary>
    public static Refusal? Refuse(CreateOrder.Body body, bool byDealer, Scope scope, NewOrderFacts facts, Limits limits, DateOnly today)
    {
        var violations = new Violations();
        CheckWho(body, byDealer, facts, violations);
        CheckWhat(body, facts, violations);
        CheckWhere(body, byDealer, scope, facts, violations);
        CheckWhen(body, byDealer, today, violations);
        if (byDealer) violations.Unless(body.HardwareAutocover is not null, "hardwareAutocover", "Say whether an autocover is wanted: true or false.");

        var notes = violations.Text(body.PenetrationNotes, "penetrationNotes", 2000);
        Penetrations.Check(Mode(body), notes, body.BlueprintMarkers, new MarkerLimits(facts.MaxSkimmers, facts.MaxReturns, facts.MaxMainDrains), violations);
        violations.Text(body.Notes, "notes", 5000);
        violations.Text(body.SerialNumber, "serialNumber", 100);
        violations.Text(body.InvoiceNumber, "invoiceNumber", 100);
        violations.Unless(body.ProductionPriority is null or (>= 1 and <= 9999), "productionPriority", "productionPriority is from 1 to 9999.");

        if (body.PaymentProof is { } proof)
        {
            var refused = FileCheck.RefuseAnnouncement("PROOF_OF_PAYMENT", proof.FileName, proof.ContentType, proof.SizeBytes, proof.Sha256, limits);
            foreach (var (member, sentence) in refused) violations.Add($"paymentProof.{member}", sentence);
        }
        return violations.Refuse();
    }

    /// <summary>The order that a body without violations becomes.</summary>
    public static NewOrder Place(CreateOrder.Body body, OrderReferences named, NewOrderFacts facts, Actor by, DateTimeOffset now, DateTimeOffset uploadExpiresAt)
    {
        var spaId = body.LinkedSpa is null ? (Guid?)null : Guid.NewGuid();
        var order = Draft(body, named, facts, now, spaId is null ? null : Guid.NewGuid()) with { LinkedOrderId = spaId, LinkedOrderNumber = facts.SpaNumber };
        var spa = spaId is { } id ? Spa(order, id, named, facts) : null;
        var proof = body.PaymentProof is { } announced ? Proof(announced, by.Role == Role.Dealer || facts.PaymentProofVisible, uploadExpiresAt) : null;
        return new NewOrder(order, spa, proof, by);
    }

    private static void CheckWho(CreateOrder.Body body, bool byDealer, NewOrderFacts facts, Violations violations)
    {
        if (byDealer) RefuseAdminMembers(body, violations);
        else if (body.DealerId is null) violations.Add("dealerId", "Name the dealer that the order is for.");

        if (!byDealer && body.DealerId is not null && facts.DealerName is null) violations.Add("dealerId", "There is no such dealer.");
        if (facts.DealerName is null) return;
        violations.Unless(facts.DealerApproved, "dealerId", "This dealer is not approved.");
        violations.Unless(facts.AgreementSigned, "dealerId", "This dealer has not signed its agreement.");
    }

    private static void RefuseAdminMembers(CreateOrder.Body body, Violations violations)
    {
        (string Member, bool Given)[] members =
        [
            ("dealerId", body.DealerId is not null), ("factoryLocationId", body.FactoryId is not null),
            ("scheduledShipDate", body.ScheduledShipOn is not null), ("scheduledProductionDate", body.ScheduledProductionOn is not null),
            ("productionPriority", body.ProductionPriority is not null), ("serialNumber", body.SerialNumber is not null),
            ("invoiceNumber", body.InvoiceNumber is not null),
        ];
        foreach (var (member, given) in members) violations.Unless(!given, member, "Only an admin may set this.");
    }

    private static void CheckWhat(CreateOrder.Body body, NewOrderFacts facts, Violations violations)
    {
        if (body.PoolModelId is null) violations.Add("poolModelId", "Name the model.");
        else violations.Unless(facts.PoolModelName is not null, "poolModelId", "There is no such model, or it is not sold any more.");

        if (body.ColorId is null) violations.Add("colorId", "Name the colour.");
        else violations.Unless(facts.ColorName is not null, "colorId", "There is no such colour, or it is not sold any more.");

        var type = body.OrderType ?? Inferred(body, facts);
        if (facts.ProductType is { } product)
        {
            violations.Unless((product == ProductType.Spa) == (type == OrderType.SpaOnly), "poolModelId", $"An order of type {Data.Words.Word(type)} needs another kind of model than {Data.Words.Word(product)}.");
        }
        violations.Unless(body.LinkedSpa is null || type == OrderType.PoolAndSpa, "linkedSpa", "Only an order of type POOL_AND_SPA has a linked spa.");
        violations.Unless(body.LinkedSpa is not null || type != OrderType.PoolAndSpa, "linkedSpa", "An order of type POOL_AND_SPA names its spa.");
        if (body.LinkedSpa is { } spa) CheckSpa(spa, facts, violations);
    }

    private static void CheckSpa(CreateOrder.LinkedSpa spa, NewOrderFacts facts, Violations violations)
    {
        if (spa.PoolModelId is null) violations.Add("linkedSpa.poolModelId", "Name the model of the spa.");
        else if (facts.SpaModelName is null) violations.Add("linkedSpa.poolModelId", "There is no such model, or it is not sold any more.");
        else violations.Unless(facts.SpaProductType == ProductType.Spa, "linkedSpa.poolModelId", "This model is not a spa.");

        if (spa.ColorId is null) violations.Add("linkedSpa.colorId", "Name the colour of the spa.");
        else violations.Unless(facts.SpaColorName is not null, "linkedSpa.colorId", "There is no such colour, or it is not sold any more.");
    }

    private static void CheckWhere(CreateOrder.Body body, bool byDealer, Scope scope, NewOrderFacts facts, Violations violations)
    {
        violations.Unless(violations.Text(body.DeliveryAddress, "deliveryAddress", 500) is not null, "deliveryAddress", "Say where the pool goes.");
        if (byDealer) violations.Unless(body.ShippingMethod is not null, "shippingMethod", "Choose PICK_UP or QUOTE.");

        violations.Unless(body.FactoryId is null || facts.FactoryId is not null, "factoryLocationId", "There is no such factory, or it is closed.");
        var inScope = scope.FactoryIds is null || (facts.FactoryId is { } factory && scope.FactoryIds.Contains(factory));
        violations.Unless(inScope, "factoryLocationId", "Name one of the factories that you work for.");
    }

    private static void CheckWhen(CreateOrder.Body body, bool byDealer, DateOnly today, Violations violations)
    {
        var asap = body.RequestedShipAsap ?? false;
        if (byDealer && body.RequestedShipOn is null) violations.Unless(asap, "requestedShipDate", "Say when it should ship, or ask for as soon as possible.");
        if (body.RequestedShipOn is not { } day) return;

        violations.Unless(day >= today, "requestedShipDate", "This day has passed.");
        if (day >= today) violations.Unless(asap || day >= today.AddDays(NoticeDays), "requestedShipDate", $"The earliest day is {today.AddDays(NoticeDays):yyyy-MM-dd}, {NoticeDays} days from now. Hint: for sooner, ask for as soon as possible.");
    }

    private static OrderType Inferred(CreateOrder.Body body, NewOrderFacts facts)
    {
        if (body.LinkedSpa is not null) return OrderType.PoolAndSpa;
        return facts.ProductType == ProductType.Spa ? OrderType.SpaOnly : OrderType.PoolOnly;
    }

    private static PenetrationMode Mode(CreateOrder.Body body) => body.PenetrationMode ?? PenetrationMode.PenetrationsWithoutInstall;

    private static Order Draft(CreateOrder.Body body, OrderReferences named, NewOrderFacts facts, DateTimeOffset now, Guid? jobId) => new()
    {
        Id = Guid.NewGuid(),
        Number = facts.Number!,
        Version = 1,
        Status = OrderStatus.PendingPaymentApproval,
        DealerId = named.DealerId!.Value,
        DealerName = facts.DealerName!,
        PoolModelId = named.PoolModelId!.Value,
        PoolModelName = facts.PoolModelName!,
        ProductType = facts.ProductType!.Value,
        ColorId = named.ColorId!.Value,
        ColorName = facts.ColorName!,
        FactoryId = facts.FactoryId,
        FactoryName = facts.FactoryName,
        JobId = jobId,
        JobRole = jobId is null ? null : OrderJobRole.Primary,
        JobItemType = jobId is null ? null : ProductType.Pool,
        DeliveryAddress = body.DeliveryAddress!.Trim(),
        Notes = Text(body.Notes),
        ShippingMethod = body.ShippingMethod,
        PenetrationMode = Mode(body),
        PenetrationNotes = Text(body.PenetrationNotes),
        BlueprintMarkers = Penetrations.Kept(Mode(body), body.BlueprintMarkers),
        HardwareSkimmer = body.HardwareSkimmer ?? false,
        HardwareReturns = body.HardwareReturns ?? false,
        HardwareMainDrains = body.HardwareMainDrains ?? false,
        HardwareAutocover = body.HardwareAutocover ?? false,
        RequestedShipOn = body.RequestedShipOn,
        RequestedShipAsap = body.RequestedShipAsap ?? false,
        ScheduledShipOn = body.ScheduledShipOn,
        ScheduledProductionOn = body.ScheduledProductionOn,
        ProductionPriority = body.ProductionPriority,
        SerialNumber = Text(body.SerialNumber),
        InvoiceNumber = Text(body.InvoiceNumber),
        CreatedAt = now,
        UpdatedAt = now,
        StatusChangedAt = now,
    };

    /// <summary>The spa of a job shares what belongs to the job, and has no penetrations, hardware or serial of its own yet.</summary>
    private static Order Spa(Order pool, Guid id, OrderReferences named, NewOrderFacts facts) => pool with
    {
        Id = id,
        Number = facts.SpaNumber!,
        PoolModelId = named.SpaModelId!.Value,
        PoolModelName = facts.SpaModelName!,
        ProductType = ProductType.Spa,
        ColorId = named.SpaColorId!.Value,
        ColorName = facts.SpaColorName!,
        JobRole = OrderJobRole.Linked,
        JobItemType = ProductType.Spa,
        LinkedOrderId = pool.Id,
        LinkedOrderNumber = pool.Number,
    };

    private static NewDocument Proof(CreateOrder.PaymentProof announced, bool visibleToDealer, DateTimeOffset expiresAt) => new()
    {
        Id = Guid.NewGuid(),
        Kind = "PROOF_OF_PAYMENT",
        FileName = announced.FileName,
        ContentType = FileType.OfContentType(announced.ContentType)!.ContentType!,
        AnnouncedBytes = announced.SizeBytes,
        AnnouncedSha256 = announced.Sha256 is null ? null : Convert.FromHexString(announced.Sha256),
        VisibleToDealer = visibleToDealer,
        UploadExpiresAt = expiresAt,
    };

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
