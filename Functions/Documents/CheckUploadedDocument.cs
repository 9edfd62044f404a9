using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Documents;

/// <summary>Checks what was uploaded and records the verdict. Running twice, or two events for one blob, changes nothing: see <see cref="UploadCheck"/>.</summary>
public sealed class CheckUploadedDocument(UploadCheck check)
{
    [Function(nameof(CheckUploadedDocument))]
    public async Task Run(
        // Bound because a trigger has to bind something, and a client costs no read; the content is read under its ETag.
        [BlobTrigger("incoming/{documentId}", Connection = "DocumentStorage", Source = BlobTriggerSource.EventGrid)] global::Azure.Storage.Blobs.BlobClient blob,
        string documentId,
        CancellationToken cancel) =>
        await check.Run(documentId, cancel);
}
