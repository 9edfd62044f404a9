using Glimmerglass.Data.Access;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Data.Workflow;
using Npgsql;

namespace Glimmerglass.Data.Orders;

/// <summary>What a gate looks at, beside the order itself.</summary>
public sealed record GateFacts
{
    public required IReadOnlyList<RequirementTemplate> Templates { get; init; }

    public required IReadOnlyList<DocumentDefinition> Definitions { get; init; }

    public required IReadOnlyList<FiledDocument> Documents { get; init; }
}

/// <summary>An order before one of its gates, read in one view; with what was answered under the caller's key, if anything.</summary>
public sealed record OrderAtGate(Order Order, GateFacts Facts, EarlierAnswer? Earlier);

/// <summary>A move that was decided on: from the version and status it leaves, to the order as it will be.</summary>
public sealed record StatusChange(Order From, Order To, string? Comment, IReadOnlyList<FieldChange> Changes, Actor By);

/// <summary>Orders one at a time: reading them, and moving them along their path.</summary>
public sealed class OrderStore(Database db)
{
    public Task<Order?> Find(Guid id, Scope scope, CancellationToken cancel)
    {
        const string sql = """
            select o.*
              from order_details o
             where o.id = @id
               and (@DealerId::uuid is null or o.dealer_id = @DealerId)
               and (@FactoryIds::uuid[] is null or o.factory_id = any (@FactoryIds))
            """;
        return db.QueryOne<Order>(sql, new { id, scope.DealerId, scope.FactoryIds }, cancel);
    }

    public async Task<OrderAtGate?> FindAtGate(Guid id, Scope scope, IdempotencyClaim? claim, DateTimeOffset now, CancellationToken cancel)
    {
        const string sql = """
            select o.*,
                   (select coalesce(jsonb_agg(jsonb_build_object(
                               'status', t.status, 'ofProfile', t.profile_id is not null, 'fields', t.fields,
                               'documents', (select coalesce(jsonb_agg(n.document_kind order by k.sort_order, k.key), '[]')
                                               from requirement_template_documents n
                                               join document_definitions k on k.key = n.document_kind
                                              where n.template_id = t.id))), '[]')
                      from requirement_templates t
                     where t.profile_id is null
                        or t.profile_id = (select p.id
                                             from dealers d
                                             join workflow_profiles p on p.id = d.workflow_profile_id
                                            where d.id = o.dealer_id
                                              and p.active)) as templates,
                   (select coalesce(jsonb_agg(jsonb_build_object(
                               'key', key, 'label', label, 'active', active, 'dealerMayUpload', dealer_may_upload,
                               'visibleToDealerDefault', visible_to_dealer_default) order by sort_order, key), '[]')
                      from document_definitions) as definitions,
                   (select coalesce(jsonb_agg(jsonb_build_object(
                               'kind', kind, 'state', state, 'visibleToDealer', visible_to_dealer, 'reasons', reasons) order by created_at desc, id), '[]')
                      from documents
                     where order_id = o.id) as documents,
                   i.fingerprint, i.status as answer_status, i.location as answer_location, i.etag as answer_etag, i.answer as answer_body
              from order_details o
              left join idempotency_keys i on i.caller_id = @CallerId and i.door = @Door and i.key = @Key and i.created_at > @Since
             where o.id = @id
               and (@DealerId::uuid is null or o.dealer_id = @DealerId)
               and (@FactoryIds::uuid[] is null or o.factory_id = any (@FactoryIds))
            """;
        var parameters = new { id, scope.DealerId, scope.FactoryIds, claim?.CallerId, claim?.Door, claim?.Key, Since = now - IdempotencyStore.Lifetime };
        return await db.QueryOne<Order, GateFacts, EarlierAnswer>(sql, parameters, "templates,fingerprint", cancel) is var (order, facts, earlier)
            ? new OrderAtGate(order, facts, earlier)
            : null;
    }

    /// <summary>
    /// Moves the order and writes its history, audit and notice in one statement, if it is still in the version and status that were left.
    /// A key is claimed by the same statement, before the move.
    /// </summary>
    public async Task<WriteOutcome> ChangeStatus(StatusChange change, IdempotencyClaim? claim, KeptAnswer answer, CancellationToken cancel)
    {
        const string sql = """
            with locked as (
                select id
                  from orders
                 where id = @OrderId
                   and version = @Version
                   and status = @From::order_status
                   for update
            ), claim as (
                select claim_idempotency_key(@CallerId, @Door, @Key, @Fingerprint, @AnswerStatus, @AnswerLocation, @AnswerEtag, @AnswerBody, @At) as outcome
                  from locked
            ), moved as (
                update orders o
                   set status = @To::order_status, canceled_from = @CanceledFrom::order_status, serial_number = @SerialNumber,
                       version = o.version + 1, updated_at = @At, status_changed_at = @At
                  from locked, claim
                 where o.id = locked.id
                   and claim.outcome = 'CLEAR'
                returning o.id, o.number, o.dealer_id, o.status
            ), told as (
                insert into order_history (order_id, kind, status, comment, changes, visible_to_dealer, user_id, user_role, created_at)
                select id, 'STATUS_CHANGED', status, @Comment, @Changes::jsonb, true, @UserId, @Role::user_role, @At
                  from moved
            ), audited as (
                insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
                select 'ORDER_STATUS_CHANGED', @UserId, @Role::user_role, dealer_id, id,
                       jsonb_build_object('from', @From, 'to', status, 'comment', @Comment), @At
                  from moved
            ), noticed as (
                insert into outbox (kind, dealer_id, order_id, payload, created_at)
                select 'ORDER_STATUS_CHANGED', dealer_id, id, jsonb_build_object('number', number, 'from', @From, 'to', status), @At
                  from moved
            )
            select (select outcome from claim) as claim, exists (select from moved) as done
            """;
        var parameters = IdempotencyClaim.With(claim, answer, new
        {
            OrderId = change.From.Id,
            change.From.Version,
            From = change.From.Status.Word(),
            To = change.To.Status.Word(),
            CanceledFrom = change.To.CanceledFrom?.Word(),
            change.To.SerialNumber,
            At = change.To.UpdatedAt,
            change.Comment,
            Changes = FieldChange.Column(change.Changes),
            change.By.UserId,
            Role = change.By.Role.Word(),
        });
        try
        {
            return WriteOutcomes.Of((await db.QueryOne<Written>(sql, parameters, cancel))!);
        }
        catch (PostgresException taken) when (SerialNumbers.Taken(taken))
        {
            return WriteOutcome.SerialTaken;
        }
    }
}
