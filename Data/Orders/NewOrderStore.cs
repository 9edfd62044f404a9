using Glimmerglass.Data.Access;
using Glimmerglass.Data.Catalog;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Idempotency;
using Npgsql;

namespace Glimmerglass.Data.Orders;

/// <summary>What a new order names; the database says what of it exists.</summary>
public sealed record OrderReferences(Guid? DealerId, Guid? PoolModelId, Guid? ColorId, Guid? FactoryId, Guid? SpaModelId, Guid? SpaColorId);

/// <summary>What exists of the things that a new order names. A null name means that there is no such thing, or that it is not active any more.</summary>
public sealed record NewOrderFacts
{
    public string? DealerName { get; init; }

    public bool DealerApproved { get; init; }

    public bool AgreementSigned { get; init; }

    public string? PoolModelName { get; init; }

    public ProductType? ProductType { get; init; }

    public int? MaxSkimmers { get; init; }

    public int? MaxReturns { get; init; }

    public int? MaxMainDrains { get; init; }

    public string? ColorName { get; init; }

    /// <summary>The named factory, or else the model's default.</summary>
    public Guid? FactoryId { get; init; }

    public string? FactoryName { get; init; }

    public string? SpaModelName { get; init; }

    public ProductType? SpaProductType { get; init; }

    public string? SpaColorName { get; init; }

    public bool PaymentProofVisible { get; init; }

    /// <summary>Drawn when dealer, model and colour exist.</summary>
    public string? Number { get; init; }

    public string? SpaNumber { get; init; }
}

/// <summary>An order that was decided on, with its linked spa and its announced payment proof, if any.</summary>
public sealed record NewOrder(Order Order, Order? Spa, NewDocument? PaymentProof, Actor By);

/// <summary>Takes orders in.</summary>
public sealed class NewOrderStore(Database db)
{
    /// <summary>Facts about everything a new order names, its number, and what was answered under the caller's key, in one view.</summary>
    public async Task<(NewOrderFacts Facts, EarlierAnswer? Earlier)> FindFacts(
        OrderReferences named, IdempotencyClaim? claim, DateTimeOffset now, CancellationToken cancel)
    {
        const string sql = """
            select d.name as dealer_name, coalesce(d.approved, false) as dealer_approved, d.agreement_signed_at is not null as agreement_signed,
                   m.name as pool_model_name, m.product_type, m.max_skimmers, m.max_returns, m.max_main_drains,
                   c.name as color_name, f.id as factory_id, f.name as factory_name,
                   s.name as spa_model_name, s.product_type as spa_product_type, t.name as spa_color_name,
                   coalesce(k.visible_to_dealer_default, true) as payment_proof_visible,
                   case when d.id is not null and m.id is not null and c.id is not null and i.key is null then next_order_number(@now) end as number,
                   case when d.id is not null and s.id is not null and t.id is not null and i.key is null then next_order_number(@now) end as spa_number,
                   i.fingerprint, i.status as answer_status, i.location as answer_location, i.etag as answer_etag, i.answer as answer_body
              from (values (1)) as one
              left join dealers d on d.id = @DealerId
              left join pool_models m on m.id = @PoolModelId and m.active
              left join colors c on c.id = @ColorId and c.active
              left join factories f on f.id = coalesce(@FactoryId, m.default_factory_id) and f.active
              left join pool_models s on s.id = @SpaModelId and s.active
              left join colors t on t.id = @SpaColorId and t.active
              left join document_definitions k on k.key = 'PROOF_OF_PAYMENT'
              left join idempotency_keys i on i.caller_id = @CallerId and i.door = @Door and i.key = @Key and i.created_at > @Since
            """;
        var parameters = new
        {
            named.DealerId,
            named.PoolModelId,
            named.ColorId,
            named.FactoryId,
            named.SpaModelId,
            named.SpaColorId,
            now,
            claim?.CallerId,
            claim?.Door,
            claim?.Key,
            Since = now - IdempotencyStore.Lifetime,
        };
        var (facts, earlier) = (await db.QueryOne<NewOrderFacts, EarlierAnswer>(sql, parameters, "fingerprint", cancel)).GetValueOrDefault();
        return (facts, earlier);
    }

