using System.Text.Json;

namespace Glimmerglass.Data.Audit;

/// <summary>The audit log: changes write their rows themselves, in their own statements; here it is read, and told of what was refused.</summary>
public sealed class AuditStore(Database db)
{
    /// <summary>Newest first. A page costs what its own rows cost, alone or behind any one filter.</summary>
    public Task<IReadOnlyList<AuditEntry>> List(AuditFilter filter, AuditPlace? after, int limit, CancellationToken cancel)
    {
        const string sql = """
            select a.id, a.action, a.actor_id, a.actor_role, u.email as actor_email, a.dealer_id, a.order_id, o.number as order_number, a.detail, a.created_at, s.position
              from (select id, action, actor_id, actor_role, dealer_id, order_id, detail, created_at
                      from audit_log
                     where (@Action::text is null or action = @Action)
                       and (@ActorId::uuid is null or actor_id = @ActorId)
                       and (@OrderId::uuid is null or order_id = @OrderId)
                       and (@DealerId::uuid is null or dealer_id = @DealerId)
                       and (@From::timestamptz is null or created_at >= @From)
                       and (@To::timestamptz is null or created_at < @To)
                       and (@AfterAt::timestamptz is null or (created_at, id) < (@AfterAt, @AfterId))
                     order by created_at desc, id desc
                     limit @limit) a
              left join users u on u.id = a.actor_id
              left join orders o on o.id = a.order_id
              left join audit_seals s on s.audit_id = a.id
             order by a.created_at desc, a.id desc
             limit @limit
            """;
        return db.Query<AuditEntry>(sql, Parameters(filter, after, limit), cancel);
    }

    public Task Record(RefusedAct act, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
            values (@Action, @ActorId, @ActorRole::user_role, @DealerId, @OrderId,
                    @Detail::jsonb || case when @HeldBack > 0 then jsonb_build_object('heldBack', @HeldBack) else '{}' end, @at)
            """;
        var parameters = new
        {
            Action = act.Action.Word(),
            act.ActorId,
            ActorRole = act.ActorRole?.Word(),
            act.DealerId,
            act.OrderId,
            Detail = JsonSerializer.Serialize(act.Detail, Json.Options),
            act.HeldBack,
            at,
        };
        return db.Execute(sql, parameters, cancel);
    }

    internal static object Parameters(AuditFilter filter, AuditPlace? after, int limit) => new
    {
        Action = filter.Action?.Word(),
        filter.ActorId,
        filter.OrderId,
        filter.DealerId,
        filter.From,
        filter.To,
        AfterAt = after?.CreatedAt.ToUniversalTime(),
        AfterId = after?.Id,
        limit,
    };
}
