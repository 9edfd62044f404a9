using Azure.Storage.Blobs.Models;

namespace Glimmerglass.Data.Files;

public sealed partial class FileStore
{
    /// <summary>
    /// What lies in the incoming container, oldest first, at most <paramref name="limit"/> of it. The store lists by name, so all names are read,
    /// 5,000 in one request; what was dealt with lies there no more.
    /// </summary>
    public async Task<IReadOnlyList<WaitingUpload>> ListIncoming(int limit, CancellationToken cancel)
    {
        // The youngest is taken out first when there are too many.
        var oldest = new PriorityQueue<WaitingUpload, long>();
        await foreach (var blob in incoming.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancel))
        {
            var upload = new WaitingUpload(blob.Name, blob.Properties.LastModified ?? clock.GetUtcNow());
            oldest.Enqueue(upload, -upload.ArrivedAt.UtcTicks);
            if (oldest.Count > limit) oldest.Dequeue();
        }
        return [.. oldest.UnorderedItems.Select(item => item.Element).OrderBy(upload => upload.ArrivedAt).ThenBy(upload => upload.Name, StringComparer.Ordinal)];
    }
}
