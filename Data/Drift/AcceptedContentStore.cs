namespace Glimmerglass.Data.Drift;

/// <summary>What the row of an accepted document says of its content.</summary>
public sealed record AcceptedContent
{
    public required Guid Id { get; init; }

    public long? SizeBytes { get; init; }

    /// <summary>The ETag of the upload that was judged.</summary>
    public string? CheckedEtag { get; init; }

    /// <summary>Since when it counts: its verdict, or its release after that. Null: no row of ours says so, and it counts since ever.</summary>
    public DateTimeOffset? AcceptedAt { get; init; }
}

/// <summary>What the database knows of an id under which content lies.</summary>
public sealed record ContentOwner
{
    public required Guid Id { get; init; }

    /// <summary>The state of the document; null when there is none.</summary>
    public string? State { get; init; }

    /// <summary>It is a file of our own that proves the check.</summary>
    public bool IsCanary { get; init; }

    /// <summary>When the document was last judged, released or removed; null when nothing tells.</summary>
    public DateTimeOffset? ToldAt { get; init; }
}

/// <summary>The documents that must have their content, a page at a time.</summary>
public sealed class AcceptedContentStore(Database db)
{
    /// <summary>
    /// By id, in the order in which the store lists their names: PostgreSQL compares uuids byte by byte, as their lower-case text compares.
    /// </summary>
    public Task<IReadOnlyList<AcceptedContent>> ListPage(Guid? after, int limit, CancellationToken cancel)
    {
        const string sql = """
            select id, size_bytes, checked_etag, greatest(checked_at, released_at) as accepted_at
              from documents
             where state = 'ACCEPTED'
               and (@after::uuid is null or id > @after)
             order by id
             limit @limit
            """;
        return db.Query<AcceptedContent>(sql, new { after, limit }, cancel);
    }

    /// <summary>Those of these ids, at most 1,000, that are accepted at this moment.</summary>
    public Task<IReadOnlyList<AcceptedContent>> List(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        const string sql = """
            select id, size_bytes, checked_etag, greatest(checked_at, released_at) as accepted_at
              from documents
             where state = 'ACCEPTED'
               and id = any (@ids)
             limit 1000
            """;
        return db.Query<AcceptedContent>(sql, new { ids = ids.ToArray() }, cancel);
    }

    /// <summary>Who owns these ids, at most 1,000: one row each, whether or not there is anybody.</summary>
    public Task<IReadOnlyList<ContentOwner>> ListOwners(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        const string sql = """
            select n.id, d.state::text as state, exists (select from document_canaries c where c.id = n.id) as is_canary,
                   greatest((select max(h.created_at) from order_history h where h.document_id = n.id and h.kind = 'DOCUMENT_REMOVED'),
                            (select max(h.created_at) from order_history h where h.order_id = d.order_id and h.document_id = n.id)) as told_at
              from unnest(@ids) as n (id)
              left join documents d on d.id = n.id
             limit 1000
            """;
        return db.Query<ContentOwner>(sql, new { ids = ids.ToArray() }, cancel);
    }
}
