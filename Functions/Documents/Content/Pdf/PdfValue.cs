namespace Glimmerglass.Functions.Documents.Content.Pdf;

public enum PdfValueKind : byte
{
    Name,
    Text,
    Integer,
    Reference,
    Dictionary,
    Array,
    Null,

    /// <summary>A real number, a boolean, or a keyword that is none of the language.</summary>
    Other,
}

/// <summary>One whole value. A dictionary or array is told by its shape alone; <see cref="Number"/> of a reference is the object's number.</summary>
public readonly struct PdfValue(PdfValueKind kind, PdfName name = PdfName.None, long number = 0, PdfShape shape = PdfShape.None)
{
    public PdfValueKind Kind { get; } = kind;

    public PdfName Name { get; } = name;

    public long Number { get; } = number;

    public PdfShape Shape { get; } = shape;
}
