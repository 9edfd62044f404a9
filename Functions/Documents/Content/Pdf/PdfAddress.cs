namespace Glimmerglass.Functions.Documents.Content.Pdf;

/// <summary>Tells addresses that a reader may hand to another program from those that open a web page or a letter.</summary>
public static class PdfAddress
{
    private const int MaxSchemeLength = 40;

    /// <summary>
    /// Whether the address has a scheme (RFC 3986, 3.1) other than http, https and mailto. Blanks, control characters and the marks and zero bytes of Unicode do not
    /// count, because browsers skip them; an address of nothing else is foreign when it was too long to be read to its end.
    /// </summary>
    public static bool IsForeign(ReadOnlySpan<byte> address)
    {
        Span<byte> scheme = stackalloc byte[MaxSchemeLength];
        var count = 0;
        for (var at = ByteOrderMarkBytes(address); at < address.Length; at++)
        {
            var value = address[at];
            if (value <= ' ' || value == 0x7F) continue;
            if (value == ':') return IsForeignScheme(scheme[..count], address[(at + 1)..]);
            if (!IsOfScheme(value) || count == MaxSchemeLength) return false;
            scheme[count++] = (byte)char.ToLowerInvariant((char)value);
        }
        return count == 0 && address.Length > 1000;
    }

    private static int ByteOrderMarkBytes(ReadOnlySpan<byte> address) => address switch
    {
        [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] => 2,
        [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    };

    private static bool IsOfScheme(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'+' or (byte)'-' or (byte)'.';

    private static bool IsForeignScheme(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> rest)
    {
        if (scheme.SequenceEqual("http"u8) || scheme.SequenceEqual("https"u8) || scheme.SequenceEqual("mailto"u8)) return false;
        if (scheme.IsEmpty || !char.IsAsciiLetter((char)scheme[0])) return false;

        // A host with its port is no scheme: www.example.org:8080/page.
        return !(scheme.Contains((byte)'.') && rest.TrimStart((byte)0) is [>= (byte)'0' and <= (byte)'9', ..]);
    }
}
