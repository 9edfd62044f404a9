using System.Text.Json.Serialization;
using Glimmerglass.Data;
using Glimmerglass.Data.Files;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Orders;

/// <summary>Takes an order in: a dealer's for itself, or an admin's for a dealer; with a linked spa it makes a job and a second order.</summary>
public sealed class CreateOrder(NewOrderStore orders, FileStore files, Idempotency idempotency, Settings settings, TimeProvider clock)
{
    /// <summary>Everything may be absent, so that all that is missing is said at once.</summary>
    public sealed record Body
    {
        public Guid? DealerId { get; init; }

        public Guid? PoolModelId { get; init; }

        public Guid? ColorId { get; init; }

        [JsonPropertyName("factoryLocationId")]
        public Guid? FactoryId { get; init; }

        public string? DeliveryAddress { get; init; }

        public OrderType? OrderType { get; init; }

        public LinkedSpa? LinkedSpa { get; init; }

        public ShippingMethod? ShippingMethod { get; init; }

        public PenetrationMode? PenetrationMode { get; init; }

        public string? PenetrationNotes { get; init; }

        public IReadOnlyList<Marker>? BlueprintMarkers { get; init; }

        public bool? HardwareSkimmer { get; init; }

        public bool? HardwareReturns { get; init; }

        public bool? HardwareMainDrains { get; init; }

        public bool? HardwareAutocover { get; init; }

        [JsonPropertyName("requestedShipDate")]
        public DateOnly? RequestedShipOn { get; init; }

        public bool? RequestedShipAsap { get; init; }

        [JsonPropertyName("scheduledShipDate")]
        public DateOnly? ScheduledShipOn { get; init; }

        [JsonPropertyName("scheduledProductionDate")]
        public DateOnly? ScheduledProductionOn { get; init; }

        public int? ProductionPriority { get; init; }

        public string? SerialNumber { get; init; }

        public string? InvoiceNumber { get; init; }

        public string? Notes { get; init; }

        public PaymentProof? PaymentProof { get; init; }
    }

    public sealed record LinkedSpa(Guid? PoolModelId = null, Guid? ColorId = null);

    /// <summary>The initial payment proof, announced with the order. <paramref name="Sha256"/> is optional, in hex.</summary>
    public sealed record PaymentProof(string FileName, string ContentType, long SizeBytes, string? Sha256 = null);

    /// <summary>The order, and the slot for its payment proof when one was announced.</summary>
    public sealed record View : Order
    {
        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public View(Order order) : base(order) { }

        public UploadSlot? Upload { get; init; }
    }

    [Function(nameof(CreateOrder)), Needs(Permission.CreateOrders)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders")] HttpRequest request)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var body = await request.Read<Body>(cancel);
        var claim = Idempotency.Claim(request, nameof(CreateOrder));
        var now = clock.Now();

        var named = OrderIntake.References(body, caller.DealerId);
        var (facts, earlier) = await orders.FindFacts(named, claim, now, cancel);
        if (Idempotency.Replay(claim, earlier) is { } replay) return replay;
        if (OrderIntake.Refuse(body, caller.IsDealer, caller.Scope, facts, settings.Uploads, clock.Today()) is { } refusal) return Answer.Refuse(refusal);

        var placed = OrderIntake.Place(body, named, facts, caller.Actor, now, now + settings.UploadLifetime);
        var answer = await AnswerWith(placed, cancel);
        var outcome = await orders.Create(placed, claim, answer.Keep(), cancel);

        return await idempotency.Conclude(outcome, claim, answer, cancel);
    }

    private async Task<JsonAnswer> AnswerWith(NewOrder placed, CancellationToken cancel)
    {
        var location = $"/api/orders/{placed.Order.Id}";
        if (placed.PaymentProof is not { } proof) return Answer.Created(location, placed.Order, placed.Order.Version);

        var slot = await files.SignUpload(proof.Id, proof.ContentType, proof.UploadExpiresAt, cancel);
        return Answer.Created(location, placed.Order, placed.Order.Version, new View(placed.Order) { Upload = slot });
    }
}

public enum OrderType { PoolOnly, SpaOnly, PoolAndSpa }
