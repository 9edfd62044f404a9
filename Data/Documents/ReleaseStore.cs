using Glimmerglass.Data.Access;
using Glimmerglass.Data.Idempotency;

namespace Glimmerglass.Data.Documents;

/// <summary>What the check judged: the version of the upload, and its size in bytes.</summary>
public sealed record JudgedContent
{
    public string? CheckedEtag { get; init; }

    public long? SizeBytes { get; init; }

    /// <summary>A malware scanner called this version harmful, whether or not the document was condemned for it yet.</summary>
    public bool IsMalicious { get; init; }
}

/// <summary>A release that was decided on, of the document in the version that was read.</summary>
public sealed record Release(Document Document, string JudgedEtag, string Reason, Actor By, DateTimeOffset At);

/// <summary>Lets rejected documents count.</summary>
public sealed class ReleaseStore(Database db)
{
    /// <summary>The document with what its check judged, and what was answered under the key. Null: it is not to be seen.</summary>
    public async Task<(Document Document, JudgedContent Content, EarlierAnswer? Earlier)?> Find(
        Guid id, Scope scope, IdempotencyClaim? claim, DateTimeOffset now, CancellationToken cancel)
    {
        const string sql = """
            select d.id, d.order_id, d.kind, d.file_name, d.content_type, d.announced_bytes, encode(d.sha256, 'hex') as sha256,
                   d.state, d.reasons, d.warnings, d.visible_to_dealer, d.uploaded_by_role, d.version, d.created_at, d.checked_at,
                   d.released_at, d.release_reason, d.found_content_type,
                   (select jsonb_agg(jsonb_build_object('orderId', s.id, 'number', s.number) order by s.number)
                      from (select distinct x.id, x.number
                              from documents c
                              join orders x on x.id = c.order_id
                             where c.sha256 = d.sha256
                               and c.state = 'ACCEPTED'
                               and c.order_id <> d.order_id
                               and (@FactoryIds::uuid[] is null or x.factory_id = any (@FactoryIds))
                             order by x.number
                             limit @MaxSameContent) s) as same_content_on,
                   true as split, d.checked_etag, d.size_bytes,
                   exists (select from malware_scans m
                            where m.document_id = d.id and m.etag = btrim(d.checked_etag, '"') and m.result = 'MALICIOUS') as is_malicious,
                   i.fingerprint, i.status as answer_status, i.location as answer_location, i.etag as answer_etag, i.answer as answer_body
              from documents d
              join orders o on o.id = d.order_id
              left join idempotency_keys i on i.caller_id = @CallerId and i.door = @Door and i.key = @Key and i.created_at > @Since
             where d.id = @id
               and (@DealerId::uuid is null or (o.dealer_id = @DealerId and d.visible_to_dealer))
               and (@FactoryIds::uuid[] is null or o.factory_id = any (@FactoryIds))
            """;
        var parameters = new
        {
            id,
            scope.DealerId,
            scope.FactoryIds,
            DocumentStore.MaxSameContent,
            claim?.CallerId,
            claim?.Door,
            claim?.Key,
            Since = now - IdempotencyStore.Lifetime,
        };
        return await db.QueryOne<Document, JudgedContent, EarlierAnswer>(sql, parameters, "split,fingerprint", cancel);
    }

    /// <summary>Accepts the document with history, audit and notice in one statement, if it is still rejected and in the version that was read.</summary>
    public async Task<WriteOutcome> Release(Release release, IdempotencyClaim? claim, KeptAnswer answer, CancellationToken cancel)
    {
        const string sql = """
            with found as (
                select id
                  from documents
                 where id = @Id
                   and version = @Version
                   and state = 'REJECTED'
                   and checked_etag = @JudgedEtag
                   for update
            ), claim as (
                select claim_idempotency_key(@CallerId, @Door, @Key, @Fingerprint, @AnswerStatus, @AnswerLocation, @AnswerEtag, @AnswerBody, @At) as outcome
                  from found
            ), released as (
                update documents d
                   set state = 'ACCEPTED', released_by = @UserId, released_at = @At, release_reason = @Reason, version = d.version + 1
                  from found, claim
                 where d.id = found.id
                   and claim.outcome = 'CLEAR'
                returning d.id, d.order_id, d.kind, d.visible_to_dealer, d.reasons, d.sha256
            ), bumped as (
                update orders o
                   set version = o.version + 1, updated_at = @At
                  from released r
                 where o.id = r.order_id
                returning o.id, o.number, o.dealer_id, o.status
            ), told as (
                insert into order_history (order_id, kind, status, changes, document_id, visible_to_dealer, user_id, user_role, created_at)
                select b.id, 'DOCUMENT_RELEASED', b.status,
                       jsonb_build_array(jsonb_build_object('field', r.kind, 'from', 'REJECTED', 'to', 'ACCEPTED')),
                       r.id, r.visible_to_dealer, @UserId, @Role::user_role, @At
                  from bumped b, released r
            ), audited as (
                insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
                select 'DOCUMENT_RELEASED', @UserId, @Role::user_role, b.dealer_id, b.id,
                       jsonb_build_object('documentId', r.id, 'kind', r.kind, 'sha256', encode(r.sha256, 'hex'), 'reasons', r.reasons, 'reason', @Reason), @At
                  from bumped b, released r
            ), noticed as (
                insert into outbox (kind, dealer_id, order_id, payload, created_at)
                select 'DOCUMENT_RELEASED', b.dealer_id, b.id, jsonb_build_object('number', b.number, 'documentId', r.id, 'kind', r.kind), @At
                  from bumped b, released r
                 where r.visible_to_dealer
            )
            select (select outcome from claim) as claim, exists (select from released) as done
            """;
        var parameters = IdempotencyClaim.With(claim, answer, new
        {
            release.Document.Id,
            release.Document.Version,
            release.JudgedEtag,
            release.Reason,
            release.By.UserId,
            Role = release.By.Role.Word(),
            release.At,
        });
        return WriteOutcomes.Of((await db.QueryOne<Written>(sql, parameters, cancel))!);
    }
}
