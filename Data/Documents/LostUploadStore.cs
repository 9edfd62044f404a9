namespace Glimmerglass.Data.Documents;

/// <summary>How far the check of a document has come.</summary>
public sealed record CheckProgress
{
    public required Guid Id { get; init; }

    public required DocumentState State { get; init; }

    /// <summary>How many checks were begun.</summary>
    public required int Attempts { get; init; }

    /// <summary>When the latest of them was begun.</summary>
    public DateTimeOffset? CheckBegunAt { get; init; }

    /// <summary>Our own verdict is there, and waits for a second opinion.</summary>
    public bool IsWaiting { get; init; }
}

/// <summary>What the timers ask and record about uploads that nobody is at: those without a verdict, and slots that were never used.</summary>
public sealed class LostUploadStore(Database db)
{
    /// <summary>How far the checks of these documents, at most 1,000, have come. A document that does not exist is not among them.</summary>
    public Task<IReadOnlyList<CheckProgress>> List(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        const string sql = """
            select id, state, attempts, check_begun_at, pending_verdict is not null as is_waiting
              from documents
             where id = any (@ids)
             limit 1000
            """;
        return db.Query<CheckProgress>(sql, new { ids = ids.ToArray() }, cancel);
    }

    /// <summary>Slots that were handed out before <paramref name="before"/> and that no check was ever begun for, oldest first.</summary>
    public Task<IReadOnlyList<DocumentPlace>> ListUnused(DateTimeOffset before, DocumentPlace? after, int limit, CancellationToken cancel)
    {
        const string sql = """
            select created_at, id
              from documents
             where state = 'AWAITING_UPLOAD'
               and attempts = 0
               and created_at < @before
               and (@Id::uuid is null or (created_at, id) > (@CreatedAt::timestamptz, @Id))
             order by created_at, id
             limit @limit
            """;
        return db.Query<DocumentPlace>(sql, new { before, after?.Id, after?.CreatedAt, limit }, cancel);
    }

    /// <summary>
    /// Closes slots that were never used, with an audit row each, and says how many. What is being written by somebody else right now is left for
    /// the next run. No gate asks for an unused slot, so neither the order nor its history changes.
    /// </summary>
    public Task<int> Expire(IReadOnlyCollection<Guid> ids, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            with unused as (
                select id
                  from documents
                 where id = any (@ids)
                   and state = 'AWAITING_UPLOAD'
                   and attempts = 0
                 order by id
                   for update skip locked
            ), expired as (
                update documents d
                   set state = 'EXPIRED', version = d.version + 1
                  from unused u
                 where d.id = u.id
                returning d.id, d.order_id, d.kind
            ), audited as (
                insert into audit_log (action, dealer_id, order_id, detail, created_at)
                select 'DOCUMENT_EXPIRED', o.dealer_id, o.id, jsonb_build_object('documentId', e.id, 'kind', e.kind), @at
                  from expired e
                  join orders o on o.id = e.order_id
            )
            select count(*)::integer from expired
            """;
        return db.QueryOne<int>(sql, new { ids = ids.ToArray(), at }, cancel);
    }

    /// <summary>Documents whose latest check began before <paramref name="before"/> and never ended, oldest first.</summary>
    public Task<IReadOnlyList<DocumentPlace>> ListUnended(DateTimeOffset before, DocumentPlace? after, int limit, CancellationToken cancel)
    {
        const string sql = """
            select created_at, id
              from documents
             where state in ('AWAITING_UPLOAD', 'CHECKING')
               and attempts > 0
               and coalesce(check_begun_at, created_at) < @before
               and (@Id::uuid is null or (created_at, id) > (@CreatedAt::timestamptz, @Id))
             order by created_at, id
             limit @limit
            """;
        return db.Query<DocumentPlace>(sql, new { before, after?.Id, after?.CreatedAt, limit }, cancel);
    }
}
