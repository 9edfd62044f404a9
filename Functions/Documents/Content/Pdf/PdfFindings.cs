namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// What was found in which definition, before it is known which definitions count. <c>Definition</c> is an index of <see cref="PdfDefinitions"/>, or
/// <see cref="Trailer"/> for what always counts.
/// </summary>
public sealed class PdfFindings
{
    public const int Trailer = -1;
    public const int MaxFound = 10_000;
    public const int MaxLinks = 200_000;

    private readonly List<(int Definition, PdfRule Rule, PdfName Key)> found = [];
    private readonly List<(int Definition, PdfLinkRule Rule, int Target)> links = [];

    public IReadOnlyList<(int Definition, PdfRule Rule, PdfName Key)> Found => found;

    /// <summary>References whose targets must be looked at once all objects are known.</summary>
    public IReadOnlyList<(int Definition, PdfLinkRule Rule, int Target)> Links => links;

    /// <summary>What was past a cap, in words; null while nothing was.</summary>
    public string? PastCap { get; private set; }

    public void Add(int definition, PdfRule rule, PdfName key = PdfName.None)
    {
        if (found.Count > 0 && found[^1] == (definition, rule, key)) return;
        if (found.Count < MaxFound) found.Add((definition, rule, key));
        else Stop(Sentence.Of($"more than {MaxFound:N0} places that have to be judged"));
    }

    public void AddLink(int definition, PdfLinkRule rule, long target)
    {
        if (links.Count < MaxLinks) links.Add((definition, rule, (int)Math.Min(target, PdfDefinitions.MaxNumber + 1)));
        else Stop(Sentence.Of($"more than {MaxLinks:N0} references that have to be judged"));
    }

    /// <summary>Records the first cap that was passed.</summary>
    public void Stop(string words) => PastCap ??= words;
}
