namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// Reads a cross-reference table (ISO 32000-2, 7.5.4) from its tokens. Lines of other lengths than 20 bytes are read, and not trusted.
/// </summary>
public sealed class CrossReferenceTable(CrossReference crossReference, PdfSection section)
{
    private readonly long[] numbers = new long[4];
    private int count;
    private long firstAt;
    private long secondAt;
    private long entryAt = -1;
    private long next = -1;
    private long left;

    public PdfSection Section => section;

    public void TakeNumber(in PdfToken token)
    {
        var number = token.Number;
        (firstAt, secondAt) = (secondAt, token.At);
        if (count < numbers.Length) numbers[count++] = number;
        else section.IsSound = false;
    }

    /// <summary>Something that has no place in a table.</summary>
    public void Distrust() => Section.IsSound = false;

    /// <summary>An entry ends with n or f; the numbers of a subsection's head stand before those of its first entry.</summary>
    public void TakeKeyword(in PdfToken token)
    {
        var keyword = token.Text;
        if (keyword is not ([(byte)'n'] or [(byte)'f']) || count is not (2 or 4))
        {
            section.IsSound = false;
            count = 0;
            return;
        }
        if (count == 4) TakeHead();

        // Some readers look at every twentieth byte, and would find other numbers there.
        var isInLine = secondAt == firstAt + 11 && token.At == firstAt + 17 && (count == 4 || firstAt == entryAt + 20);
        section.IsSound &= isInLine;
        entryAt = firstAt;
        TakeEntry(keyword[0] == 'n', numbers[count - 2], numbers[count - 1]);
        count = 0;
    }

    public void End()
    {
        if (count == 2) TakeHead();
        if (count is not (0 or 2) || left != 0) section.IsSound = false;
        count = 0;
    }

    private void TakeHead()
    {
        if (left != 0) section.IsSound = false;
        (next, left) = (numbers[0], numbers[1]);
    }

    private void TakeEntry(bool isInUse, long place, long generation)
    {
        if (left <= 0 || next is < 0 or > PdfDefinitions.MaxNumber || generation is < 0 or > ushort.MaxValue)
        {
            section.IsSound = false;
            return;
        }
        crossReference.Add(section, new PdfEntry((int)next, place, (int)generation, isInUse ? PdfEntryKind.InFile : PdfEntryKind.Free));
        next++;
        left--;
    }
}
