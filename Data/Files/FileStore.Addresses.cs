using Azure.Storage.Blobs;

namespace Glimmerglass.Data.Files;

public sealed partial class FileStore
{
    /// <summary>
    /// The document and the version of its upload (its ETag without quotes) that a blob of ours holds, told by the blob's address and its own ETag:
    /// the upload itself, or the copy of it that is kept or in quarantine. Null: the address is not ours, or that version is not there any more.
    /// </summary>
    public async Task<(Guid DocumentId, string ETag)?> FindUploadOf(Uri address, string etag, CancellationToken cancel)
    {
        if (!address.GetLeftPart(UriPartial.Authority).Equals(client.Uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase)) return null;

        var blob = new BlobUriBuilder(address);
        if (blob.AccountName != client.AccountName || !Guid.TryParseExact(blob.BlobName, "D", out var id) || id.ToString("D") != blob.BlobName) return null;
        if (blob.BlobContainerName == incoming.Name) return (id, etag);

        var copied = blob.BlobContainerName == documents.Name ? documents : blob.BlobContainerName == quarantine.Name ? quarantine : null;
        if (copied is null || await Find(Of(copied, id), cancel) is not { } found || found.ETag.ToString().Trim('"') != etag) return null;
        return OriginOf(found)?.Trim('"') is { Length: > 0 } origin ? (id, origin) : null;
    }
}
