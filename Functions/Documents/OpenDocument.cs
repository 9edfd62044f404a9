using System.Text.Json;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>Sends the reader of an accepted document to its content, by a link that is good for 5 minutes.</summary>
public sealed class OpenDocument(DocumentStore documents, FileStore files, TimeProvider clock)
{
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(5);

    [Function(nameof(OpenDocument)), Needs(Permission.ReadDocuments)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "documents/{id:guid}/content")] HttpRequest request, Guid id)
    {
        var cancel = request.HttpContext.RequestAborted;
        if (new QueryReader(request).Refuse() is { } malformed) return Answer.Refuse(malformed);

        var document = await documents.Find(id, Caller.Of(request).Scope, cancel);
        if (document is null) return Answer.Refuse(Refusal.NotFound("document"));
        if (document.State != DocumentState.Accepted)
        {
            return Answer.Refuse(Refusal.DocumentNotAccepted(JsonNamingPolicy.SnakeCaseLower.ConvertName(document.State.ToString())));
        }

        // What a check accepted is what was declared; what was released may be anything.
        var contentType = document.ReleasedAt is null ? document.ContentType : document.FoundContentType ?? "application/octet-stream";
        var name = DocumentName.ForDownload(document.FileName, contentType, document.Kind);
        var link = await files.SignDownload(id, name.ContentDisposition, contentType, clock.GetUtcNow() + LinkLifetime, cancel);
        return Answer.See(link);
    }
}
