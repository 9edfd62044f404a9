using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Documents.Content;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>Announces a document and hands out the slot to upload it: one blob, once, for 15 minutes. The content never passes through here.</summary>
public sealed class RequestUpload(DocumentStore documents, FileStore files, Idempotency idempotency, Settings settings, TimeProvider clock)
{
    public sealed record Body(string Kind, string FileName, string ContentType, long SizeBytes, string? Sha256 = null, bool? VisibleToDealer = null);

    /// <summary>The document, and the slot for its content.</summary>
    public sealed record View : Document
    {
        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public View(Document document) : base(document) { }

        public UploadSlot? Upload { get; init; }
    }

    [Function(nameof(RequestUpload)), Needs(Permission.UploadDocuments)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "orders/{id:guid}/documents")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        var caller = Caller.Of(request);
        var body = await request.Read<Body>(cancel);
        var claim = Idempotency.Claim(request, nameof(RequestUpload));
        var now = clock.Now();

        var found = await documents.FindUploadPlace(id, body.Kind, caller.Scope, claim, now, cancel);
        if (found is not var (place, earlier)) return Answer.Refuse(Refusal.NotFound("order"));
        if (Idempotency.Replay(claim, earlier) is { } replay) return replay;
        if (Refuse(body, place, caller.IsDealer) is { } refusal) return Answer.Refuse(refusal);

        var announced = Announced(body, place, caller.IsDealer, now);
        var document = AsRead(id, announced, caller, now);
        var slot = await files.SignUpload(announced.Id, announced.ContentType, announced.UploadExpiresAt, cancel);
        var answer = Answer.Created($"/api/documents/{document.Id}", document, document.Version, new View(document) { Upload = slot });
        var outcome = await documents.Announce(id, announced, caller.Actor, now, claim, answer.Keep(), cancel);

        return await idempotency.Conclude(outcome, claim, answer, cancel);
    }

    private Refusal? Refuse(Body body, UploadPlace place, bool byDealer)
    {
        var violations = new Violations();
        if (place.Kind is null)
        {
            violations.Add("kind", "There is no such kind of document.");
            return violations.Refuse();
        }
        if (byDealer && !place.DealerMayUpload) return Refusal.NotAllowed();

        violations.Unless(!byDealer || body.VisibleToDealer != false, "visibleToDealer", "A dealer's document is visible to the dealer.");
        foreach (var (member, sentence) in FileCheck.RefuseAnnouncement(body.Kind, body.FileName, body.ContentType, body.SizeBytes, body.Sha256, settings.Uploads))
        {
            violations.Add(member, sentence);
        }
        return violations.Refuse();
    }

    private NewDocument Announced(Body body, UploadPlace place, bool byDealer, DateTimeOffset now) => new()
    {
        Id = Guid.NewGuid(),
        Kind = body.Kind,
        FileName = body.FileName,
        // The name of the type alone: what else a declared type may carry is of no use to anyone.
        ContentType = FileType.OfContentType(body.ContentType)!.ContentType!,
        AnnouncedBytes = body.SizeBytes,
        AnnouncedSha256 = body.Sha256 is null ? null : Convert.FromHexString(body.Sha256),
        VisibleToDealer = byDealer || (body.VisibleToDealer ?? place.VisibleToDealerDefault),
        UploadExpiresAt = now + settings.UploadLifetime,
    };

    private static Document AsRead(Guid orderId, NewDocument announced, Caller caller, DateTimeOffset now) => new()
    {
        Id = announced.Id,
        OrderId = orderId,
        Kind = announced.Kind,
        FileName = announced.FileName,
        ContentType = announced.ContentType,
        AnnouncedBytes = announced.AnnouncedBytes,
        State = DocumentState.AwaitingUpload,
        Reasons = [],
        VisibleToDealer = announced.VisibleToDealer,
        UploadedByRole = caller.Role,
        Version = 1,
        CreatedAt = now,
    };
}
