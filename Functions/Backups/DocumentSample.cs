using Glimmerglass.Data.Backups;

namespace Glimmerglass.Functions.Backups;

/// <summary>
/// Chooses which documents a drill reads: those that follow the last one of the drill before, by id, and from the first one again after the last. So each is
/// read in its turn, whatever the bounds, and documents that came meanwhile have their turn, too. Holds no more than it chooses.
/// </summary>
public sealed class DocumentSample(Guid? after, int maxDocuments)
{
    private readonly SortedSet<(bool IsBehind, Guid Id)> places = [];
    private readonly Dictionary<Guid, InventoriedDocument> chosen = [];

    /// <summary>How many were offered.</summary>
    public long Offered { get; private set; }

    public void Offer(InventoriedDocument document)
    {
        Offered++;
        var place = (after is { } end && document.Id.CompareTo(end) <= 0, document.Id);
        if (places.Count == maxDocuments && place.CompareTo(places.Max) >= 0) return;

        if (places.Add(place)) chosen[document.Id] = document;
        if (places.Count <= maxDocuments) return;
        chosen.Remove(places.Max.Id);
        places.Remove(places.Max);
    }

    /// <summary>In their order, as many as have together at most <paramref name="maxBytes"/>, and at least one where one was offered.</summary>
    public IReadOnlyList<InventoriedDocument> Take(long maxBytes)
    {
        var taken = new List<InventoriedDocument>();
        var bytes = 0L;
        foreach (var (_, id) in places)
        {
            var document = chosen[id];
            if (taken.Count > 0 && document.SizeBytes > maxBytes - bytes) break;
            taken.Add(document);
            bytes += document.SizeBytes;
        }
        return taken;
    }
}