    /// <summary>Writes the order, its linked spa, its announced document, history, audit and notice in one statement; a key is claimed before them.</summary>
    public async Task<WriteOutcome> Create(NewOrder placed, IdempotencyClaim? claim, KeptAnswer answer, CancellationToken cancel)
    {
        const string sql = """
            with claim as (
                select claim_idempotency_key(@CallerId, @Door, @Key, @Fingerprint, @AnswerStatus, @AnswerLocation, @AnswerEtag, @AnswerBody, @CreatedAt) as outcome
            ), job as (
                insert into order_jobs (id, created_at)
                select @JobId, @CreatedAt
                  from claim
                 where outcome = 'CLEAR'
                   and @JobId::uuid is not null
                returning id
            ), main as (
                insert into orders (id, number, status, dealer_id, pool_model_id, color_id, factory_id, job_id, job_role, job_item_type,
                                    delivery_address, notes, shipping_method, penetration_mode, penetration_notes, blueprint_markers,
                                    hardware_skimmer, hardware_returns, hardware_main_drains, hardware_autocover,
                                    requested_ship_on, requested_ship_asap, scheduled_ship_on, scheduled_production_on, production_priority,
                                    serial_number, invoice_number, created_by, created_at, updated_at, status_changed_at)
                select @Id, @Number, @Status::order_status, @DealerId, @PoolModelId, @ColorId, @FactoryId,
                       job.id, @JobRole::order_job_role, @JobItemType::product_type,
                       @DeliveryAddress, @Notes, @ShippingMethod::shipping_method, @PenetrationMode::penetration_mode, @PenetrationNotes, @Markers::jsonb,
                       @HardwareSkimmer, @HardwareReturns, @HardwareMainDrains, @HardwareAutocover,
                       @RequestedShipOn, @RequestedShipAsap, @ScheduledShipOn, @ScheduledProductionOn, @ProductionPriority,
                       @SerialNumber, @InvoiceNumber, @UserId, @CreatedAt, @CreatedAt, @CreatedAt
                  from claim
                  left join job on true
                 where outcome = 'CLEAR'
                returning *
            ), spa as (
                insert into orders (id, number, status, dealer_id, pool_model_id, color_id, factory_id, job_id, job_role, job_item_type,
                                    delivery_address, notes, shipping_method, penetration_mode, requested_ship_on, requested_ship_asap,
                                    scheduled_ship_on, scheduled_production_on, production_priority, invoice_number,
                                    created_by, created_at, updated_at, status_changed_at)
                select @SpaId, @SpaNumber, status, dealer_id, @SpaModelId, @SpaColorId, factory_id, job_id, 'LINKED', 'SPA',
                       delivery_address, notes, shipping_method, 'NO_PENETRATIONS', requested_ship_on, requested_ship_asap,
                       scheduled_ship_on, scheduled_production_on, production_priority, invoice_number,
                       created_by, created_at, updated_at, status_changed_at
                  from main
                 where @SpaId::uuid is not null
                returning *
            ), placed as (
                select id, number, dealer_id, status from main union all select id, number, dealer_id, status from spa
            ), announced as (
                insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, announced_sha256,
                                       visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
                select @ProofId, id, @ProofKind, @ProofFileName, @ProofContentType, @ProofBytes, @ProofSha256,
                       @ProofVisible, @UserId, @Role::user_role, @ProofExpiresAt, @CreatedAt
                  from main
                 where @ProofId::uuid is not null
            ), told as (
                insert into order_history (order_id, kind, status, visible_to_dealer, user_id, user_role, created_at)
                select id, 'CREATED', status, true, @UserId, @Role::user_role, @CreatedAt
                  from placed
            ), audited as (
                insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
                select 'ORDER_CREATED', @UserId, @Role::user_role, dealer_id, id, jsonb_build_object('number', number), @CreatedAt
                  from placed
            ), noticed as (
                insert into outbox (kind, dealer_id, order_id, payload, created_at)
                select 'ORDER_CREATED', dealer_id, id, jsonb_build_object('number', number), @CreatedAt
                  from placed
            )
            select (select outcome from claim) as claim, exists (select from main) as done
            """;
        try
        {
            return WriteOutcomes.Of((await db.QueryOne<Written>(sql, Parameters(placed, claim, answer), cancel))!);
        }
        catch (PostgresException taken) when (SerialNumbers.Taken(taken))
        {
            return WriteOutcome.SerialTaken;
        }
    }

    private static ClaimParameters Parameters(NewOrder placed, IdempotencyClaim? claim, KeptAnswer answer)
    {
        var (order, spa, proof) = (placed.Order, placed.Spa, placed.PaymentProof);
        return IdempotencyClaim.With(claim, answer, new
        {
            order.Id,
            order.Number,
            Status = order.Status.Word(),
            order.DealerId,
            order.PoolModelId,
            order.ColorId,
            order.FactoryId,
            order.JobId,
            JobRole = order.JobRole?.Word(),
            JobItemType = order.JobItemType?.Word(),
            order.DeliveryAddress,
            order.Notes,
            ShippingMethod = order.ShippingMethod?.Word(),
            PenetrationMode = order.PenetrationMode.Word(),
            order.PenetrationNotes,
            Markers = Marker.Column(order.BlueprintMarkers),
            order.HardwareSkimmer,
            order.HardwareReturns,
            order.HardwareMainDrains,
            order.HardwareAutocover,
            order.RequestedShipOn,
            order.RequestedShipAsap,
            order.ScheduledShipOn,
            order.ScheduledProductionOn,
            order.ProductionPriority,
            order.SerialNumber,
            order.InvoiceNumber,
            order.CreatedAt,
            SpaId = spa?.Id,
            SpaNumber = spa?.Number,
            SpaModelId = spa?.PoolModelId,
            SpaColorId = spa?.ColorId,
            ProofId = proof?.Id,
            ProofKind = proof?.Kind,
            ProofFileName = proof?.FileName,
            ProofContentType = proof?.ContentType,
            ProofBytes = proof?.AnnouncedBytes,
            ProofSha256 = proof?.AnnouncedSha256,
            ProofVisible = proof?.VisibleToDealer,
            ProofExpiresAt = proof?.UploadExpiresAt,
            placed.By.UserId,
            Role = placed.By.Role.Word(),
        });
    }
}
