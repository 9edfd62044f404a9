using System.Text;
using System.Text.RegularExpressions;
using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>
/// Recognises web shortcuts by their content: <c>.url</c> of Windows, <c>.webloc</c> of macOS as XML or binary property list.
/// They hold an address and no document. Looks at the first 8,192 bytes, more than any real one has.
/// </summary>
public sealed partial class WebShortcut : IRecogniser
{
    private readonly FileHead head = new(8 * 1024);

    public static Reason Refusal { get; } = new(ReasonCode.WebShortcut,
        "This is a web shortcut: it only points to a page and holds no document. Open it, save the document itself as a PDF, and upload that.");

    public void Append(ReadOnlySpan<byte> bytes) => head.Append(bytes);

    public Findings Finish() => IsShortcut(head.Bytes) ? Findings.Against(Refusal) : Findings.None;

    private static bool IsShortcut(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("bplist"u8)) return HasUrlKey(bytes);

        var text = PlainText(bytes);
        return text.StartsWith('<') ? XmlUrlKey().IsMatch(text) && text.Contains("<plist", StringComparison.OrdinalIgnoreCase) : IsInternetShortcut(text);
    }

    /// <summary>A binary property list writes the key as an ASCII (0x53) or UTF-16 (0x63) string of three characters.</summary>
    private static bool HasUrlKey(ReadOnlySpan<byte> bytes) => bytes.IndexOf("\u0053URL"u8) >= 0 || bytes.IndexOf("\u0063\0U\0R\0L"u8) >= 0;

    /// <summary>ASCII text without byte order mark and leading blanks; dropping the zero bytes turns UTF-16 of either order into it.</summary>
    private static string PlainText(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes).Replace("\0", "", StringComparison.Ordinal);
        foreach (var mark in (ReadOnlySpan<string>)["\u00EF\u00BB\u00BF", "\u00FF\u00FE", "\u00FE\u00FF"])
        {
            if (text.StartsWith(mark, StringComparison.Ordinal)) text = text[mark.Length..];
        }
        return text.TrimStart();
    }

    private static bool IsInternetShortcut(string text)
    {
        var inSection = false;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            var line = raw.Trim();
            if (line.StartsWith("[InternetShortcut]", StringComparison.OrdinalIgnoreCase)) inSection = true;
            else if (inSection && IsUrlEntry(line)) return true;

            // A document that quotes a shortcut is none: before the section, a shortcut has nothing but lines of an INI file.
            else if (!inSection && !IsIniLine(line)) return false;
        }
        return false;
    }

    private static bool IsUrlEntry(ReadOnlySpan<char> line) =>
        line.StartsWith("url", StringComparison.OrdinalIgnoreCase) && line[3..].TrimStart().StartsWith('=');

    private static bool IsIniLine(ReadOnlySpan<char> line) => line.IsEmpty || line[0] is '[' or ';' or '#' || line.Contains('=');

    [GeneratedRegex(@"<key\s*>\s*url\s*</key", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex XmlUrlKey();
}
