using System.Runtime.InteropServices;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// One definition of an object: where it begins (or its object stream does), how many blanks stand before it, the index of its object stream's definition
/// or -1, and what it is.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public record struct PdfDefinition(long At, int Number, int Container, PdfShape Shape, ushort Generation, byte Blanks, bool IsCounted);

/// <summary>All definitions of the file in its order; a member of an object stream comes directly behind its stream.</summary>
public sealed class PdfDefinitions
{
    /// <summary>The most definitions that are kept, 24 bytes each.</summary>
    public const int MaxCount = 500_000;

    /// <summary>The highest object number (ISO 32000-1, annex C).</summary>
    public const int MaxNumber = 8_388_607;

    private readonly Blocks<PdfDefinition> definitions = new();

    public int Count => definitions.Count;

    public ref PdfDefinition this[int index] => ref definitions[index];

    /// <summary>The index of the new definition; with too many, the last one stands for it, and the file is refused for their number.</summary>
    public int Add(in PdfDefinition definition, PdfFindings findings)
    {
        if (Count < MaxCount) definitions.Add(definition);
        else findings.Stop(Sentence.Of($"more than {MaxCount:N0} objects"));
        return Count - 1;
    }

    /// <summary>The object that begins at this place, blanks before it aside; -1 when none does.</summary>
    public int FindAt(long at)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].At < at) low = middle + 1;
            else high = middle;
        }
        return low < Count && this[low].Container < 0 && this[low].At - this[low].Blanks <= at ? low : -1;
    }

    /// <summary>The place of a definition in words.</summary>
    public string Place(int index)
    {
        if (index < 0) return "trailer";
        var definition = this[index];
        return definition.Container < 0
            ? Sentence.Of($"object {definition.Number}")
            : Sentence.Of($"object {definition.Number} in object stream {this[definition.Container].Number}");
    }
}
