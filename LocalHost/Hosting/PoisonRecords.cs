using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>The blob versions that a function failed at for good. They stand beside the blobs, so a restart does not try them again.</summary>
internal sealed class PoisonRecords(BlobServiceClient account, string function, string container, TimeProvider clock)
{
    public const string Container = "webjobs-blobtrigger-poison";

    private const int LongestName = 900;

    private readonly BlobContainerClient records = account.GetBlobContainerClient(Container);
    private HashSet<string>? known;

    /// <summary>Reads what is there already. Once is enough: nobody else writes records of this function.</summary>
    public async Task Load(CancellationToken cancel)
    {
        if (known is not null) return;

        var found = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var record in records.GetBlobsAsync(prefix: $"{function}/{container}/", cancellationToken: cancel)) found.Add(record.Name);
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // Nothing was ever poisoned.
        }

        known = found;
    }

    public bool Contains(string blob, ETag version) => known!.Contains(NameOf(blob, version));

    public async Task Write(string blob, ETag version, int attempts, Exception fault)
    {
        var record = new
        {
            function,
            container,
            name = blob,
            etag = version.ToString(),
            attempts,
            at = clock.GetUtcNow(),
            exceptionType = fault.GetType().FullName,
            exceptionMessage = fault.Message,
        };

        await records.CreateIfNotExistsAsync();
        await records.GetBlobClient(NameOf(blob, version)).UploadAsync(BinaryData.FromObjectAsJson(record), overwrite: true);
    }

    // A name may have 1,024 characters, and the blob's own may have as many.
    private string NameOf(string blob, ETag version)
    {
        var name = blob.Length <= LongestName ? blob : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(blob)));
        return $"{function}/{container}/{name}/{version.ToString().Trim('"')}.json";
    }
}
