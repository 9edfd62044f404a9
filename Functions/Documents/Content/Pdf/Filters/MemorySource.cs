namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>Bytes as they are.</summary>
public sealed class MemorySource(ReadOnlyMemory<byte> bytes) : IByteSource
{
    private int at;

    public int Read(Span<byte> into)
    {
        var part = bytes.Span.Slice(at, Math.Min(into.Length, bytes.Length - at));
        part.CopyTo(into);
        at += part.Length;
        return part.Length;
    }
}
