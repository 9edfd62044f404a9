using Glimmerglass.Data.Access;
using Glimmerglass.Data.Catalog;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Orders;

namespace Glimmerglass.Tests.Rules;

public sealed class OrderIntakeTests
{
    private static readonly DateOnly today = new(2026, 3, 1);
    private static readonly Guid dealer = Guid.NewGuid();
    private static readonly Guid factory = Guid.NewGuid();

    private static readonly NewOrderFacts facts = new()
    {
        DealerName = "Blue Lagoon Pools",
        DealerApproved = true,
        AgreementSigned = true,
        PoolModelName = "Otsego 30",
        ProductType = ProductType.Pool,
        MaxSkimmers = 1,
        ColorName = "Lake Blue",
        FactoryId = factory,
        FactoryName = "Fort Plain",
        SpaModelName = "Cooper Spa",
        SpaProductType = ProductType.Spa,
        SpaColorName = "Arctic White",
        PaymentProofVisible = true,
        Number = "GG-2026-000001",
        SpaNumber = "GG-2026-000002",
    };

    /// <summary>A dealer's body that is taken in.</summary>
    private static readonly CreateOrder.Body body = new()
    {
        PoolModelId = Guid.NewGuid(),
        ColorId = Guid.NewGuid(),
        DeliveryAddress = " 1 Lake Street ",
        ShippingMethod = ShippingMethod.Quote,
        RequestedShipOn = today.AddDays(28),
        HardwareAutocover = false,
    };

    private static readonly CreateOrder.Body adminBody = new() { DealerId = dealer, PoolModelId = Guid.NewGuid(), ColorId = Guid.NewGuid(), DeliveryAddress = "1 Lake Street" };

    private static readonly CreateOrder.LinkedSpa spa = new(Guid.NewGuid(), Guid.NewGuid());

    [Fact]
    public void What_a_dealer_and_an_admin_need_to_say_is_enough()
    {
        Assert.Empty(OfDealer(body));
        Assert.Empty(OfAdmin(adminBody));
    }

    [Fact]
    public void A_dealer_is_asked_for_everything_at_once() =>
        Assert.Equal(
            ["colorId", "deliveryAddress", "hardwareAutocover", "poolModelId", "requestedShipDate", "shippingMethod"],
            OfDealer(new CreateOrder.Body(), facts with { PoolModelName = null, ProductType = null, ColorName = null }).Order());

    [Fact]
    public void An_admin_is_asked_for_everything_at_once() =>
        Assert.Equal(["colorId", "dealerId", "deliveryAddress", "poolModelId"], OfAdmin(new CreateOrder.Body(), new NewOrderFacts()).Order());

    [Fact]
    public void A_dealer_sets_nothing_that_is_an_admins()
    {
        var bold = body with
        {
            DealerId = dealer,
            FactoryId = factory,
            ScheduledShipOn = today,
            ScheduledProductionOn = today,
            ProductionPriority = 1,
            SerialNumber = "SN-1",
            InvoiceNumber = "INV-1",
        };

        Assert.Equal(
            ["dealerId", "factoryLocationId", "invoiceNumber", "productionPriority", "scheduledProductionDate", "scheduledShipDate", "serialNumber"],
            OfDealer(bold).Order());
        Assert.Empty(OfAdmin(bold));
    }

    [Fact]
    public void A_dealer_is_there_approved_and_has_signed()
    {
        Assert.Equal(["dealerId"], OfAdmin(adminBody, facts with { DealerName = null }));
        Assert.Equal(["dealerId"], OfAdmin(adminBody, facts with { DealerApproved = false }));
        Assert.Equal(["dealerId"], OfAdmin(adminBody, facts with { AgreementSigned = false }));
        Assert.Equal(["dealerId"], OfDealer(body, facts with { AgreementSigned = false }));
    }

    [Fact]
    public void What_is_named_is_on_sale()
    {
        Assert.Equal(["poolModelId"], OfDealer(body, facts with { PoolModelName = null, ProductType = null }));
        Assert.Equal(["colorId"], OfDealer(body, facts with { ColorName = null }));
        Assert.Equal(["factoryLocationId"], OfAdmin(adminBody with { FactoryId = factory }, facts with { FactoryId = null }));
    }

    [Theory]
    [InlineData(ProductType.Pool, null, false, null)]
    [InlineData(ProductType.Spa, null, false, null)]
    [InlineData(ProductType.Pool, OrderType.PoolOnly, false, null)]
    [InlineData(ProductType.Spa, OrderType.SpaOnly, false, null)]
    [InlineData(ProductType.Spa, OrderType.PoolOnly, false, "poolModelId")]
    [InlineData(ProductType.Pool, OrderType.SpaOnly, false, "poolModelId")]
    [InlineData(ProductType.Pool, OrderType.PoolAndSpa, true, null)]
    [InlineData(ProductType.Pool, null, true, null)]
    [InlineData(ProductType.Spa, null, true, "poolModelId")]
    [InlineData(ProductType.Pool, OrderType.PoolAndSpa, false, "linkedSpa")]
    [InlineData(ProductType.Pool, OrderType.PoolOnly, true, "linkedSpa")]
    public void The_type_of_an_order_fits_its_model_and_its_spa(ProductType product, OrderType? type, bool withSpa, string? member) =>
        Assert.Equal(member is null ? [] : [member], OfDealer(body with { OrderType = type, LinkedSpa = withSpa ? spa : null }, facts with { ProductType = product }));

