namespace Glimmerglass.Data.Invariants;

/// <summary>What must hold in every database of ours, also in one that was restored: each promise is one query that finds what breaks it.</summary>
public sealed class InvariantStore(Database db)
{
    /// <summary>Up to <paramref name="limit"/> things that break a promise, of each promise.</summary>
    public Task<IReadOnlyList<BrokenInvariant>> ListBroken(int limit, CancellationToken cancel)
    {
        const string sql = """
            select 'history ends at status' as invariant, 'order' as subject, o.number as name, o.status::text as expected, coalesce(h.status::text, '') as found
              from orders o
              left join lateral (select status from order_history where order_id = o.id order by id desc limit 1) h on true
             where h.status is distinct from o.status
             order by o.id
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, cancel);
    }
}
