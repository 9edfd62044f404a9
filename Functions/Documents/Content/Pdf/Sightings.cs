namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>
/// Counts what looks like the begin of an object or of a cross-reference anywhere, also within strings, comments and streams. What the parser did not come
/// across itself is hidden, and a reader that jumps there by a wrong cross-reference, or that rebuilds it by searching, would see other objects.
/// </summary>
public sealed class Sightings
{
    private readonly KeywordSearch objects = new([.. "obj"u8]);
    private readonly KeywordSearch crossReferences = new([.. "xref"u8]);

    // The last three bytes that are no blanks: at most two of them are the begin of a keyword that spans the border.
    private readonly byte[] dark = new byte[3];

    private readonly byte[] tail = new byte["startxref".Length];
    private long position;

    /// <summary>How often <c>obj</c> follows a digit, with or without blanks between.</summary>
    public long Objects { get; private set; }

    /// <summary>How often <c>xref</c> occurs, also as the end of <c>startxref</c>.</summary>
    public long CrossReferences { get; private set; }

    /// <summary>Where the last <c>startxref</c> begins, or -1.</summary>
    public long LastStart { get; private set; } = -1;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; Next(objects, bytes, ref at);)
        {
            if (char.IsAsciiDigit((char)DarkBefore(bytes, at - "obj".Length))) Objects++;
        }
        for (var at = 0; Next(crossReferences, bytes, ref at);)
        {
            CrossReferences++;
            if (EndsWithStart(bytes[..at])) LastStart = position + at - "startxref".Length;
        }
        KeepDark(bytes);
        KeepTail(bytes);
        position += bytes.Length;
    }

    private static bool Next(KeywordSearch search, ReadOnlySpan<byte> bytes, ref int at)
    {
        if (at >= bytes.Length || search.FindEnd(bytes[at..]) is not (>= 0 and var length)) return false;
        at += length;
        return true;
    }

    private bool EndsWithStart(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= tail.Length) return bytes.EndsWith("startxref"u8);
        return bytes.SequenceEqual("startxref"u8[^bytes.Length..]) && tail.AsSpan().EndsWith("startxref"u8[..^bytes.Length]);
    }

    private void KeepTail(ReadOnlySpan<byte> bytes)
    {
        var fresh = bytes[^Math.Min(bytes.Length, tail.Length)..];
        tail.AsSpan(fresh.Length).CopyTo(tail);
        fresh.CopyTo(tail.AsSpan(tail.Length - fresh.Length));
    }

    /// <summary>The last byte before this place that is no blank; the place is negative when the keyword began before these bytes.</summary>
    private byte DarkBefore(ReadOnlySpan<byte> bytes, int place)
    {
        if (place < 0) return dark[dark.Length - 1 + place];
        for (var at = place - 1; at >= 0; at--)
        {
            if (!IsBlank(bytes[at])) return bytes[at];
        }
        return dark[^1];
    }

    private static bool IsBlank(byte value) => PdfBytes.IsBlank(value) || PdfBytes.IsBlankForSome(value);

    private void KeepDark(ReadOnlySpan<byte> bytes)
    {
        Span<byte> fresh = stackalloc byte[dark.Length];
        var count = 0;
        for (var at = bytes.Length - 1; at >= 0 && count < fresh.Length; at--)
        {
            if (!IsBlank(bytes[at])) fresh[^++count] = bytes[at];
        }
        dark.AsSpan(count).CopyTo(fresh);
        dark.AsSpan(count).CopyTo(dark);
        fresh[^count..].CopyTo(dark.AsSpan(dark.Length - count));
    }
}
