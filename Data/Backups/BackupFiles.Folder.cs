using Azure.Storage.Blobs.Models;

namespace Glimmerglass.Data.Backups;

public sealed partial class BackupFiles
{
    /// <summary>Every file in the folder of a backup, by its path below the folder, with its size in bytes.</summary>
    internal async Task<IReadOnlyDictionary<string, long>> ListFolder(string backup, CancellationToken cancel)
    {
        var files = new Dictionary<string, long>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, backup + "/", cancel))
        {
            files[blob.Name[(backup.Length + 1)..]] = blob.Properties.ContentLength ?? 0;
        }
        return files;
    }
}
