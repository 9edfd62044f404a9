using System.Text.Json;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Data.Documents;

/// <summary>Where a document goes: the order as the uploader sees it, the kind it names, and what was answered under the key.</summary>
public sealed record UploadPlace
{
    public required Guid OrderId { get; init; }

    /// <summary>Null: there is no such active kind.</summary>
    public string? Kind { get; init; }

    public bool DealerMayUpload { get; init; }

    public bool VisibleToDealerDefault { get; init; }
}

/// <summary>The documents of orders, as their readers and uploaders meet them.</summary>
public sealed class DocumentStore(Database db)
{
    /// <summary>The most orders that are named as having the same content.</summary>
    public const int MaxSameContent = 20;

    public Task<(UploadPlace Place, EarlierAnswer? Earlier)?> FindUploadPlace(
        Guid orderId, string kind, Scope scope, IdempotencyClaim? claim, DateTimeOffset now, CancellationToken cancel)
    {
        const string sql = """
            select o.id as order_id, k.key as kind, k.dealer_may_upload, k.visible_to_dealer_default,
                   i.fingerprint, i.status as answer_status, i.location as answer_location, i.etag as answer_etag, i.answer as answer_body
              from orders o
              left join document_definitions k on k.key = @kind and k.active
              left join idempotency_keys i on i.caller_id = @CallerId and i.door = @Door and i.key = @Key and i.created_at > @Since
             where o.id = @orderId
               and (@DealerId::uuid is null or o.dealer_id = @DealerId)
               and (@FactoryIds::uuid[] is null or o.factory_id = any (@FactoryIds))
            """;
        var parameters = new { orderId, kind, scope.DealerId, scope.FactoryIds, claim?.CallerId, claim?.Door, claim?.Key, Since = now - IdempotencyStore.Lifetime };
        return db.QueryOne<UploadPlace, EarlierAnswer>(sql, parameters, "fingerprint", cancel);
    }

    /// <summary>Records that a document will be uploaded. Its content counts for nothing until it was checked.</summary>
    public async Task<WriteOutcome> Announce(Guid orderId, NewDocument document, Actor by, DateTimeOffset at, IdempotencyClaim? claim, KeptAnswer answer, CancellationToken cancel)
    {
        const string sql = """
            with place as (
                select id, dealer_id, status
                  from orders
                 where id = @orderId
                   for share
            ), claim as (
                select claim_idempotency_key(@CallerId, @Door, @Key, @Fingerprint, @AnswerStatus, @AnswerLocation, @AnswerEtag, @AnswerBody, @at) as outcome
                  from place
            ), announced as (
                insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, announced_sha256,
                                       visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
                select @Id, id, @Kind, @FileName, @ContentType, @AnnouncedBytes, @AnnouncedSha256,
                       @VisibleToDealer, @UserId, @Role::user_role, @UploadExpiresAt, @at
                  from place, claim
                 where outcome = 'CLEAR'
                returning id
            ), told as (
                insert into order_history (order_id, kind, status, changes, document_id, visible_to_dealer, user_id, user_role, created_at)
                select place.id, 'DOCUMENT_ANNOUNCED', place.status, jsonb_build_array(jsonb_build_object('field', @Kind, 'from', null, 'to', @FileName)),
                       announced.id, @VisibleToDealer, @UserId, @Role::user_role, @at
                  from place, announced
            ), audited as (
                insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
                select 'DOCUMENT_ANNOUNCED', @UserId, @Role::user_role, place.dealer_id, place.id, jsonb_build_object('documentId', announced.id, 'kind', @Kind), @at
                  from place, announced
            )
            select (select outcome from claim) as claim, exists (select from announced) as done
            """;
        var parameters = IdempotencyClaim.With(claim, answer, new
        {
            orderId,
            document.Id,
            document.Kind,
            document.FileName,
            document.ContentType,
            document.AnnouncedBytes,
            document.AnnouncedSha256,
            document.VisibleToDealer,
            document.UploadExpiresAt,
            by.UserId,
            Role = by.Role.Word(),
            at,
        });
        return WriteOutcomes.Of((await db.QueryOne<Written>(sql, parameters, cancel))!);
    }

