using Azure;
using Azure.Storage.Blobs.Models;

namespace Glimmerglass.Data.Backups;

public sealed partial class BackupFiles
{
    /// <summary>The newest backups, newest first, by one listing of the store.</summary>
    public async Task<IReadOnlyList<BackupSummary>> List(int limit, CancellationToken cancel)
    {
        var (backups, _) = await Look(cancel);
        return [.. backups.Take(limit)];
    }

    /// <summary>Folders without a manifest, oldest first: what runs left behind that were cut off, or deletions that were.</summary>
    public async Task<IReadOnlyList<string>> ListLeftovers(CancellationToken cancel) => (await Look(cancel)).Leftovers;

    /// <summary>
    /// Deletes a backup, its manifest first: a half-deleted one is none. What the store holds back for a time, because it was made unchangeable, stays, and
    /// a manifest that is held back holds all of its backup.
    /// </summary>
    public async Task<BackupDeletion> Delete(string name, CancellationToken cancel)
    {
        // An empty name would be the whole container.
        if (BackupName.StartOf(name) is null) throw new ArgumentException($"'{name}' is no name of a backup.", nameof(name));

        var manifest = $"{name}/{BackupName.Manifest}";
        if (!await TryDelete(manifest, cancel)) return new BackupDeletion(name, 0, 1);

        var (deleted, held) = (0, 0);
        await foreach (var blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, name + "/", cancel))
        {
            if (await TryDelete(blob.Name, cancel)) deleted++;
            else held++;
        }
        return new BackupDeletion(name, deleted, held);
    }

    private async Task<(IReadOnlyList<BackupSummary> Backups, IReadOnlyList<string> Leftovers)> Look(CancellationToken cancel)
    {
        var backups = new SortedDictionary<string, BackupSummary?>(StringComparer.Ordinal);
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var blob in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancel))
            {
                var (name, path) = blob.Name.Split('/', 2) is [var folder, var rest] ? (folder, rest) : (blob.Name, "");
                if (BackupName.StartOf(name) is null) continue;

                backups.TryAdd(name, null);
                if (path != BackupName.Manifest) continue;

                // One that cannot be read is no backup, and no leftover either: somebody has to look at it before it is deleted.
                if ((BackupSummary.Read(name, blob.Metadata) ?? await TrySummary(name, cancel)) is { } summary) backups[name] = summary;
                else unreadable.Add(name);
            }
        }
        catch (RequestFailedException absent) when (absent.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // Nobody has made a backup.
        }
        return ([.. backups.Values.OfType<BackupSummary>().Reverse()], [.. backups.Where(folder => folder.Value is null && !unreadable.Contains(folder.Key)).Select(folder => folder.Key)]);
    }

    private async Task<BackupSummary?> TrySummary(string name, CancellationToken cancel)
    {
        try
        {
            return BackupSummary.Of(await ReadManifest(name, cancel));
        }
        catch (BackupFailedException)
        {
            // Whoever asks for it by its name hears why.
            return null;
        }
    }

    /// <summary>False: the store holds it back.</summary>
    private async Task<bool> TryDelete(string name, CancellationToken cancel)
    {
        try
        {
            await container.GetBlobClient(name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, null, cancel);
            return true;
        }
        catch (RequestFailedException held) when (held.Status == 409 && held.ErrorCode is "BlobImmutableDueToPolicy" or "BlobImmutableDueToLegalHold")
        {
            return false;
        }
    }
}

/// <summary>What became of a backup that was to be deleted.</summary>
/// <param name="Files">How many files were deleted, beside the manifest.</param>
/// <param name="HeldBack">How many the store does not let go yet.</param>
public sealed record BackupDeletion(string Name, int Files, int HeldBack);
