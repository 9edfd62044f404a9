using System.Buffers;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;

namespace Glimmerglass.Data.Files;

public sealed partial class FileStore
{
    /// <summary>Reads a kept document from start to end and says what its content is, in buffers of 128 KB. Null: there is none.</summary>
    public async Task<KeptContent?> ReadKept(Guid documentId, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            using BlobDownloadStreamingResult answer = await Of(documents, documentId).DownloadStreamingAsync(new BlobDownloadOptions(), cancel);
            var bytes = 0L;
            while (await answer.Content.ReadAsync(buffer, cancel) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
                bytes += count;
            }
            return new KeptContent(bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        catch (RequestFailedException absent) when (absent.Status == 404)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>What a kept document consists of.</summary>
/// <param name="Sha256">In lower-case hexadecimal.</param>
public sealed record KeptContent(long SizeBytes, string Sha256);
