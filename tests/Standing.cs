using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Dapper;

namespace Glimmerglass.Tests;

/// <summary>What is written about one document, and where its content is. History is counted for the whole order.</summary>
public sealed record Standing
{
    /// <summary>Null: there is no row.</summary>
    public string? State { get; init; }

    public string? Codes { get; init; }

    public int Attempts { get; init; }

    public int Version { get; init; }

    public int OrderVersion { get; init; }

    /// <summary>History rows of a verdict.</summary>
    public int Told { get; init; }

    public int Audited { get; init; }

    public int Noticed { get; init; }

    public bool Incoming { get; init; }

    public bool Kept { get; init; }

    /// <summary>Names in quarantine that begin with the document's id.</summary>
    public int Quarantined { get; init; }

    public static async Task<Standing> Of(TestDatabase database, BlobServiceClient storage, Guid orderId, Guid documentId)
    {
        await using var connection = await database.Connect();
        var written = await connection.QuerySingleAsync<Standing>("""
            select d.state::text as State, jsonb_path_query_array(d.reasons, '$[*].code')::text as Codes, coalesce(d.attempts, 0) as Attempts,
                   coalesce(d.version, 0) as Version, o.version as OrderVersion,
                   (select count(*)::int from order_history where order_id = o.id and kind = 'DOCUMENT_CHECKED') as Told,
                   (select count(*)::int from audit_log where action = 'DOCUMENT_CHECKED' and detail ->> 'documentId' = @documentId::text) as Audited,
                   (select count(*)::int from outbox where kind = 'DOCUMENT_CHECKED' and payload ->> 'documentId' = @documentId::text) as Noticed
              from orders o
              left join documents d on d.id = @documentId
             where o.id = @orderId
            """, new { orderId, documentId });
        return written with
        {
            Incoming = await Papers.Blob(storage, "incoming", documentId).ExistsAsync(),
            Kept = await Papers.Blob(storage, "documents", documentId).ExistsAsync(),
            Quarantined = (await Quarantine(storage, documentId.ToString())).Count,
        };
    }

    /// <summary>The contents in quarantine under names that begin with this.</summary>
    public static async Task<Dictionary<string, byte[]>> Quarantine(BlobServiceClient storage, string prefix)
    {
        var container = storage.GetBlobContainerClient("quarantine");
        var found = new Dictionary<string, byte[]>();
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix))
        {
            found[blob.Name] = (await container.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray();
        }
        return found;
    }
}
