using System.Text.Json;

namespace Glimmerglass.Data.Documents;

/// <summary>What a malware scanner said of one version of an upload, in the order of weight: a heavier word replaces a lighter one, whichever came first.</summary>
public enum ScanResult
{
    /// <summary>The scan failed, or the scanner could not read the file.</summary>
    NotScanned,

    Clean,

    Malicious,
}

/// <summary>One word of the scanner. <paramref name="Etag"/> is that of the upload, without quotes.</summary>
public sealed record Scan(Guid DocumentId, string Etag, ScanResult Result, string? Detail, DateTimeOffset? FinishedAt);

/// <summary>What became of one word of the scanner: whether its document exists, and whether it says more than what was known.</summary>
public sealed record ScanRecorded(bool Known, bool News);

/// <summary>How a document stands towards the second opinion, and that opinion, once there is one for the content that counts.</summary>
public sealed record ScanStanding
{
    public required Guid Id { get; init; }

    public required DocumentState State { get; init; }

    /// <summary>The version of the upload that was judged, or waits.</summary>
    public string? Etag { get; init; }

    /// <summary>Our own verdict, while it waits.</summary>
    public Verdict? PendingVerdict { get; init; }

    public DateTimeOffset? WaitingSince { get; init; }

    public ScanResult? Result { get; init; }

    public string? Detail { get; init; }
}

/// <summary>The second opinion on uploads. Every method may be repeated, and the order in which the scanner's word and our own check come does not matter.</summary>
public sealed class ScanStore(Database db)
{
    /// <summary>Records a word of the scanner, if its document exists and nothing heavier was said of that version.</summary>
    public async Task<ScanRecorded> Record(Scan scan, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            with known as (
                select id
                  from documents
                 where id = @DocumentId
            ), said as (
                insert into malware_scans as s (document_id, etag, result, detail, finished_at, received_at)
                select id, @Etag, @Result::scan_result, @Detail, @FinishedAt, @at
                  from known
                on conflict (document_id, etag) do update
                   set result = excluded.result, detail = excluded.detail, finished_at = excluded.finished_at, received_at = excluded.received_at
                 where s.result < excluded.result
                returning s.document_id
            )
            select exists (select from known) as known, exists (select from said) as news
            """;
        var parameters = new { scan.DocumentId, scan.Etag, Result = scan.Result.Word(), scan.Detail, scan.FinishedAt, at };
        return (await db.QueryOne<ScanRecorded>(sql, parameters, cancel))!;
    }

    /// <summary>Lets our own verdict wait for the second opinion. What waits already for the same version goes on waiting since then.</summary>
    public Task Wait(Guid id, string etag, Verdict verdict, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            update documents
               set state = 'CHECKING', reasons = '[]', pending_verdict = @Verdict::jsonb, pending_etag = @etag, waiting_since = @at
             where id = @id
               and state in ('AWAITING_UPLOAD', 'CHECKING', 'FAILED')
               and pending_etag is distinct from @etag
            """;
        return db.Execute(sql, new { id, etag, Verdict = JsonSerializer.Serialize(verdict, Json.Options), at }, cancel);
    }

    /// <summary>The document with the second opinion on the content that waits or was judged. Null: there is no such document.</summary>
    public Task<ScanStanding?> Find(Guid id, CancellationToken cancel)
    {
        const string sql = """
            select d.id, d.state, coalesce(d.pending_etag, d.checked_etag) as etag, d.pending_verdict, d.waiting_since, s.result, s.detail
              from documents d
              left join malware_scans s on s.document_id = d.id and s.etag = btrim(coalesce(d.pending_etag, d.checked_etag), '"')
             where d.id = @id
            """;
        return db.QueryOne<ScanStanding>(sql, new { id }, cancel);
    }

    /// <summary>Documents that wait although the scanner has spoken: whoever heard it was cut off. Oldest first.</summary>
    public Task<IReadOnlyList<Guid>> ListAnswered(int limit, CancellationToken cancel)
    {
        const string sql = """
            select d.id
              from documents d
              join malware_scans s on s.document_id = d.id and s.etag = btrim(d.pending_etag, '"')
             where d.pending_verdict is not null
               and (s.result <> 'NOT_SCANNED' or d.state = 'CHECKING')
             order by d.waiting_since
             limit @limit
            """;
        return db.Query<Guid>(sql, new { limit }, cancel);
    }

    /// <summary>Fails the check of a document whose scan failed. It goes on waiting, for a scan that succeeds. False: it does not wait any more, or failed before.</summary>
    public async Task<bool> FailOne(Guid id, string etag, Reason reason, DateTimeOffset at, CancellationToken cancel) =>
        await Fail(id, etag, null, 1, reason, at, cancel) > 0;

