using Glimmerglass.Functions.Documents.Content.Pdf.Filters;

namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>Reads the entries of a cross-reference stream (ISO 32000-2, 7.5.8).</summary>
public sealed class CrossReferenceStream(CrossReference crossReference, DecodingBudget budget)
{
    private const int MaxWidth = 8;

    /// <summary>Whether a reader would take this for a cross-reference stream. Some do without its type.</summary>
    public static bool Is(PdfShape shape, StreamFacts facts) => shape.HasFlag(PdfShape.CrossReference) || facts.Widths.Count == 3;

    /// <summary>Adds the entries to the section, which is not sound when something is wrong with them.</summary>
    public void Read(PdfSection section, StreamFacts facts, ReadOnlyMemory<byte> data)
    {
        if (budget.IsSpent || facts.Widths.Count != 3 || facts.Widths.Exists(width => width is < 0 or > MaxWidth) || facts.Index.Count % 2 != 0)
        {
            section.IsSound = false;
            return;
        }
        try
        {
            using var decoded = new FilterChain(data, facts, budget);
            ReadSubsections(section, facts, new ByteReader(decoded));
        }
        catch (InvalidDataException)
        {
            budget.Fail();
            section.IsSound = false;
        }
    }

    private void ReadSubsections(PdfSection section, StreamFacts facts, ByteReader decoded)
    {
        List<long> index = facts.Index.Count > 0 ? facts.Index : [0, facts.Size];
        Span<byte> row = stackalloc byte[(int)facts.Widths.Sum()];
        for (var i = 0; i < index.Count; i += 2)
        {
            var (first, count) = (index[i], index[i + 1]);
            if (first < 0 || count < 0 || first + count > PdfDefinitions.MaxNumber + 1L) section.IsSound = false;
            for (var number = first; section.IsSound && number < first + count; number++)
            {
                if (row.IsEmpty || decoded.Fill(row) < row.Length) section.IsSound = false;
                else AddEntry(section, number, row, facts.Widths);
            }
        }
    }

    private void AddEntry(PdfSection section, long number, ReadOnlySpan<byte> row, List<long> widths)
    {
        var kind = widths[0] == 0 ? 1 : Field(row[..(int)widths[0]]);
        var second = Field(row.Slice((int)widths[0], (int)widths[1]));
        var third = Field(row[(int)(widths[0] + widths[1])..]);

        // Types above 2 are for the future and stand for null (7.5.8.3).
        if (kind > 2) return;
        if (second < 0 || third is < 0 or > int.MaxValue) section.IsSound = false;
        else crossReference.Add(section, new PdfEntry((int)number, second, (int)third, (PdfEntryKind)kind));
    }

    private static long Field(ReadOnlySpan<byte> bytes)
    {
        long value = 0;
        foreach (var next in bytes) value = (value << 8) | next;
        return value;
    }
}
