using System.Runtime.InteropServices;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

public enum PdfEntryKind : byte
{
    Free,
    InFile,
    InObjectStream,
}

/// <summary>
/// One entry of 16 bytes: for an object in the file, its place; for one in an object stream, the stream's number, with the index within it.
/// An index above <see cref="MaxIndex"/> stands there: it names nothing.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct PdfEntry(int number, long place, int index, PdfEntryKind kind)
{
    public const int MaxIndex = (1 << 24) - 1;

    private readonly int indexAndKind = (Math.Min(index, MaxIndex) << 2) | (int)kind;

    public int Number { get; } = number;

    public long Place { get; } = place;

    public int Index => indexAndKind >> 2;

    public PdfEntryKind Kind => (PdfEntryKind)(indexAndKind & 3);
}

/// <summary>One table or stream of the cross-reference with its trailer: where it begins, which entries are its own, and where the next older one is.</summary>
public sealed class PdfSection
{
    public required long At { get; init; }

    public required long Blanks { get; init; }

    public int FirstEntry { get; init; }

    public int EntryCount { get; set; }

    public long Previous { get; set; } = -1;

    public long Hybrid { get; set; } = -1;

    public long Root { get; set; } = -1;

    public bool IsEncrypted { get; set; }

    /// <summary>False when its form is not what it should be, so that readers may differ in what they take from it.</summary>
    public bool IsSound { get; set; } = true;

    public void TakeTrailer(StreamFacts facts)
    {
        (Previous, Hybrid, Root) = (facts.Previous, facts.Hybrid, facts.Root);
        IsEncrypted |= facts.IsEncrypted;
        IsSound &= !facts.IsAmbiguous;
    }
}

/// <summary>The cross-reference as the file has it (ISO 32000-2, 7.5.4 to 7.5.8): all sections, and where the last <c>startxref</c> points.</summary>
public sealed class CrossReference(PdfFindings findings)
{
    public const int MaxSections = 1_000;
    public const int MaxEntries = 1_000_000;

    private readonly Blocks<PdfEntry> entries = new();
    private readonly List<PdfSection> sections = [];

    public IReadOnlyList<PdfSection> Sections => sections;

    /// <summary>Where the last <c>startxref</c> points, or -1.</summary>
    public long Start { get; set; } = -1;

    public PdfEntry this[int index] => entries[index];

    public PdfSection Begin(long at, long blanks)
    {
        var section = new PdfSection { At = at, Blanks = blanks, FirstEntry = entries.Count };
        if (sections.Count < MaxSections) sections.Add(section);
        else findings.Stop(Sentence.Of($"more than {MaxSections:N0} sections of the cross-reference"));
        return section;
    }

    public void Add(PdfSection section, in PdfEntry entry)
    {
        if (entries.Count == MaxEntries)
        {
            findings.Stop(Sentence.Of($"more than {MaxEntries:N0} entries in the cross-reference"));
            return;
        }
        entries.Add(entry);
        section.EntryCount = entries.Count - section.FirstEntry;
    }

    /// <summary>The section that begins at this place, blanks before it aside; null when none does.</summary>
    public PdfSection? FindAt(long at) => sections.Find(section => section.At - section.Blanks <= at && at <= section.At);
}
