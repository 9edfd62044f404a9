using Azure.Storage.Blobs.Models;

namespace Glimmerglass.Data.Files;

public sealed partial class FileStore
{
    /// <summary>Asks whether the container of kept documents is there: one request, which finds what is away, slow, or closed to us.</summary>
    public async Task<DateTimeOffset> Reach(CancellationToken cancel)
    {
        BlobContainerProperties properties = await documents.GetPropertiesAsync(cancellationToken: cancel);
        return properties.LastModified;
    }
}
