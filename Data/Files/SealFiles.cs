using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Glimmerglass.Data.Audit;

namespace Glimmerglass.Data.Files;

/// <summary>The container in which the ends of the audit chain are remembered.</summary>
public sealed record SealPlace(string Container);

/// <summary>
/// What the store remembers of the end of the audit chain: a blob for each run that sealed something, which is made once and never written over.
/// Its name holds all that is compared, so that a list of names is enough. Where an immutability policy lies on the container, nobody can take it back.
/// </summary>
public sealed class SealFiles(BlobServiceClient client, SealPlace place)
{
    private readonly BlobContainerClient container = client.GetBlobContainerClient(place.Container);

    /// <summary>Remembers where the chain ends. Repeating is harmless.</summary>
    public async Task Remember(long position, byte[] hash, DateTimeOffset at, CancellationToken cancel)
    {
        var blob = container.GetBlobClient(string.Create(CultureInfo.InvariantCulture, $"{position:D15}-{Convert.ToHexStringLower(hash)}.json"));
        var content = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(new { position, hash = Convert.ToHexStringLower(hash), at }, Json.Options));
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
        };
        try
        {
            await blob.UploadAsync(content, options, cancel);
        }
        catch (RequestFailedException there) when (there.ErrorCode is "BlobAlreadyExists" or "BlobImmutableDueToPolicy")
        {
            // The end has not moved since.
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == "ContainerNotFound")
        {
            await container.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancel);
            await blob.UploadAsync(content, options, cancel);
        }
    }

    /// <summary>Everything that is remembered, in the order of the positions: about 9,000 names a year when the log is sealed hourly. Names that are none of ours are passed over.</summary>
    public async Task<IReadOnlyList<SealWitness>> List(CancellationToken cancel)
    {
        var found = new List<SealWitness>();
        try
        {
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, cancel))
            {
                if (Path.GetFileNameWithoutExtension(blob.Name).Split('-') is [var position, { Length: 64 } hash]
                    && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) found.Add(new SealWitness(at, hash));
            }
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == "ContainerNotFound")
        {
            // Nothing was sealed yet.
        }
        return found;
    }
}
