namespace Glimmerglass.Data.Invariants;

public sealed partial class InvariantStore
{
    /// <summary>
    /// Every seal stands behind the one before it, its row is there, and its hash is that of its row, as <c>seal_audit_log</c> computes it. A cut end is
    /// not seen here: only the witnesses outside of the database know how far the chain went.
    /// </summary>
    private Task<IReadOnlyList<BrokenInvariant>> AuditChainIsWhole(int limit, CancellationToken cancel)
    {
        const string sql = """
            with anchor as (
                select coalesce(max(position), 0) as position,
                       coalesce((select hash from audit_anchors order by position desc limit 1), decode(repeat('00', 32), 'hex')) as hash
                  from audit_anchors
            ), chain as (
                select s.position, s.audit_id, s.hash,
                       lag(s.position, 1, n.position) over (order by s.position) as before_position,
                       lag(s.hash, 1, n.hash) over (order by s.position) as before_hash
                  from audit_seals s
                 cross join anchor n
            ), compared as (
                select c.position,
                       case when c.position <> c.before_position + 1 then 'behind position ' || c.before_position
                            when a.id is null then 'no row ' || c.audit_id
                            when c.hash <> sha256(c.before_hash || convert_to(jsonb_build_array(
                                c.position, a.id, a.action, a.actor_id, a.actor_role, a.dealer_id, a.order_id, a.detail,
                                (extract(epoch from a.created_at) * 1000000)::bigint)::text, 'UTF8')) then 'another content in row ' || a.id
                       end as found
                  from chain c
                  left join audit_log a on a.id = c.audit_id
            )
            select 'audit chain is whole' as invariant, 'audit log' as subject, 'position ' || position as name, 'as it was sealed' as expected, found
              from compared
             where found is not null
             order by position
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }
}
