using System.Runtime.CompilerServices;
using Azure.Storage.Blobs.Models;

namespace Glimmerglass.Data.Files;

public sealed partial class FileStore
{
    /// <summary>Everything in the container of documents, in the order of names, 5,000 in one request; no more than a page is held.</summary>
    public async IAsyncEnumerable<KeptFile> ListKept([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var blob in documents.GetBlobsAsync(BlobTraits.Metadata | BlobTraits.CopyStatus, BlobStates.None, null, cancel))
        {
            yield return new KeptFile(blob.Name, blob.Properties.ContentLength ?? 0, OriginOf(blob.Properties.CopyStatus, blob.Metadata), blob.Properties.LastModified ?? clock.GetUtcNow());
        }
    }

    /// <summary>The blob of this name among the documents as it is now; null when there is none.</summary>
    public async Task<KeptFile?> FindKept(string name, CancellationToken cancel) =>
        await Find(documents.GetBlobClient(name), cancel) is { } found ? new KeptFile(name, found.ContentLength, OriginOf(found), found.LastModified) : null;
}
