namespace Glimmerglass.Functions.Documents.Content.Pdf;

public enum PdfTokenKind : byte
{
    Name,
    String,
    Integer,
    Real,
    Keyword,
    OpenDictionary,
    CloseDictionary,
    OpenArray,
    CloseArray,
    Comment,

    /// <summary>A bracket or brace that stands where none can.</summary>
    Stray,

    /// <summary>The comment <c>%%EOF</c>.</summary>
    EndMarker,
}

/// <summary>
/// One token. <see cref="Text"/> are the bytes of a name, string or keyword after escapes, as many as are kept; <see cref="At"/> is where it
/// begins in its file or stream, and <see cref="Blanks"/> how many blanks stand directly before.
/// </summary>
public readonly ref struct PdfToken(PdfTokenKind kind, ReadOnlySpan<byte> text, long number, long at, long blanks, bool isSplit = false)
{
    public PdfTokenKind Kind { get; } = kind;

    public ReadOnlySpan<byte> Text { get; } = text;

    public long Number { get; } = number;

    public long At { get; } = at;

    public long Blanks { get; } = blanks;

    /// <summary>A name or keyword within which a reader that takes more bytes for blanks would find several tokens.</summary>
    public bool IsSplit { get; } = isSplit;
}

/// <summary>Takes the tokens in the order of the file.</summary>
public interface IPdfTokens
{
    void Take(in PdfToken token);
}
