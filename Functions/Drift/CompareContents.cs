using System.Runtime.CompilerServices;
using Glimmerglass.Data;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Files;

namespace Glimmerglass.Functions.Drift;

/// <summary>
/// Compares accepted documents with the blobs that are kept for them: two lists in one order, read side by side a page at a time, so that a million
/// documents need no more memory than a thousand. What looks wrong there is looked at once more before it counts, because both change meanwhile.
/// </summary>
public sealed class CompareContents(AcceptedContentStore documents, FileStore files) : IDriftSource
{
    private const int PageSize = 5_000;
    private const int MaxSuspects = 1_000;

    private static readonly NotCompared[] leftOut =
    [
        new(DriftKind.Blobs, "quarantine", "a lifecycle rule of the store empties it", ByDesign: true),
        new(DriftKind.Blobs, "the bytes of documents", "restore drills hash a sample of them", ByDesign: true),
    ];

    public DriftKind Kind => DriftKind.Blobs;

    public string What => "the blobs";

    public async Task<DriftReading> Read(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var (suspects, stoppedAt) = await Suspects(now, progress, cancel);
        var findings = await Confirmed(suspects, now, cancel);
        findings.AddRange(await Forgotten(now, cancel));
        return new DriftReading
        {
            Findings = findings,
            NotCompared = stoppedAt is null ? leftOut : [.. leftOut, new NotCompared(DriftKind.Blobs, $"the blobs from {stoppedAt} on", $"there were more than {MaxSuspects:N0} differences before", ByDesign: false)],
        };
    }

    /// <summary>The names that look wrong, at most 1,000, and the name at which the search ended because there were more.</summary>
    private async Task<(List<string> Names, string? StoppedAt)> Suspects(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        List<string> names = [];
        await using var blobs = files.ListKept(cancel).GetAsyncEnumerator(cancel);
        await using var rows = Rows(progress, cancel).GetAsyncEnumerator(cancel);
        var (row, blob) = (await Next(rows), await Next(blobs));
        while (row is not null || blob is not null)
        {
            var (name, order) = (row?.Id.ToString("D"), 0);
            order = name is null ? 1 : blob is null ? -1 : string.CompareOrdinal(name, blob.Name);
            if (IsSuspect(order <= 0 ? row : null, order >= 0 ? blob : null, now)) names.Add(order <= 0 ? name! : blob!.Name);
            if (names.Count > MaxSuspects) return (names[..MaxSuspects], names[^1]);

            if (order <= 0) row = await Next(rows);
            if (order >= 0) blob = await Following(blobs, blob!.Name);
        }
        return (names, null);
    }

    private static bool IsSuspect(AcceptedContent? row, KeptFile? blob, DateTimeOffset now) =>
        row is null ? ContentDifference.Unneeded(blob!, null, now) is not null : ContentDifference.Compare(row, blob, now).Any();

    private static async Task<T?> Next<T>(IAsyncEnumerator<T> list) where T : class => await list.MoveNextAsync() ? list.Current : null;

    private static async Task<KeptFile?> Following(IAsyncEnumerator<KeptFile> blobs, string last)
    {
        var next = await Next(blobs);
        return next is null || string.CompareOrdinal(next.Name, last) > 0
            ? next
            : throw new InvalidOperationException("The store was expected to list blobs in the order of their names, and did not: they cannot be compared with rows in that order.");
    }

    private async IAsyncEnumerable<AcceptedContent> Rows(IProgress<WorkProgress> progress, [EnumeratorCancellation] CancellationToken cancel)
    {
        var read = 0L;
        Guid? after = null;
        while (true)
        {
            var page = await documents.ListPage(after, PageSize, cancel);
            foreach (var row in page) yield return row;
            progress.Report(new WorkProgress("comparing blobs and rows", read += page.Count));
            if (page.Count < PageSize) yield break;
            after = page[^1].Id;
        }
    }

    /// <summary>The blob first and its row after it, as things are now: a document that goes tells of it in the statement that ends its row.</summary>
    private async Task<List<DriftFinding>> Confirmed(List<string> names, DateTimeOffset now, CancellationToken cancel)
    {
        var blobs = new List<(string Name, KeptFile? Blob)>(names.Count);
        foreach (var name in names) blobs.Add((name, await files.FindKept(name, cancel)));
        Guid[] ids = [.. names.Select(Id).OfType<Guid>()];
        var rows = (await documents.List(ids, cancel)).ToDictionary(row => row.Id);
        var owners = (await documents.ListOwners(ids, cancel)).ToDictionary(owner => owner.Id);

        List<DriftFinding> findings = [];
        foreach (var (name, blob) in blobs)
        {
            var id = Id(name) ?? Guid.Empty;
            if (rows.TryGetValue(id, out var row)) findings.AddRange(ContentDifference.Compare(row, blob, now));
            else if (blob is not null && ContentDifference.Unneeded(blob, owners.GetValueOrDefault(id), now) is { } unneeded) findings.Add(unneeded);
        }
        return findings;
    }

    private async Task<IEnumerable<DriftFinding>> Forgotten(DateTimeOffset now, CancellationToken cancel)
    {
        var waiting = (await files.ListIncoming(MaxSuspects, cancel)).Where(upload => now - upload.ArrivedAt > ContentDifference.LongestWait).ToList();
        if (waiting.Count == 0) return [];
        var owners = (await documents.ListOwners([.. waiting.Select(upload => Id(upload.Name)).OfType<Guid>()], cancel)).ToDictionary(owner => owner.Id);
        return waiting.Select(upload => ContentDifference.Forgotten(upload, owners.GetValueOrDefault(Id(upload.Name) ?? Guid.Empty), now)).OfType<DriftFinding>();
    }

    /// <summary>The document that a name means; null for any other name, and for another spelling of an id.</summary>
    private static Guid? Id(string name) => Guid.TryParseExact(name, "D", out var id) && id.ToString("D") == name ? id : null;
}
