using Glimmerglass.Data.Access;
using Glimmerglass.Data.Idempotency;
using Npgsql;

namespace Glimmerglass.Data.Orders;

/// <summary>What a change of fields needs to know beside the order: the limits of its model, and the factory it names.</summary>
public sealed record OrderChangeFacts
{
    public int? MaxSkimmers { get; init; }

    public int? MaxReturns { get; init; }

    public int? MaxMainDrains { get; init; }

    /// <summary>The name of the factory that the change asks for; null when there is no such active factory.</summary>
    public string? NewFactoryName { get; init; }
}

/// <summary>A change of fields that was decided on.</summary>
public sealed record OrderChange(Order From, Order To, IReadOnlyList<FieldChange> Changes, Actor By);

/// <summary>Changes the fields of an order.</summary>
public sealed class OrderChangeStore(Database db)
{
    public async Task<(Order Order, OrderChangeFacts Facts)?> Find(Guid id, Guid? newFactoryId, Scope scope, CancellationToken cancel)
    {
        const string sql = """
            select o.*, true as split, m.max_skimmers, m.max_returns, m.max_main_drains, f.name as new_factory_name
              from order_details o
              join pool_models m on m.id = o.pool_model_id
              left join factories f on f.id = @newFactoryId and f.active
             where o.id = @id
               and (@DealerId::uuid is null or o.dealer_id = @DealerId)
               and (@FactoryIds::uuid[] is null or o.factory_id = any (@FactoryIds))
            """;
        return await db.QueryOne<Order, OrderChangeFacts>(sql, new { id, newFactoryId, scope.DealerId, scope.FactoryIds }, "split", cancel) is var (order, facts)
            ? (order, facts!)
            : null;
    }

    /// <summary>
    /// Writes the fields with history and audit in one statement, if the order is still in the version that was read. Factory, address, shipping
    /// and requested dates belong to the whole job: the linked order gets them too, with a history of its own.
    /// </summary>
    public async Task<WriteOutcome> Change(OrderChange change, CancellationToken cancel)
    {
        // Both orders of a job are locked in one order, so that two changes of one job wait for each other instead of for ever.
        const string sql = """
            with locked as (
                select id
                  from orders
                 where id = @OrderId
                    or job_id = (select job_id from orders where id = @OrderId)
                 order by id
                   for update
            ), changed as (
                update orders
                   set factory_id = @FactoryId, shipping_method = @ShippingMethod::shipping_method, delivery_address = @DeliveryAddress, notes = @Notes,
                       penetration_mode = @PenetrationMode::penetration_mode, penetration_notes = @PenetrationNotes, blueprint_markers = @Markers::jsonb,
                       hardware_skimmer = @HardwareSkimmer, hardware_returns = @HardwareReturns, hardware_main_drains = @HardwareMainDrains,
                       hardware_autocover = @HardwareAutocover, requested_ship_on = @RequestedShipOn, requested_ship_asap = @RequestedShipAsap,
                       scheduled_ship_on = @ScheduledShipOn, scheduled_production_on = @ScheduledProductionOn, production_priority = @ProductionPriority,
                       serial_number = @SerialNumber, invoice_number = @InvoiceNumber, version = version + 1, updated_at = @At
                 where id = @OrderId
                   and version = @Version
                   and (select count(*) from locked) > 0
                returning *
            ), followed as (
                update orders l
                   set factory_id = c.factory_id, shipping_method = c.shipping_method, delivery_address = c.delivery_address,
                       requested_ship_on = c.requested_ship_on, requested_ship_asap = c.requested_ship_asap, version = l.version + 1, updated_at = @At
                  from changed c
                 where l.job_id = c.job_id
                   and l.id <> c.id
                   and (l.factory_id, l.shipping_method, l.delivery_address, l.requested_ship_on, l.requested_ship_asap)
                       is distinct from (c.factory_id, c.shipping_method, c.delivery_address, c.requested_ship_on, c.requested_ship_asap)
                returning l.*
            ), told as (
                insert into order_history (order_id, kind, status, changes, visible_to_dealer, user_id, user_role, created_at)
                select id, 'FIELDS_CHANGED'::history_kind, status, @Changes::jsonb, true, @UserId, @Role::user_role, @At
                  from changed
                union all
                select id, 'FIELDS_CHANGED'::history_kind, status, @JobChanges::jsonb, true, @UserId, @Role::user_role, @At
                  from followed
            ), audited as (
                insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
                select 'ORDER_CHANGED', @UserId, @Role::user_role, dealer_id, id, jsonb_build_object('changes', @Changes::jsonb), @At
                  from changed
                union all
                select 'ORDER_CHANGED', @UserId, @Role::user_role, dealer_id, id, jsonb_build_object('changes', @JobChanges::jsonb), @At
                  from followed
            ), noticed as (
                insert into outbox (kind, dealer_id, order_id, payload, created_at)
                select 'ORDER_CHANGED', dealer_id, id, jsonb_build_object('number', number), @At
                  from (select * from changed union all select * from followed) as touched
            )
            select null::text as claim, exists (select from changed) as done
            """;
        try
        {
            return WriteOutcomes.Of((await db.QueryOne<Written>(sql, Parameters(change), cancel))!);
        }
        catch (PostgresException taken) when (SerialNumbers.Taken(taken))
        {
            return WriteOutcome.SerialTaken;
        }
    }

    private static readonly string[] OfTheJob = ["factoryLocationId", "shippingMethod", "deliveryAddress", "requestedShipDate", "requestedShipAsap"];

    private static object Parameters(OrderChange change)
    {
        var to = change.To;
        return new
        {
            OrderId = to.Id,
            change.From.Version,
            to.FactoryId,
            ShippingMethod = to.ShippingMethod?.Word(),
            to.DeliveryAddress,
            to.Notes,
            PenetrationMode = to.PenetrationMode.Word(),
            to.PenetrationNotes,
            Markers = Marker.Column(to.BlueprintMarkers),
            to.HardwareSkimmer,
            to.HardwareReturns,
            to.HardwareMainDrains,
            to.HardwareAutocover,
            to.RequestedShipOn,
            to.RequestedShipAsap,
            to.ScheduledShipOn,
            to.ScheduledProductionOn,
            to.ProductionPriority,
            to.SerialNumber,
            to.InvoiceNumber,
            At = to.UpdatedAt,
            Changes = FieldChange.Column(change.Changes),
            JobChanges = FieldChange.Column([.. change.Changes.Where(field => OfTheJob.Contains(field.Field))]),
            change.By.UserId,
            Role = change.By.Role.Word(),
        };
    }
}
