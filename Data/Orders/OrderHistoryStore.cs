using Glimmerglass.Data.Access;
using Glimmerglass.Data.Idempotency;

namespace Glimmerglass.Data.Orders;

/// <summary>One thing that happened to an order.</summary>
public sealed record HistoryEntry
{
    public required long Id { get; init; }

    public required HistoryKind Kind { get; init; }

    /// <summary>The order's status after it.</summary>
    public required OrderStatus Status { get; init; }

    public string? Comment { get; init; }

    public IReadOnlyList<FieldChange>? Changes { get; init; }

    public required bool VisibleToDealer { get; init; }

    /// <summary>Null: the system.</summary>
    public Role? ByRole { get; init; }

    /// <summary>Null for a dealer, unless it is the dealer's own.</summary>
    public string? ByEmail { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A comment that is to be added.</summary>
public sealed record NewComment(Guid OrderId, string Text, bool VisibleToDealer, Actor By, DateTimeOffset At);

/// <summary>An order that the asker may see.</summary>
public sealed record SeenOrder(Guid OrderId);

public sealed class OrderHistoryStore(Database db)
{
    /// <summary>Newest first. A dealer reads of a document only while it may see it. Null: the order is not to be seen.</summary>
    public async Task<IReadOnlyList<HistoryEntry>?> List(Guid orderId, Scope scope, Guid reader, long? before, int limit, CancellationToken cancel)
    {
        const string sql = """
            select o.id as order_id, h.id, h.kind, h.status, h.comment, h.changes, h.visible_to_dealer, h.user_role as by_role,
                   case when @DealerId::uuid is null or h.user_id = @reader then u.email end as by_email, h.created_at
              from orders o
              left join lateral (select *
                                   from order_history e
                                  where order_id = o.id
                                    and (@DealerId::uuid is null
                                         or (visible_to_dealer
                                             and (document_id is null
                                                  or exists (select from documents d where d.id = e.document_id and d.visible_to_dealer)
                                                  or exists (select from order_history r
                                                              where r.document_id = e.document_id and r.kind = 'DOCUMENT_REMOVED' and r.visible_to_dealer))))
                                    and (@before::bigint is null or id < @before)
                                  order by id desc
                                  limit @limit) h on true
              left join users u on u.id = h.user_id
             where o.id = @orderId
               and (@DealerId::uuid is null or o.dealer_id = @DealerId)
               and (@FactoryIds::uuid[] is null or o.factory_id = any (@FactoryIds))
             order by h.id desc
            """;
        var parameters = new { orderId, scope.DealerId, scope.FactoryIds, reader, before, limit };
        var rows = await db.Query<SeenOrder, HistoryEntry>(sql, parameters, "id", cancel);
        return rows.Count == 0 ? null : [.. rows.Select(row => row.Second).OfType<HistoryEntry>()];
    }

    /// <summary>Whether the author may see the order, and what was answered under the key.</summary>
    public Task<(SeenOrder Order, EarlierAnswer? Earlier)?> FindPlace(Guid orderId, Scope scope, IdempotencyClaim? claim, DateTimeOffset now, CancellationToken cancel)
    {
        const string sql = """
            select o.id as order_id,
                   i.fingerprint, i.status as answer_status, i.location as answer_location, i.etag as answer_etag, i.answer as answer_body
              from orders o
              left join idempotency_keys i on i.caller_id = @CallerId and i.door = @Door and i.key = @Key and i.created_at > @Since
             where o.id = @orderId
               and (@DealerId::uuid is null or o.dealer_id = @DealerId)
               and (@FactoryIds::uuid[] is null or o.factory_id = any (@FactoryIds))
            """;
        var parameters = new { orderId, scope.DealerId, scope.FactoryIds, claim?.CallerId, claim?.Door, claim?.Key, Since = now - IdempotencyStore.Lifetime };
        return db.QueryOne<SeenOrder, EarlierAnswer>(sql, parameters, "fingerprint", cancel);
    }

    /// <summary>Adds a comment, its audit row and, when the dealer may see it, a notice.</summary>
    public async Task<WriteOutcome> Comment(NewComment comment, IdempotencyClaim? claim, KeptAnswer answer, CancellationToken cancel)
    {
        // The shared lock waits for a move that is under way, so that the newest history row never carries a status that was left.
        const string sql = """
            with place as (
                select id, number, dealer_id, status
                  from orders
                 where id = @OrderId
                   for share
            ), claim as (
                select claim_idempotency_key(@CallerId, @Door, @Key, @Fingerprint, @AnswerStatus, @AnswerLocation, @AnswerEtag, @AnswerBody, @At) as outcome
                  from place
            ), told as (
                insert into order_history (order_id, kind, status, comment, visible_to_dealer, user_id, user_role, created_at)
                select id, 'COMMENT', status, @Text, @VisibleToDealer, @UserId, @Role::user_role, @At
                  from place, claim
                 where outcome = 'CLEAR'
                returning id
            ), audited as (
                insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
                select 'ORDER_COMMENTED', @UserId, @Role::user_role, place.dealer_id, place.id, jsonb_build_object('historyId', told.id), @At
                  from place, told
            ), noticed as (
                insert into outbox (kind, dealer_id, order_id, payload, created_at)
                select 'ORDER_COMMENTED', place.dealer_id, place.id, jsonb_build_object('number', place.number, 'historyId', told.id), @At
                  from place, told
                 where @VisibleToDealer
            )
            select (select outcome from claim) as claim, exists (select from told) as done
            """;
        var parameters = IdempotencyClaim.With(claim, answer, new
        {
            comment.OrderId,
            comment.Text,
            comment.VisibleToDealer,
            comment.By.UserId,
            Role = comment.By.Role.Word(),
            comment.At,
        });
        return WriteOutcomes.Of((await db.QueryOne<Written>(sql, parameters, cancel))!);
    }
}