    [Fact]
    public void A_linked_spa_is_a_spa_with_a_colour()
    {
        var with = body with { LinkedSpa = spa };

        Assert.Equal(["linkedSpa.colorId", "linkedSpa.poolModelId"], OfDealer(body with { LinkedSpa = new(null, null) }).Order());
        Assert.Equal(["linkedSpa.poolModelId"], OfDealer(with, facts with { SpaModelName = null }));
        Assert.Equal(["linkedSpa.poolModelId"], OfDealer(with, facts with { SpaProductType = ProductType.Pool }));
        Assert.Equal(["linkedSpa.colorId"], OfDealer(with, facts with { SpaColorName = null }));
    }

    [Theory]
    [InlineData(-1, false, false)]
    [InlineData(-1, true, false)]
    [InlineData(0, true, true)]
    [InlineData(27, false, false)]
    [InlineData(27, true, true)]
    [InlineData(28, false, true)]
    public void A_pool_needs_28_days_unless_it_is_asked_for_as_soon_as_possible(int days, bool asap, bool allowed) =>
        Assert.Equal(allowed ? [] : ["requestedShipDate"], OfDealer(body with { RequestedShipOn = today.AddDays(days), RequestedShipAsap = asap }));

    [Fact]
    public void A_dealer_names_a_day_or_asks_for_as_soon_as_possible()
    {
        Assert.Equal(["requestedShipDate"], OfDealer(body with { RequestedShipOn = null }));
        Assert.Empty(OfDealer(body with { RequestedShipOn = null, RequestedShipAsap = true }));
    }

    [Fact]
    public void An_admin_of_some_factories_orders_from_one_of_them()
    {
        Assert.Empty(Errors(OrderIntake.Refuse(adminBody, false, new Scope(null, [factory]), facts, new Limits(), today)));
        Assert.Equal(["factoryLocationId"], Errors(OrderIntake.Refuse(adminBody, false, new Scope(null, [Guid.NewGuid()]), facts, new Limits(), today)));
        Assert.Equal(["factoryLocationId"], Errors(OrderIntake.Refuse(adminBody, false, new Scope(null, [factory]), facts with { FactoryId = null }, new Limits(), today)));
    }

    [Fact]
    public void Texts_numbers_markers_and_the_announced_proof_are_judged_under_their_own_names()
    {
        var odd = adminBody with
        {
            DeliveryAddress = new string('x', 501),
            Notes = new string('x', 5001),
            PenetrationNotes = new string('x', 2001),
            SerialNumber = new string('x', 101),
            InvoiceNumber = new string('x', 101),
            ProductionPriority = 10000,
            BlueprintMarkers = [null!],
            PaymentProof = new("proof.exe", "application/x-msdownload", 0),
        };

        Assert.Equal(
            ["blueprintMarkers", "deliveryAddress", "invoiceNumber", "notes", "paymentProof.contentType", "penetrationNotes", "productionPriority", "serialNumber"],
            OfAdmin(odd).Where(member => member != "paymentProof.sizeBytes").Order());
    }

    [Fact]
    public void An_order_is_placed_as_it_was_asked_for()
    {
        var now = DateTimeOffset.UnixEpoch;
        var named = OrderIntake.References(body, dealer);

        var placed = OrderIntake.Place(body, named, facts, new Actor(Guid.NewGuid(), Role.Dealer), now, now);

        Assert.Null(placed.Spa);
        Assert.Null(placed.PaymentProof);
        Assert.Equal((1, OrderStatus.PendingPaymentApproval, "1 Lake Street", dealer, (Guid?)factory), (placed.Order.Version, placed.Order.Status, placed.Order.DeliveryAddress, placed.Order.DealerId, placed.Order.FactoryId));
        Assert.Null(placed.Order.JobId);
        Assert.Equal(PenetrationMode.PenetrationsWithoutInstall, placed.Order.PenetrationMode);
    }

    [Fact]
    public void A_linked_spa_shares_the_job_and_has_no_holes_and_no_serial()
    {
        var asked = body with { LinkedSpa = spa, BlueprintMarkers = [new Marker(MarkerType.Drain, 1, 1)], HardwareSkimmer = true, PenetrationNotes = "Left.", SerialNumber = "SN-1" };
        var now = DateTimeOffset.UnixEpoch;

        var placed = OrderIntake.Place(asked, OrderIntake.References(asked, dealer), facts, new Actor(Guid.NewGuid(), Role.Admin), now, now);

        Assert.Equal((placed.Order.JobId, OrderJobRole.Linked, ProductType.Spa), (placed.Spa!.JobId, placed.Spa.JobRole!.Value, placed.Spa.JobItemType!.Value));
        Assert.Equal((placed.Spa.Id, placed.Order.Id), (placed.Order.LinkedOrderId!.Value, placed.Spa.LinkedOrderId!.Value));
        Assert.Equal((spa.PoolModelId, spa.ColorId, "GG-2026-000002"), (placed.Spa.PoolModelId, placed.Spa.ColorId, placed.Spa.Number));
    }

    private static IEnumerable<string> OfDealer(CreateOrder.Body asked, NewOrderFacts? known = null) =>
        Errors(OrderIntake.Refuse(asked, true, new Scope(dealer, null), known ?? facts, new Limits(), today));

    private static IEnumerable<string> OfAdmin(CreateOrder.Body asked, NewOrderFacts? known = null) =>
        Errors(OrderIntake.Refuse(asked, false, Scope.Everything, known ?? facts, new Limits(), today));

    private static IEnumerable<string> Errors(Refusal? refusal) => refusal is null ? [] : ((IReadOnlyDictionary<string, string[]>)refusal.Facts["errors"]!).Keys;
}
