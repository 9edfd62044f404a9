using System.Collections.Concurrent;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Files;

namespace Glimmerglass.Functions.Backups;

/// <summary>Reads a sample of the documents that belong to a backup, and holds each content against the hash that the backup has of it.</summary>
public sealed class DocumentChecks(BackupFiles backups, FileStore documents, DrillStore drills, Settings settings)
{
    /// <summary>How many documents one drill reads at most.</summary>
    public const int MaxDocuments = 5_000;

    private const int AtOnce = 4;

    public async Task Check(DrillNotes notes, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var manifest = notes.Manifest!;
        var choice = new DocumentSample(await drills.FindSampleEnd(cancel), MaxDocuments);
        await foreach (var document in backups.ReadInventory(manifest, cancel)) choice.Offer(document);
        if (choice.Offered != manifest.Documents.Rows) notes.Add(DrillFinding.Failure(DrillCheck.Files, manifest.Documents.Path, $"{manifest.Documents.Rows} documents were expected, {choice.Offered} were found."));

        var sample = choice.Take(settings.DrillSampleBytes);
        var found = await Read(sample, progress, cancel);
        var gone = sample.Where(document => found[document.Id] is null).Select(document => document.Id).ToList();
        var accepted = gone.Count == 0 ? [] : (await drills.ListAccepted(gone, cancel)).ToHashSet();

        notes.Add(DocumentComparison.Compare(sample, found, accepted));
        var read = found.Values.OfType<KeptContent>().ToList();
        (notes.Documents, notes.DocumentBytes) = (read.Count, read.Sum(content => content.SizeBytes));
        if (sample.Count > 0) notes.SampleEnd = sample[^1].Id;
        notes.Add(DocumentComparison.ReadNothing(choice.Offered, read.Count, gone.Count - accepted.Count));
    }

    private async Task<IReadOnlyDictionary<Guid, KeptContent?>> Read(IReadOnlyList<InventoriedDocument> sample, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var found = new ConcurrentDictionary<Guid, KeptContent?>();
        var (bytes, total) = (0L, sample.Sum(document => document.SizeBytes));
        await Parallel.ForEachAsync(sample, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (document, stop) =>
        {
            found[document.Id] = await documents.ReadKept(document.Id, stop);
            progress.Report(new WorkProgress("reading documents", Bytes: Interlocked.Add(ref bytes, document.SizeBytes), TotalBytes: total));
        });
        return found;
    }
}
