using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Glimmerglass.Data.Backups;

/// <summary>
/// The only door to the container <c>backups</c>: one folder for each backup. A folder counts once its manifest lies in it, which is written last.
/// </summary>
public sealed partial class BackupFiles(BlobServiceClient client)
{
    private static readonly JsonSerializerOptions Readable = new(Json.Options) { WriteIndented = true };
    private static readonly UploadTransferValidationOptions Checked = new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 };

    private readonly BlobContainerClient container = client.GetBlobContainerClient("backups");

    /// <summary>
    /// Makes the store ready for the next backup: the container is there, and what runs that were cut off left in it is not. To be called while no
    /// backup is taken.
    /// </summary>
    /// <returns>What was left over.</returns>
    /// <exception cref="BackupFailedException">The store cannot be reached or refuses.</exception>
    public async Task<IReadOnlyList<BackupDeletion>> Prepare(CancellationToken cancel)
    {
        try
        {
            await EnsureContainer(cancel);
            var deleted = new List<BackupDeletion>();
            foreach (var leftover in await ListLeftovers(cancel)) deleted.Add(await Delete(leftover, cancel));
            return deleted;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested && BackupFault.Explain(fault) is { } why)
        {
            throw new BackupFailedException(why, fault);
        }
    }

    /// <summary>Makes the container where it is missing. It cannot be read without credentials.</summary>
    private async Task EnsureContainer(CancellationToken cancel)
    {
        // Asked first: whoever may write into a container need not have the right to make one.
        if (!await container.ExistsAsync(cancel)) await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancel);
    }

    /// <summary>Blocks are put together in the order of their ids: by part, then by number.</summary>
    internal static string BlockId(int part, int number) => Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{part:D8}-{number:D8}")));

    /// <summary>Sends a block of a file. Nobody sees it before <see cref="Commit"/>.</summary>
    internal async Task Stage(string path, string blockId, byte[] bytes, int count, CancellationToken cancel)
    {
        using var content = new MemoryStream(bytes, 0, count, writable: false);
        await container.GetBlockBlobClient(path).StageBlockAsync(blockId, content, new BlockBlobStageBlockOptions { TransferValidation = Checked }, cancel);
    }

    /// <summary>Makes a file of the blocks that were sent for it.</summary>
    internal Task Commit(string path, IReadOnlyList<string> blockIds, CancellationToken cancel) =>
        container.GetBlockBlobClient(path).CommitBlockListAsync(blockIds, new CommitBlockListOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "application/gzip" } }, cancel);

    /// <summary>Writes a small file of a backup.</summary>
    internal async Task<BackedUpFile> Write(string backup, string path, string text, CancellationToken cancel)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain; charset=utf-8" }, TransferValidation = Checked };
        await container.GetBlobClient($"{backup}/{path}").UploadAsync(BinaryData.FromBytes(bytes), options, cancel);
        return new BackedUpFile(path, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>
    /// Makes a folder a backup: its manifest is written once the store has every file of it in its length. Repeating with the same manifest is harmless.
    /// </summary>
    /// <exception cref="BackupFailedException">A file is missing or has another length, or the name is taken by another backup.</exception>
    public async Task Finish(BackupManifest manifest, CancellationToken cancel)
    {
        await RefuseMissing(manifest, cancel);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, Readable);
        var options = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = BackupSummary.Of(manifest).ToMetadata(),
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            TransferValidation = Checked,
        };
        var blob = container.GetBlobClient($"{manifest.Name}/{BackupName.Manifest}");
        try
        {
            await blob.UploadAsync(BinaryData.FromBytes(bytes), options, cancel);
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            // An answer that was lost on its way is repeated by the client, and the repetition finds its own work.
            BlobDownloadResult found = await blob.DownloadContentAsync(cancel);
            if (!found.Content.ToMemory().Span.SequenceEqual(bytes)) throw new BackupFailedException($"There is another backup with the name {manifest.Name}.", taken);
        }
    }

    private async Task RefuseMissing(BackupManifest manifest, CancellationToken cancel)
    {
        var lengths = await ListFolder(manifest.Name, cancel);
        foreach (var (path, bytes) in manifest.Tables.Append(manifest.Documents).Select(table => (table.Path, table.StoredBytes)).Append((manifest.Schema.Path, manifest.Schema.StoredBytes)))
        {
            if (!lengths.TryGetValue(path, out var found)) throw new BackupFailedException($"The file {path} of {manifest.Name} was written, but is not in the store. Something else deletes there.");
            if (found != bytes) throw new BackupFailedException($"The file {path} of {manifest.Name} was written with {bytes} bytes, but has {found} in the store.");
        }
    }
}
