using System.Buffers;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;

namespace Glimmerglass.Data.Files;

/// <summary>
/// The files of documents: <c>incoming</c> takes uploads, <c>documents</c> keeps what was accepted, <c>quarantine</c> what was not or is no
/// longer wanted. What is moved is always named with the ETag that was checked.
/// </summary>
public sealed partial class FileStore(BlobServiceClient client, TimeProvider clock)
{
    /// <summary>How far another machine's clock may be behind ours before a fresh link is refused as not yet valid.</summary>
    internal static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private const string KeptType = "application/octet-stream";
    private const int BufferBytes = 128 * 1024;
    private const int MaxAttemptsToKeep = 5;
    private static readonly TimeSpan CopyPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CopyLimit = TimeSpan.FromMinutes(4);

    // What was copied is written on the copy, so that a repeated step knows its own work.
    private const string CopiedETag = "copied_etag";

    private readonly BlobContainerClient incoming = client.GetBlobContainerClient("incoming");
    private readonly BlobContainerClient documents = client.GetBlobContainerClient("documents");
    private readonly BlobContainerClient quarantine = client.GetBlobContainerClient("quarantine");
    private readonly DelegationKey delegationKey = new(client, clock);

    /// <summary>Makes the three containers where they are missing. None can be read without a signed link.</summary>
    public async Task EnsureContainers(CancellationToken cancel)
    {
        foreach (var container in (BlobContainerClient[])[incoming, documents, quarantine])
        {
            await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancel);
        }
    }

    /// <summary>Signs a link that can create one blob and do nothing else: not read, not overwrite, not touch another.</summary>
    public async Task<UploadSlot> SignUpload(Guid documentId, string contentType, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        var headers = new Dictionary<string, string> { ["x-ms-blob-type"] = "BlockBlob", ["Content-Type"] = contentType };
        var link = new BlobSasBuilder(BlobSasPermissions.Create, expiresAt);
        return new UploadSlot(documentId, await Sign(Of(incoming, documentId), link, cancel), "PUT", headers, expiresAt);
    }

    /// <summary>Signs a link that can read one accepted document, and makes the answer carry these headers whatever the uploader sent.</summary>
    public Task<Uri> SignDownload(Guid documentId, string contentDisposition, string contentType, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        var link = new BlobSasBuilder(BlobSasPermissions.Read, expiresAt)
        {
            ContentDisposition = contentDisposition,
            ContentType = contentType,
            CacheControl = "private, no-store",
        };
        return Sign(Of(documents, documentId), link, cancel);
    }

    /// <summary>The upload of this name as it is now; null when there is none.</summary>
    public async Task<IncomingFile?> FindIncoming(string name, CancellationToken cancel)
    {
        return await Find(incoming.GetBlobClient(name), cancel) is { } found ? new IncomingFile(name, found.ETag.ToString(), found.ContentLength) : null;
    }

    /// <summary>
    /// Reads an upload once from start to end into <paramref name="sink"/>, in buffers of up to 128 KB that are reused.
    /// Throws <see cref="FileChanged"/> or <see cref="FileGone"/> when it is not, or does not stay, the blob of this ETag.
    /// </summary>
    public async Task Read(string name, string etag, Action<ReadOnlySpan<byte>> sink, CancellationToken cancel)
    {
        var blob = incoming.GetBlobClient(name);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var options = new BlobDownloadOptions { Conditions = Matching(etag) };
            using var answer = (await blob.DownloadStreamingAsync(options, cancel)).Value;
            while (await answer.Content.ReadAsync(buffer, cancel) is > 0 and var count) sink(buffer.AsSpan(0, count));
        }
        catch (RequestFailedException fault) when (fault.Status is 404 or 412)
        {
            throw await Explained(fault, blob, cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Keeps an upload as a document, copied by the service under the ETag that was checked. Repeating is harmless, also after the upload was
    /// deleted; a document that is kept already is never replaced by another content (<see cref="FileChanged"/>). Throws <see cref="FileGone"/> when
    /// another run, which judged otherwise, takes it away meanwhile.
    /// </summary>
    public async Task Keep(Guid documentId, string etag, CancellationToken cancel)
    {
        var kept = Of(documents, documentId);
        var copied = await FindCopy(kept, cancel);
        if (copied is null) await Copy(Of(incoming, documentId), etag, kept, etag, cancel);
        else if (copied != etag) throw new FileChanged(kept.Name);
        try
        {
            await TakeOffHeaders(kept, cancel);
        }
        catch (RequestFailedException fault) when (fault.Status == 404)
        {
            throw new FileGone(kept.Name, fault);
        }
    }

    /// <summary>
    /// Keeps what lies in quarantine as a document: the copy of the upload that was judged under this ETag, and nothing else. Repeating is harmless.
    /// False: it was kept already. Throws <see cref="FileGone"/> when quarantine holds nothing, <see cref="FileChanged"/> when it or what is kept is another content.
    /// </summary>
    public async Task<bool> KeepFromQuarantine(Guid documentId, string judgedEtag, CancellationToken cancel)
    {
        var (kept, moved) = (Of(documents, documentId), false);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                moved |= await CopyBack(Of(quarantine, documentId), kept, judgedEtag, cancel);
                await TakeOffHeaders(kept, cancel);
                return moved;
            }
            catch (Exception fault) when (attempt < MaxAttemptsToKeep && (fault is IOException or RequestFailedException { Status: 404 }))
            {
                // Another release that came too late takes its copy away, which is also this one's.
                if (await Find(kept, cancel) is not null) throw;
            }
        }
    }

    private async Task<bool> CopyBack(BlobClient held, BlobClient kept, string judgedEtag, CancellationToken cancel)
    {
        if (await FindCopy(kept, cancel) is { } copied) return copied == judgedEtag ? false : throw new FileChanged(kept.Name);

        var found = await Find(held, cancel) ?? throw new FileGone(held.Name);
        if (OriginOf(found) != judgedEtag) throw new FileChanged(held.Name);
        await Copy(held, found.ETag.ToString(), kept, judgedEtag, cancel);
        return true;
    }

    private static async Task TakeOffHeaders(BlobClient kept, CancellationToken cancel)
    {
        // A copy inherits the uploader's headers, and a Content-Encoding would make browsers see other bytes than were checked.
        // Written once only: each write makes a new version of the blob.
        BlobProperties properties = await kept.GetPropertiesAsync(cancellationToken: cancel);
        if (properties.ContentType == KeptType && string.IsNullOrEmpty(properties.ContentEncoding)) return;
        await kept.SetHttpHeadersAsync(new BlobHttpHeaders { ContentType = KeptType }, cancellationToken: cancel);
    }

    /// <summary>Copies an upload to quarantine under the ETag that was checked, and leaves it in place. Repeating is harmless.</summary>
    public Task Quarantine(string incomingName, string etag, string quarantineName, CancellationToken cancel) =>
        Copy(incoming.GetBlobClient(incomingName), etag, quarantine.GetBlobClient(quarantineName), etag, cancel);

    /// <summary>Deletes an upload if it is still the blob of this ETag. False: it changed, and stays. An upload that is gone counts as deleted.</summary>
    public Task<bool> DeleteIncoming(string name, string etag, CancellationToken cancel) => Delete(incoming.GetBlobClient(name), etag, cancel);

    /// <summary>Quarantines the upload of this name as it is now, under a name of its own, so that it never replaces what was quarantined before.</summary>
    public async Task MoveIncomingAside(string name, CancellationToken cancel)
    {
        if (await FindIncoming(name, cancel) is not { } found) return;
        await Quarantine(name, found.ETag, $"{name}/{found.ETag.Trim('"')}", cancel);
        await DeleteIncoming(name, found.ETag, cancel);
    }

    /// <summary>Takes a document out of the kept ones. False: there is none, because it was moved before.</summary>
    public async Task<bool> MoveToQuarantine(Guid documentId, CancellationToken cancel)
    {
        if (await CopyToQuarantine(documentId, cancel) is not { } etag) return false;
        return await DeleteKept(documentId, etag, cancel) ? true : throw new FileChanged(documentId.ToString("D"));
    }

    /// <summary>Copies a kept document to quarantine, leaves it in place, and says which version that was. Null: there is none.</summary>
    public async Task<string?> CopyToQuarantine(Guid documentId, CancellationToken cancel)
    {
        var kept = Of(documents, documentId);
        if (await Find(kept, cancel) is not { } found) return null;

        try
        {
            var etag = found.ETag.ToString();
            var origin = OriginOf(found) is { Length: > 0 } judged ? judged : etag;
            var held = Of(quarantine, documentId);

            // The same content is not written twice: somebody may be copying it back at this moment.
            if (await FindCopy(held, cancel) != origin) await Copy(kept, etag, held, origin, cancel);
            return etag;
        }
        catch (FileGone)
        {
            return null;
        }
    }

    /// <summary>Deletes a kept document if it is still the version of this ETag. False: it changed, and stays.</summary>
    public Task<bool> DeleteKept(Guid documentId, string etag, CancellationToken cancel) => Delete(Of(documents, documentId), etag, cancel);

    private static BlobClient Of(BlobContainerClient container, Guid documentId) => container.GetBlobClient(documentId.ToString("D"));

    private static BlobRequestConditions Matching(string etag) => new() { IfMatch = new ETag(etag) };

    private static async Task<BlobProperties?> Find(BlobClient blob, CancellationToken cancel)
    {
        try
        {
            return (await blob.GetPropertiesAsync(cancellationToken: cancel)).Value;
        }
        catch (RequestFailedException fault) when (fault.Status == 404)
        {
            return null;
        }
    }

    /// <summary>The ETag of the upload that was copied here completely, "" for a blob of another origin; null when there is nothing that counts.</summary>
    private static async Task<string?> FindCopy(BlobClient target, CancellationToken cancel)
    {
        var found = await Find(target, cancel);
        return found is null ? null : OriginOf(found);
    }

    private static string? OriginOf(BlobProperties found) => OriginOf(found.BlobCopyStatus, found.Metadata);

    private static string? OriginOf(CopyStatus? status, IDictionary<string, string> metadata) => status is CopyStatus.Pending or CopyStatus.Failed or CopyStatus.Aborted
        ? null
        : metadata.TryGetValue(CopiedETag, out var etag) ? etag : "";

    /// <param name="origin">The ETag of the upload whose content this is, which stays with it from copy to copy.</param>
    private async Task Copy(BlobClient source, string etag, BlobClient target, string origin, CancellationToken cancel)
    {
        using var limited = new CancellationTokenSource(CopyLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancel);
        try
        {
            var options = new BlobCopyFromUriOptions { SourceConditions = Matching(etag), Metadata = new Dictionary<string, string> { [CopiedETag] = origin } };
            var copying = await target.StartCopyFromUriAsync(source.Uri, options, either.Token);
            await WaitFor(copying, either.Token);
            if (await FindCopy(target, either.Token) != origin) throw new IOException($"Copying {source.Name} was expected to succeed and ended otherwise. The next attempt starts it again.");
        }
        catch (RequestFailedException fault) when (fault.Status is 404 or 412)
        {
            throw await Explained(fault, source, cancel);
        }
        catch (OperationCanceledException fault) when (limited.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"Copying {source.Name} was expected to end within {CopyLimit.TotalMinutes} minutes and did not. The next attempt starts it again.", fault);
        }
    }

    private static async Task WaitFor(CopyFromUriOperation copying, CancellationToken cancel)
    {
        try
        {
            await copying.WaitForCompletionAsync(CopyPoll, cancel);
        }
        catch (InvalidOperationException)
        {
            // Another run copied the same meanwhile, and the client has no word for that. Whose copy it is does not matter, only what was copied.
        }
    }

    private static async Task<bool> Delete(BlobClient blob, string etag, CancellationToken cancel)
    {
        try
        {
            // The right to create a blob includes snapshots of it, and a blob with snapshots is deleted only together with them.
            await blob.DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, Matching(etag), cancel);
            return true;
        }
        catch (RequestFailedException fault) when (fault.Status == 412)
        {
            return await Find(blob, cancel) is null;
        }
    }

    private async Task<Uri> Sign(BlobClient blob, BlobSasBuilder link, CancellationToken cancel)
    {
        link.BlobContainerName = blob.BlobContainerName;
        link.BlobName = blob.Name;
        link.Resource = "b";
        link.StartsOn = clock.GetUtcNow() - ClockSkew;
        link.Protocol = blob.Uri.Scheme == Uri.UriSchemeHttps ? SasProtocol.Https : SasProtocol.HttpsAndHttp;
        if (blob.CanGenerateSasUri) return blob.GenerateSasUri(link);

        var key = await delegationKey.For(link.ExpiresOn, cancel);
        return new BlobUriBuilder(blob.Uri) { Sas = link.ToSasQueryParameters(key, blob.AccountName) }.ToUri();
    }

    /// <summary>Says what became of a blob that was asked for by its ETag. The status alone does not: 412 is also the answer for a blob that is gone.</summary>
    private static async Task<Exception> Explained(RequestFailedException fault, BlobClient blob, CancellationToken cancel)
    {
        if (await Find(blob, cancel) is null) return new FileGone(blob.Name, fault);
        return fault.Status == 412 ? new FileChanged(blob.Name, fault) : new IOException($"The blob {blob.Name} is there and could not be taken.", fault);
    }
}
