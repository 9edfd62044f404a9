using System.Text;

namespace Glimmerglass.Functions.Documents.Content.Signatures;

/// <summary>Makes text of bytes whose encoding is not known, as far as ASCII goes.</summary>
internal static class PlainText
{
    /// <summary>ASCII text without byte order mark and leading blanks; dropping the zero bytes turns UTF-16 of either order into it.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) =>
        Encoding.Latin1.GetString(bytes).Replace("\0", "", StringComparison.Ordinal).TrimStart('\u00EF', '\u00BB', '\u00BF', '\u00FE', '\u00FF').TrimStart();
}