    /// <summary>Oldest first. Null: the order is not to be seen.</summary>
    public async Task<IReadOnlyList<Document>?> List(Guid orderId, Scope scope, DocumentPlace? after, int limit, CancellationToken cancel)
    {
        const string sql = """
            select o.id as seen_id, d.id, d.order_id, d.kind, d.file_name, d.content_type, d.announced_bytes, encode(d.sha256, 'hex') as sha256,
                   d.state, d.reasons, d.warnings, d.visible_to_dealer, d.uploaded_by_role, d.version, d.created_at, d.checked_at,
                   d.released_at, d.release_reason, d.found_content_type
              from orders o
              left join lateral (select *
                                   from documents
                                  where order_id = o.id
                                    and (@DealerId::uuid is null or visible_to_dealer)
                                    and (@Id::uuid is null or (created_at, id) > (@CreatedAt::timestamptz, @Id))
                                  order by created_at, id
                                  limit @limit) d on true
             where o.id = @orderId
               and (@DealerId::uuid is null or o.dealer_id = @DealerId)
               and (@FactoryIds::uuid[] is null or o.factory_id = any (@FactoryIds))
             order by d.created_at, d.id
            """;
        var parameters = new { orderId, scope.DealerId, scope.FactoryIds, after?.Id, after?.CreatedAt, limit };
        var rows = await db.Query<Seen, Document>(sql, parameters, "id", cancel);
        return rows.Count == 0 ? null : [.. rows.Select(row => row.Second).OfType<Document>()];
    }

    /// <summary>The document, with the orders on which the same content is accepted when it is not a dealer who asks.</summary>
    public Task<Document?> Find(Guid id, Scope scope, CancellationToken cancel)
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
                               and @DealerId::uuid is null
                               and (@FactoryIds::uuid[] is null or x.factory_id = any (@FactoryIds))
                             order by x.number
                             limit @MaxSameContent) s) as same_content_on
              from documents d
              join orders o on o.id = d.order_id
             where d.id = @id
               and (@DealerId::uuid is null or (o.dealer_id = @DealerId and d.visible_to_dealer))
               and (@FactoryIds::uuid[] is null or o.factory_id = any (@FactoryIds))
            """;
        return db.QueryOne<Document>(sql, new { id, scope.DealerId, scope.FactoryIds, MaxSameContent }, cancel);
    }

    /// <summary>Shows the document to the dealer or hides it, with history and audit. False: it was changed since it was read.</summary>
    public async Task<bool> ChangeVisibility(Document document, bool visible, Actor by, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            with changed as (
                update documents
                   set visible_to_dealer = @visible, version = version + 1
                 where id = @Id
                   and version = @Version
                returning id, order_id, kind, file_name
            ), bumped as (
                update orders o
                   set version = o.version + 1, updated_at = @at
                  from changed c
                 where o.id = c.order_id
                returning o.id, o.dealer_id, o.status
            ), told as (
                insert into order_history (order_id, kind, status, changes, document_id, visible_to_dealer, user_id, user_role, created_at)
                select b.id, 'DOCUMENT_CHANGED', b.status,
                       jsonb_build_array(jsonb_build_object('field', c.kind || '.visibleToDealer', 'from', not @visible, 'to', @visible)),
                       c.id, false, @UserId, @Role::user_role, @at
                  from bumped b, changed c
            ), audited as (
                insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
                select 'DOCUMENT_CHANGED', @UserId, @Role::user_role, b.dealer_id, b.id, jsonb_build_object('documentId', c.id, 'visibleToDealer', @visible), @at
                  from bumped b, changed c
            )
            select exists (select from changed)
            """;
        return await db.QueryOne<bool>(sql, new { document.Id, document.Version, visible, by.UserId, Role = by.Role.Word(), at }, cancel);
    }

    /// <summary>Removes the document, with history and audit. False: it was changed or removed since it was read.</summary>
    public async Task<bool> Delete(Document document, Actor by, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            with deleted as (
                delete from documents
                 where id = @Id
                   and version = @Version
                returning id, order_id, kind, file_name, state, visible_to_dealer, sha256
            ), bumped as (
                update orders o
                   set version = o.version + 1, updated_at = @at
                  from deleted d
                 where o.id = d.order_id
                returning o.id, o.dealer_id, o.status
            ), told as (
                insert into order_history (order_id, kind, status, changes, document_id, visible_to_dealer, user_id, user_role, created_at)
                select b.id, 'DOCUMENT_REMOVED', b.status, jsonb_build_array(jsonb_build_object('field', d.kind, 'from', d.file_name, 'to', null)),
                       d.id, d.visible_to_dealer, @UserId, @Role::user_role, @at
                  from bumped b, deleted d
            ), audited as (
                insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
                select 'DOCUMENT_REMOVED', @UserId, @Role::user_role, b.dealer_id, b.id,
                       jsonb_build_object('documentId', d.id, 'kind', d.kind, 'fileName', d.file_name, 'state', d.state, 'sha256', encode(d.sha256, 'hex')), @at
                  from bumped b, deleted d
            )
            select exists (select from deleted)
            """;
        return await db.QueryOne<bool>(sql, new { document.Id, document.Version, by.UserId, Role = by.Role.Word(), at }, cancel);
    }

    private sealed record Seen(Guid SeenId);
}