    /// <summary>Fails the checks of documents that have waited since before <paramref name="before"/> and heard nothing, and says how many.</summary>
    public Task<int> FailOverdue(DateTimeOffset before, int limit, Reason reason, DateTimeOffset at, CancellationToken cancel) =>
        Fail(null, null, before, limit, reason, at, cancel);

    /// <summary>Calls a document infected that was judged otherwise, with history, audit and notice. False: it is so already, or another content was judged.</summary>
    public Task<bool> Condemn(Guid id, string etag, Reason reason, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            with condemned as (
                update documents
                   set state = 'INFECTED', reasons = reasons || @Reasons::jsonb, version = version + 1
                 where id = @id
                   and state in ('ACCEPTED', 'REJECTED')
                   and checked_etag = @etag
                returning id, order_id, kind, file_name, state, visible_to_dealer, reasons, sha256
            ), bumped as (
                update orders o
                   set version = o.version + 1, updated_at = @at
                  from condemned c
                 where o.id = c.order_id
                returning o.id, o.number, o.dealer_id, o.status
            ), told as (
                insert into order_history (order_id, kind, status, changes, document_id, visible_to_dealer, created_at)
                select b.id, 'DOCUMENT_CHECKED', b.status,
                       jsonb_build_array(jsonb_build_object('field', c.kind, 'from', c.file_name, 'to', c.state)), c.id, c.visible_to_dealer, @at
                  from bumped b, condemned c
            ), audited as (
                insert into audit_log (action, dealer_id, order_id, detail, created_at)
                select 'DOCUMENT_CHECKED', b.dealer_id, b.id,
                       jsonb_build_object('documentId', c.id, 'kind', c.kind, 'state', c.state, 'sha256', encode(c.sha256, 'hex'), 'reasons', c.reasons), @at
                  from bumped b, condemned c
            ), noticed as (
                insert into outbox (kind, dealer_id, order_id, payload, created_at)
                select 'DOCUMENT_CHECKED', b.dealer_id, b.id, jsonb_build_object('number', b.number, 'documentId', c.id, 'kind', c.kind, 'state', c.state), @at
                  from bumped b, condemned c
                 where c.visible_to_dealer
            )
            select exists (select from condemned)
            """;
        return db.QueryOne<bool>(sql, new { id, etag, Reasons = AsColumn(reason), at }, cancel);
    }

    /// <summary>One document by its id, or those that wait too long. Their verdicts stay pending, so that a clean scan still concludes them.</summary>
    private Task<int> Fail(Guid? id, string? etag, DateTimeOffset? before, int limit, Reason reason, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            with failed as (
                update documents
                   set state = 'FAILED', reasons = @Reasons::jsonb, checked_at = @at, version = version + 1
                 where id = any (array(select d.id
                                         from documents d
                                        where d.pending_verdict is not null
                                          and d.state = 'CHECKING'
                                          and (@id::uuid is null or (d.id = @id and d.pending_etag = @etag))
                                          and (@before::timestamptz is null
                                               or (d.waiting_since <= @before
                                                   and not exists (select from malware_scans s
                                                                    where s.document_id = d.id and s.etag = btrim(d.pending_etag, '"'))))
                                        order by d.waiting_since
                                        limit @limit))
                   and pending_verdict is not null
                   and state = 'CHECKING'
                returning id, order_id, kind, file_name, state, visible_to_dealer
            ), bumped as (
                update orders o
                   set version = o.version + 1, updated_at = @at
                 where o.id in (select order_id from failed)
                returning o.id, o.number, o.dealer_id, o.status
            ), told as (
                insert into order_history (order_id, kind, status, changes, document_id, visible_to_dealer, created_at)
                select b.id, 'DOCUMENT_CHECKED', b.status,
                       jsonb_build_array(jsonb_build_object('field', f.kind, 'from', f.file_name, 'to', f.state)), f.id, f.visible_to_dealer, @at
                  from failed f
                  join bumped b on b.id = f.order_id
            ), audited as (
                insert into audit_log (action, dealer_id, order_id, detail, created_at)
                select 'DOCUMENT_CHECKED', b.dealer_id, b.id,
                       jsonb_build_object('documentId', f.id, 'kind', f.kind, 'state', f.state, 'reasons', @Reasons::jsonb), @at
                  from failed f
                  join bumped b on b.id = f.order_id
            ), noticed as (
                insert into outbox (kind, dealer_id, order_id, payload, created_at)
                select 'DOCUMENT_CHECKED', b.dealer_id, b.id, jsonb_build_object('number', b.number, 'documentId', f.id, 'kind', f.kind, 'state', f.state), @at
                  from failed f
                  join bumped b on b.id = f.order_id
                 where f.visible_to_dealer
            )
            select count(*)::int from failed
            """;
        return db.QueryOne<int>(sql, new { id, etag, before, limit, Reasons = AsColumn(reason), at }, cancel);
    }

    private static string AsColumn(Reason reason) => JsonSerializer.Serialize<IReadOnlyList<Reason>>([reason], Json.Options);
}
