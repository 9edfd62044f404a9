using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Glimmerglass.Data.Backups;

public sealed partial class BackupFiles
{
    /// <exception cref="BackupFailedException">There is no such backup, its manifest is none, or it is of a newer program.</exception>
    public async Task<BackupManifest> ReadManifest(string name, CancellationToken cancel)
    {
        if (BackupName.StartOf(name) is null) throw new BackupFailedException($"'{name}' is no name of a backup. Hint: `backups` prints them.");
        BlobDownloadResult found;
        try
        {
            found = await container.GetBlobClient($"{name}/{BackupName.Manifest}").DownloadContentAsync(cancel);
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            throw new BackupFailedException($"There is no backup {name}. Hint: `backups` prints them.", absent);
        }
        return Parse(name, found.Content);
    }

    /// <summary>Reads a small file of a backup, which is held against its manifest.</summary>
    /// <exception cref="BackupFailedException">The file is not what the manifest says.</exception>
    public async Task<string> ReadText(string backup, BackedUpFile file, CancellationToken cancel)
    {
        await using var content = await Open(backup, file.Path, 0, file.StoredBytes, file.Sha256, cancel);
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(cancel);
    }

    /// <summary>
    /// The bytes of a part as they are stored: one whole gzip member. The end of the stream is reached only by bytes of the length and hash that the manifest
    /// says; whoever stops before knows nothing.
    /// </summary>
    /// <exception cref="BackupFailedException">The file is missing or too short. While reading: the part is not what the manifest says.</exception>
    public Task<Stream> OpenPart(string backup, BackedUpTable table, BackedUpPart part, CancellationToken cancel) =>
        Open(backup, table.Path, part.Offset, part.StoredBytes, part.Sha256, cancel);

    private async Task<Stream> Open(string backup, string path, long offset, long length, string sha256, CancellationToken cancel)
    {
        var file = $"{backup}/{path}";
        try
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(offset, length) };
            BlobDownloadStreamingResult answer = await container.GetBlobClient(file).DownloadStreamingAsync(options, cancel);
            return new ProvenStream(answer.Content, file, length, sha256);
        }
        catch (RequestFailedException absent) when (absent.Status is 404 or 416)
        {
            throw new BackupFailedException($"The file {file} is {(absent.Status == 404 ? "not there" : "shorter than its manifest says")}.", absent);
        }
    }

    private static BackupManifest Parse(string name, BinaryData content)
    {
        try
        {
            // The format first: a newer one may have members that mean nothing here.
            var format = (int?)JsonNode.Parse(content)?["format"];
            if (format is null or < 1) throw new BackupFailedException($"The manifest of {name} does not say its format.");
            if (format > BackupManifest.CurrentFormat) throw new BackupFailedException($"The backup {name} has the format {format}; this program reads up to {BackupManifest.CurrentFormat}. Hint: use the newer program.");

            var manifest = JsonSerializer.Deserialize<BackupManifest>(content, Json.Options)!;
            return manifest.Name == name ? manifest : throw new BackupFailedException($"The manifest in the folder {name} is that of {manifest.Name}.");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            throw new BackupFailedException($"The manifest of {name} cannot be read: {broken.Message}", broken);
        }
    }
}
