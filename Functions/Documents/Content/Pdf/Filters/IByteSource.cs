namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>Decoded bytes, read forwards. Bytes that cannot be decoded end with an <see cref="InvalidDataException"/>.</summary>
public interface IByteSource
{
    /// <summary>Fills a part of the buffer, and says how much; 0 at the end.</summary>
    int Read(Span<byte> into);
}
