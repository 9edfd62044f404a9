using System.Collections;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>Object numbers that were met, one bit for each up to the highest.</summary>
public sealed class PdfNumbers
{
    private readonly BitArray met = new(1024);

    public bool Has(int number) => number < met.Length && met[number];

    /// <summary>False: it was met before.</summary>
    public bool Add(int number)
    {
        if (Has(number)) return false;
        if (number >= met.Length) met.Length = Math.Min(PdfDefinitions.MaxNumber + 1, Math.Max(number + 1, 2 * met.Length));
        return met[number] = true;
    }
}
