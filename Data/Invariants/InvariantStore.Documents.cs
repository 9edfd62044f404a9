namespace Glimmerglass.Data.Invariants;

public sealed partial class InvariantStore
{
    private Task<IReadOnlyList<BrokenInvariant>> AcceptedContentIsKnown(int limit, CancellationToken cancel)
    {
        const string sql = """
            select 'accepted content is known' as invariant, 'document' as subject, id::text as name, 'size, hash and version of what was judged' as expected,
                   concat_ws(', ', case when coalesce(size_bytes, 0) <= 0 then 'no size' end, case when sha256 is null then 'no hash' end,
                             case when checked_etag is null then 'no version' end) as found
              from documents
             where state = 'ACCEPTED'
               and (coalesce(size_bytes, 0) <= 0 or sha256 is null or checked_etag is null)
             order by id
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }

    /// <summary>A document that was judged or released had at least one change; each came with a new version.</summary>
    private Task<IReadOnlyList<BrokenInvariant>> DocumentVersionsBegin(int limit, CancellationToken cancel)
    {
        const string sql = """
            select 'version counts history' as invariant, 'document' as subject, id::text as name, 'at least 1' as expected, version::text as found
              from documents
             where version < 1
             order by id
             limit @limit
            """;
        return db.Query<BrokenInvariant>(sql, new { limit }, Patience, cancel);
    }
}
