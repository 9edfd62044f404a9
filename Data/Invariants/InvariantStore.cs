namespace Glimmerglass.Data.Invariants;

/// <summary>
/// What must hold in every database of ours, also in one that was restored: each promise is one query over whole tables that finds what breaks it.
/// Constraints hold many of them already; they are asked all the same, because a constraint can be missing and rows can be older than it.
/// </summary>
public sealed partial class InvariantStore(Database db)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Up to <paramref name="limit"/> things that break a promise, of each promise.</summary>
    public async Task<IReadOnlyList<BrokenInvariant>> ListBroken(int limit, CancellationToken cancel) =>
    [
        .. await OfEach(
            [
                HistoryEndsAtStatus, VersionCountsHistory, OneSerialOneOwner, SerialWasTold, CanceledKnowsFromWhere, JobsAreWhole,
                AcceptedContentIsKnown, DocumentVersionsBegin, References,
            ],
            limit, cancel),
        .. await OfTheAuditLog(limit, cancel),
    ];

    private Task<IReadOnlyList<BrokenInvariant>> HistoryEndsAtStatus(int limit, CancellationToken cancel)
    {
        const string sql = """
            with last_told as (
                select order_id, max(id) as id
                  from order_history
                 group by order_id
            )
            select 'history ends at status' as invariant, 'order' as subject, o.number as name, o.status::text as expected, coalesce(h.status::text, '') as found
              from orders o
              left join last_told l on l.order_id = o.id
              left join order_history h on h.id = l.id
             where h.status is distinct from o.status
             order by o.number
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }

    /// <summary>A backup, or a database that waits for its migrations, may be older than the chain of the audit log.</summary>
    private async Task<IReadOnlyList<BrokenInvariant>> OfTheAuditLog(int limit, CancellationToken cancel)
    {
        var hasChain = await db.QueryOne<bool>("select to_regclass('audit_anchors') is not null", null, cancel);
        return hasChain ? await OfEach([MovesAreAudited, AuditChainIsWhole], limit, cancel) : [];
    }

    private static async Task<IReadOnlyList<BrokenInvariant>> OfEach(Func<int, CancellationToken, Task<IReadOnlyList<BrokenInvariant>>>[] promises, int limit, CancellationToken cancel)
    {
        List<BrokenInvariant> broken = [];
        foreach (var promise in promises) broken.AddRange(await promise(limit, cancel));
        return broken;
    }

    /// <summary>
    /// Every kind of history but these three comes with a new version of its order. Several verdicts that were recorded at once share one, so of
    /// verdicts only the first counts here.
    /// </summary>
    private Task<IReadOnlyList<BrokenInvariant>> VersionCountsHistory(int limit, CancellationToken cancel)
    {
        const string sql = """
            with told as (
                select order_id,
                       1 + count(*) filter (where kind not in ('CREATED', 'COMMENT', 'DOCUMENT_ANNOUNCED', 'DOCUMENT_CHECKED'))
                         + least(1, count(*) filter (where kind = 'DOCUMENT_CHECKED')) as least_version
                  from order_history
                 group by order_id
            )
            select 'version counts history' as invariant, 'order' as subject, o.number as name,
                   'at least ' || coalesce(t.least_version, 1) as expected, o.version::text as found
              from orders o
              left join told t on t.order_id = o.id
             where o.version < coalesce(t.least_version, 1)
             order by o.number
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }

    private Task<IReadOnlyList<BrokenInvariant>> OneSerialOneOwner(int limit, CancellationToken cancel)
    {
        const string sql = """
            select 'one serial, one owner' as invariant, 'serial number' as subject, lower(serial_number) as name,
                   'one order' as expected, count(*) || ' orders: ' || min(number) || ', ' || max(number) as found
              from orders
             where serial_number is not null
             group by lower(serial_number)
            having count(*) > 1
             order by 3
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }

    /// <summary>A serial number that was ever changed is the one that the last change told of. The one an order was placed with is told nowhere.</summary>
    private Task<IReadOnlyList<BrokenInvariant>> SerialWasTold(int limit, CancellationToken cancel)
    {
        const string sql = """
            with told as (
                select distinct on (h.order_id) h.order_id, c.change ->> 'to' as serial_number
                  from order_history h
                 cross join jsonb_array_elements(h.changes) as c (change)
                 where h.kind in ('STATUS_CHANGED', 'FIELDS_CHANGED')
                   and c.change ->> 'field' = 'serialNumber'
                 order by h.order_id, h.id desc
            )
            select 'serial was told' as invariant, 'order' as subject, o.number as name, coalesce(t.serial_number, '') as expected, coalesce(o.serial_number, '') as found
              from told t
              join orders o on o.id = t.order_id
             where o.serial_number is distinct from t.serial_number
             order by o.number
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }

    private Task<IReadOnlyList<BrokenInvariant>> CanceledKnowsFromWhere(int limit, CancellationToken cancel)
    {
        const string sql = """
            select 'canceled knows from where' as invariant, 'order' as subject, number as name,
                   case when status = 'CANCELED' then 'the status it was canceled from' else 'none' end as expected, coalesce(canceled_from::text, '') as found
              from orders
             where (status = 'CANCELED') <> (canceled_from is not null)
             order by number
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }

    private Task<IReadOnlyList<BrokenInvariant>> JobsAreWhole(int limit, CancellationToken cancel)
    {
        const string sql = """
            select 'jobs are whole' as invariant, 'job' as subject, j.id::text as name,
                   'a primary and a linked order of one dealer and one factory' as expected,
                   count(o.id) filter (where o.job_role = 'PRIMARY') || ' primary and ' || count(o.id) filter (where o.job_role = 'LINKED') || ' linked of '
                       || count(distinct o.dealer_id) || ' dealers and ' || count(distinct coalesce(o.factory_id, o.job_id)) || ' factories' as found
              from order_jobs j
              left join orders o on o.job_id = j.id
             group by j.id
            having count(o.id) filter (where o.job_role = 'PRIMARY') <> 1
                or count(o.id) filter (where o.job_role = 'LINKED') <> 1
                or count(distinct o.dealer_id) <> 1
                or count(distinct coalesce(o.factory_id, o.job_id)) <> 1
             order by j.id
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }

    /// <summary>Nothing moves an order without saying in the audit log who did it, as far back as the log goes.</summary>
    private Task<IReadOnlyList<BrokenInvariant>> MovesAreAudited(int limit, CancellationToken cancel)
    {
        // Counted together: two counts that are joined afterwards are compared pair by pair when the planner takes them for small.
        const string sql = """
            with moves as (
                select order_id, 1 as told, 0 as audited
                  from order_history
                 where kind = 'STATUS_CHANGED'
                   and created_at > coalesce((select max(sealed_at) from audit_anchors), '-infinity')
                 union all
                select order_id, 0, 1
                  from audit_log
                 where action = 'ORDER_STATUS_CHANGED'
            ), unaudited as (
                select order_id, sum(told) as told, sum(audited) as audited
                  from moves
                 group by order_id
                having sum(told) > sum(audited)
            )
            select 'moves are audited' as invariant, 'order' as subject, o.number as name, u.told || ' audited moves' as expected, u.audited::text as found
              from unaudited u
              join orders o on o.id = u.order_id
             order by o.number
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }
}
