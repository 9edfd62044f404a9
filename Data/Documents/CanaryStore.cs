using System.Text.Json;

namespace Glimmerglass.Data.Documents;

/// <summary>A file of our own on its way through the check, as it was announced.</summary>
public sealed record NewCanary(Guid Id, long AnnouncedBytes, byte[] AnnouncedSha256, DateTimeOffset CreatedAt);

/// <summary>What the check found about a file of our own.</summary>
public sealed record CanaryFinding
{
    public required Guid Id { get; init; }

    public required DocumentState State { get; init; }

    public required IReadOnlyList<Reason> Reasons { get; init; }
}

/// <summary>
/// The few files of our own that are sent through the check, apart from the documents of orders. A row stays until whatever its file may have left in
/// the store is gone for certain.
/// </summary>
public sealed class CanaryStore(Database db)
{
    public Task<int> Announce(NewCanary canary, CancellationToken cancel)
    {
        const string sql = """
            insert into document_canaries (id, announced_bytes, announced_sha256, created_at)
            values (@Id, @AnnouncedBytes, @AnnouncedSha256, @CreatedAt)
            """;
        return db.Execute(sql, canary, cancel);
    }

    /// <summary>Begins the check of one, unless a verdict stands, as <see cref="VerdictStore.Begin"/> does for documents. Null: there is no such canary.</summary>
    public Task<CheckedDocument?> Begin(Guid id, CancellationToken cancel)
    {
        const string sql = """
            with begun as (
                update document_canaries
                   set state = 'CHECKING', attempts = attempts + 1
                 where id = @id
                   and state in ('AWAITING_UPLOAD', 'CHECKING', 'FAILED')
                returning id, announced_bytes, announced_sha256, state, attempts, checked_etag
            ), found as (
                select id, announced_bytes, announced_sha256, state, attempts, checked_etag
                  from begun
                 union all
                select id, announced_bytes, announced_sha256, state, attempts, checked_etag
                  from document_canaries
                 where id = @id
                   and not exists (select from begun)
            )
            select id, id as order_id, 'OTHER' as kind, 'canary.pdf' as file_name, 'application/pdf' as content_type,
                   announced_bytes, announced_sha256, state, attempts, checked_etag, true as is_canary
              from found
            """;
        return db.QueryOne<CheckedDocument>(sql, new { id }, cancel);
    }

    /// <summary>Records the verdict on one. False: a verdict stood already, or it is gone.</summary>
    public async Task<bool> Record(Guid id, Verdict verdict, string? etag, CancellationToken cancel)
    {
        const string sql = """
            update document_canaries
               set state = @State::document_state, reasons = @Reasons::jsonb, checked_etag = @etag
             where id = @id
               and state in ('AWAITING_UPLOAD', 'CHECKING', 'FAILED')
            """;
        var parameters = new { id, State = verdict.State.Word(), Reasons = JsonSerializer.Serialize(verdict.Reasons, Json.Options), etag };
        return await db.Execute(sql, parameters, cancel) == 1;
    }

    public Task<DocumentState?> FindState(Guid id, CancellationToken cancel) =>
        db.QueryOne<DocumentState?>("select state from document_canaries where id = @id", new { id }, cancel);

    /// <summary>What was found about these so far.</summary>
    public Task<IReadOnlyList<CanaryFinding>> List(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        const string sql = """
            select id, state, reasons
              from document_canaries
             where id = any (@ids)
             limit 1000
            """;
        return db.Query<CanaryFinding>(sql, new { ids = ids.ToArray() }, cancel);
    }

    /// <summary>Those of earlier runs, which may have left something in the store.</summary>
    public Task<IReadOnlyList<Guid>> ListEarlier(DateTimeOffset before, int limit, CancellationToken cancel)
    {
        const string sql = """
            select id
              from document_canaries
             where created_at < @before
             order by created_at
             limit @limit
            """;
        return db.Query<Guid>(sql, new { before, limit }, cancel);
    }

    public Task<int> Forget(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        db.Execute("delete from document_canaries where id = any (@ids)", new { ids = ids.ToArray() }, cancel);
}
