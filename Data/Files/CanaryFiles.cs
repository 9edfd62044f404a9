using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Glimmerglass.Data.Files;

/// <summary>Sends files of our own as a browser sends documents, and takes away whatever became of them.</summary>
public sealed class CanaryFiles(BlobServiceClient client)
{
    private static readonly string[] containers = ["incoming", "documents", "quarantine"];

    /// <summary>Sends content as a slot says, with nothing but what the slot holds: no identity, no key.</summary>
    public static async Task Send(UploadSlot slot, byte[] content, CancellationToken cancel)
    {
        var blob = new BlockBlobClient(slot.Url, StorageAttempts.Limited());
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = slot.Headers["Content-Type"] } };
        using var stream = new MemoryStream(content, writable: false);
        await blob.UploadAsync(stream, options, cancel);
    }

    /// <summary>Deletes what lies under this id in any container, also what was put aside. Only for ids of canaries: it asks nobody.</summary>
    public async Task Erase(Guid canaryId, CancellationToken cancel)
    {
        foreach (var container in containers.Select(client.GetBlobContainerClient))
        {
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, canaryId.ToString("D"), cancel))
            {
                await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancel);
            }
        }
    }
}
