namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>Takes what passes from the budget of the file.</summary>
public sealed class MeteredSource(IByteSource source, DecodingBudget budget) : IByteSource
{
    public int Read(Span<byte> into)
    {
        var count = source.Read(into);
        budget.Spend(count);
        return count;
    }
}
