using System.Text.Json;

namespace Glimmerglass.Data.Documents;

/// <summary>A document that is up for its check, as it was announced.</summary>
public sealed record CheckedDocument
{
    public required Guid Id { get; init; }

    public required Guid OrderId { get; init; }

    public required string Kind { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    public required long AnnouncedBytes { get; init; }

    public byte[]? AnnouncedSha256 { get; init; }

    public required DocumentState State { get; init; }

    /// <summary>How often a check was begun, this one included.</summary>
    public required int Attempts { get; init; }

    /// <summary>The version of the blob that the verdict is about, once there is one.</summary>
    public string? CheckedEtag { get; init; }

    /// <summary>The version of the blob whose verdict waits for a second opinion.</summary>
    public string? PendingEtag { get; init; }

    public Verdict? PendingVerdict { get; init; }

    /// <summary>A file of our own that belongs to no order: see <see cref="CanaryStore"/>.</summary>
    public bool IsCanary { get; init; }
}

/// <summary>Records what a check found. Every method may be repeated: a verdict stands once it is recorded; only a failed check may be done again.</summary>
public sealed class VerdictStore(Database db)
{
    /// <summary>
    /// Begins a check, unless a verdict stands; says how the document stands either way. One that is failed stays so until there is a verdict; one that
    /// waits for a second opinion is not read again, so it is no further attempt. Null: there is no such document.
    /// </summary>
    public Task<CheckedDocument?> Begin(Guid id, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            with begun as (
                update documents
                   set state = case when state = 'FAILED' then state else 'CHECKING' end,
                       attempts = attempts + case when pending_verdict is null then 1 else 0 end, check_begun_at = @at
                 where id = @id
                   and state in ('AWAITING_UPLOAD', 'CHECKING', 'FAILED')
                returning *
            )
            select id, order_id, kind, file_name, content_type, announced_bytes, announced_sha256, state, attempts, checked_etag, pending_etag, pending_verdict
              from begun
             union all
            select id, order_id, kind, file_name, content_type, announced_bytes, announced_sha256, state, attempts, checked_etag, pending_etag, pending_verdict
              from documents
             where id = @id
               and not exists (select from begun)
            """;
        return db.QueryOne<CheckedDocument>(sql, new { id, at }, cancel);
    }

    /// <summary>The version of the upload whose content must be kept, because its document is accepted. Null: none, and nothing may be kept.</summary>
    public Task<string?> FindKept(Guid id, CancellationToken cancel) =>
        db.QueryOne<string?>("select checked_etag from documents where id = @id and state = 'ACCEPTED'", new { id }, cancel);

    /// <summary>How the document stands now. Null: there is no such document any more.</summary>
    public Task<DocumentState?> FindState(Guid id, CancellationToken cancel) =>
        db.QueryOne<DocumentState?>("select state from documents where id = @id", new { id }, cancel);

    /// <summary>
    /// Records the verdict with history, audit and notice, and a new version of the order; <paramref name="etag"/> is null for content that is gone.
    /// Answers the verdict as it was recorded, with the warning that the same content is accepted elsewhere; null: a verdict stood already, or the
    /// check had failed before and fails again, which is told once.
    /// </summary>
    public async Task<Verdict?> Record(Guid id, Verdict verdict, string? etag, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            with judged as (
                update documents
                   set state = @State::document_state, reasons = @Reasons::jsonb,
                       warnings = @Warnings::jsonb
                                  || case when exists (select from documents same
                                                        where same.sha256 = @Sha256 and same.state = 'ACCEPTED' and same.order_id <> documents.order_id)
                                          then @IfDuplicate::jsonb
                                          else '[]' end,
                       size_bytes = @SizeBytes, sha256 = @Sha256,
                       found_content_type = @ContentType, checked_etag = @etag, checked_at = @at, version = version + 1,
                       pending_verdict = null, pending_etag = null, waiting_since = null
                 where id = @id
                   and state in ('AWAITING_UPLOAD', 'CHECKING', 'FAILED')
                   and not (state = 'FAILED' and @State::document_state = 'FAILED')
                returning id, order_id, kind, file_name, state, visible_to_dealer, warnings
            ), bumped as (
                update orders o
                   set version = o.version + 1, updated_at = @at
                  from judged j
                 where o.id = j.order_id
                returning o.id, o.number, o.dealer_id, o.status
            ), told as (
                insert into order_history (order_id, kind, status, changes, document_id, visible_to_dealer, created_at)
                select b.id, 'DOCUMENT_CHECKED', b.status,
                       jsonb_build_array(jsonb_build_object('field', j.kind, 'from', j.file_name, 'to', j.state)), j.id, j.visible_to_dealer, @at
                  from bumped b, judged j
            ), audited as (
                insert into audit_log (action, dealer_id, order_id, detail, created_at)
                select 'DOCUMENT_CHECKED', b.dealer_id, b.id,
                       jsonb_build_object('documentId', j.id, 'kind', j.kind, 'state', j.state, 'sha256', encode(@Sha256, 'hex'), 'reasons', @Reasons::jsonb), @at
                  from bumped b, judged j
            ), noticed as (
                insert into outbox (kind, dealer_id, order_id, payload, created_at)
                select 'DOCUMENT_CHECKED', b.dealer_id, b.id,
                       jsonb_build_object('number', b.number, 'documentId', j.id, 'kind', j.kind, 'state', j.state), @at
                  from bumped b, judged j
                 where j.visible_to_dealer
            )
            select warnings from judged
            """;
        var parameters = new
        {
            id,
            State = verdict.State.Word(),
            Reasons = JsonSerializer.Serialize(verdict.Reasons, Json.Options),
            Warnings = JsonSerializer.Serialize(verdict.Warnings, Json.Options),
            IfDuplicate = JsonSerializer.Serialize<IReadOnlyList<Reason>>(verdict.IfDuplicate is { } warning ? [warning] : [], Json.Options),
            verdict.SizeBytes,
            Sha256 = verdict.Sha256.Length == 0 ? null : verdict.Sha256,
            verdict.ContentType,
            etag,
            at,
        };
        return await db.QueryOne<Warned>(sql, parameters, cancel) is { Warnings: var warnings } ? verdict with { Warnings = warnings } : null;
    }

    private sealed record Warned
    {
        public required IReadOnlyList<Reason> Warnings { get; init; }
    }
}
