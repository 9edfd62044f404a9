namespace Glimmerglass.Data.Audit;

/// <summary>The chain of seals over the audit log; docs/adr/0020 says what it proves.</summary>
public sealed class AuditSealStore(Database db)
{
    /// <summary>Seals up to <paramref name="limit"/> rows that wait. Runs at once wait for each other; writers of the log wait for nobody.</summary>
    public async Task<Sealing> Seal(DateTimeOffset at, int limit, CancellationToken cancel) =>
        (await db.QueryOne<Sealing>("select sealed, oldest_at, head_position, head_hash from seal_audit_log(@at, @limit)", new { at, limit }, cancel))!;

    /// <summary>Forgets up to <paramref name="limit"/> of the oldest rows that were sealed before an instant, which the database refuses within a year.</summary>
    public Task<int> Forget(DateTimeOffset sealedBefore, DateTimeOffset at, int limit, CancellationToken cancel) =>
        db.QueryOne<int>("select forget_audit_log(@sealedBefore, @at, @limit)", new { sealedBefore, at, limit }, cancel);

    public async Task<ChainEnds> FindEnds(CancellationToken cancel)
    {
        const string sql = """
            select coalesce(a.position, 0) as anchor_position, coalesce(a.hash, decode(repeat('00', 32), 'hex')) as anchor_hash, a.forgotten_at,
                   coalesce(h.position, a.position, 0) as head_position, coalesce(h.hash, a.hash, decode(repeat('00', 32), 'hex')) as head_hash, h.sealed_at,
                   audit_log_settled() as settled_id, w.unsealed, w.oldest_unsealed_at
              from (select count(*) as unsealed, min(created_at) as oldest_unsealed_at
                      from audit_log l
                     where l.id > audit_log_settled()
                       and not exists (select from audit_seals s where s.audit_id = l.id)) w
              left join lateral (select position, hash, forgotten_at from audit_anchors order by position desc limit 1) a on true
              left join lateral (select position, hash, sealed_at from audit_seals order by position desc limit 1) h on true
            """;
        return (await db.QueryOne<ChainEnds>(sql, null, cancel))!;
    }

    /// <summary>Seals behind a position, each with its row as the text that was hashed, in their order.</summary>
    public Task<IReadOnlyList<SealedRow>> List(long after, int limit, CancellationToken cancel)
    {
        // The text is written out here once more, and not by the function that seals: whoever changes that one is found by this one.
        const string sql = """
            select s.position, s.audit_id, s.hash,
                   case when a.id is not null
                        then jsonb_build_array(s.position, a.id, a.action, a.actor_id, a.actor_role, a.dealer_id, a.order_id, a.detail,
                                               (extract(epoch from a.created_at) * 1000000)::bigint)::text end as text
              from audit_seals s
              left join audit_log a on a.id = s.audit_id
             where s.position > @after
             order by s.position
             limit @limit
            """;
        return db.Query<SealedRow>(sql, new { after, limit }, cancel);
    }

    /// <summary>Rows between two ids, both included, that have no seal.</summary>
    public Task<IReadOnlyList<long>> ListUnsealed(long from, long through, int limit, CancellationToken cancel)
    {
        const string sql = """
            select a.id
              from audit_log a
             where a.id between @from and @through
               and not exists (select from audit_seals s where s.audit_id = a.id)
             order by a.id
             limit @limit
            """;
        return db.Query<long>(sql, new { from, through, limit }, cancel);
    }
}
