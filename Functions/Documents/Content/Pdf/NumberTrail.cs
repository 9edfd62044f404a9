namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>The last two numbers that were read: with <c>obj</c> behind them they begin an object (ISO 32000-2, 7.3.10).</summary>
public sealed class NumberTrail
{
    private (long Number, long At, long Blanks) first;
    private (long Number, long At, long Blanks) second;
    private int count;

    /// <summary>There are two numbers that can be an object's.</summary>
    public bool IsHead => count == 2 && first.Number >= 0 && second.Number >= 0;

    /// <summary>No comment stands behind the second number.</summary>
    public bool IsUninterrupted { get; private set; }

    public void Push(in PdfToken integer)
    {
        (first, second) = (second, (integer.Number, integer.At, integer.Blanks));
        count = Math.Min(2, count + 1);
        IsUninterrupted = true;
    }

    public void Interrupt() => IsUninterrupted = false;

    public void Clear() => count = 0;

    /// <summary>The definition that begins here. A number above the highest there may be stands one above it.</summary>
    public PdfDefinition Definition() => new(first.At, (int)Math.Min(first.Number, PdfDefinitions.MaxNumber + 1), -1, PdfShape.None,
        (ushort)Math.Min(second.Number, ushort.MaxValue), (byte)Math.Min(first.Blanks, byte.MaxValue), IsCounted: false);
}
