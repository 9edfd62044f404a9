using System.Globalization;

namespace Glimmerglass.Data.Backups;

/// <summary>A document that belongs to a backup, as its inventory has it: the content lies in the store of the documents.</summary>
/// <param name="Sha256">In lower-case hexadecimal.</param>
public sealed record InventoriedDocument(Guid Id, long SizeBytes, string Sha256)
{
    /// <summary>Reads a line as COPY writes it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static InventoriedDocument Parse(string line) =>
        line.Split('\t') is [var id, var size, { Length: 64 } hash] && Guid.TryParseExact(id, "D", out var document) && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new InventoriedDocument(document, bytes, hash)
            : throw new FormatException("A line of the inventory of documents is not an id, a size and a hash.");
}
