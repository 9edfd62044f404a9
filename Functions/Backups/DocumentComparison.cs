using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Files;

namespace Glimmerglass.Functions.Backups;

/// <summary>Compares the documents that belong to a backup with what lies in the store.</summary>
public static class DocumentComparison
{
    /// <param name="found">What lies in the store of each document of the sample; null for nothing.</param>
    /// <param name="accepted">Those that lie nowhere and should: they are accepted in the running database still.</param>
    public static IEnumerable<DrillFinding> Compare(
        IReadOnlyList<InventoriedDocument> sample, IReadOnlyDictionary<Guid, KeptContent?> found, IReadOnlySet<Guid> accepted)
    {
        foreach (var document in sample)
        {
            if (found[document.Id] is not { } content)
            {
                if (accepted.Contains(document.Id)) yield return Failure(document, "The document is accepted, and its content is not in the store.");
            }
            else if (content.SizeBytes != document.SizeBytes) yield return Failure(document, FormattableString.Invariant($"The content was expected to have {document.SizeBytes:N0} bytes and has {content.SizeBytes:N0}."));
            else if (content.Sha256 != document.Sha256) yield return Failure(document, "The content is not the one that was accepted: its SHA-256 is another.");
        }
    }

    /// <summary>There are documents, and none could be read, though they were not all taken away since the backup.</summary>
    public static DrillFinding? ReadNothing(long inventory, int read, int takenAway) => inventory == 0 || read + takenAway > 0
        ? null
        : DrillFinding.Failure(DrillCheck.Documents, "", FormattableString.Invariant($"None of the {inventory:N0} documents of the backup was read, so nothing is proven of them."));

    private static DrillFinding Failure(InventoriedDocument document, string sentence) => DrillFinding.Failure(DrillCheck.Documents, document.Id.ToString(), sentence);
}
