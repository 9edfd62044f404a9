namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>What one file may have decoded: enough for any real one, and an end for those that are built to grow without one.</summary>
public sealed class DecodingBudget
{
    /// <summary>The most bytes that all filters of all object streams and cross-reference streams give together.</summary>
    public const long MaxBytes = 256L << 20;

    /// <summary>The most streams that may turn out undecodable.</summary>
    public const int MaxFailures = 100;

    private long bytes;
    private int failures;

    public bool IsSpent => bytes > MaxBytes || failures >= MaxFailures;

    public void Spend(int count)
    {
        bytes += count;
        if (bytes > MaxBytes) throw new InvalidDataException(PastCap);
    }

    public void Fail() => failures++;

    public static string PastCap => Sentence.Of($"more than {MaxBytes >> 20} MB of inflated object streams");
}
