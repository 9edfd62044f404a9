using System.Globalization;
using System.Text;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// The name under which a document is saved by whoever downloads it: <paramref name="Text"/> in any script, <paramref name="Ascii"/> for
/// readers that know no other. Neither can end a header, leave a folder or pretend another type.
/// </summary>
public sealed record DocumentName(string Text, string Ascii)
{
    /// <summary>The longest name without its extension, in Unicode characters.</summary>
    public const int MaxStemLength = 100;

    private static readonly HashSet<string> StrippedExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".heic", ".heif", ".mp4", ".m4v", ".mov", ".qt", ".webm", ".avi",
    };

    /// <summary>The header of RFC 6266, with the name in UTF-8 as RFC 8187 writes it beside the ASCII one.</summary>
    public string ContentDisposition => $"attachment; filename=\"{Ascii}\"; filename*=UTF-8''{Uri.EscapeDataString(Text)}";

    /// <summary>
    /// Makes a safe name of the uploader's. The extension follows from the content type that was recognised, so it is none for a type that is
    /// not taken. A name of which nothing is left becomes the document key and the order number.
    /// </summary>
    public static DocumentName ForDownload(string fileName, string? contentType, string documentKey, string? orderNumber = null)
    {
        var extension = contentType is null ? null : FileType.OfContentType(contentType)?.Extensions[0];
        var stem = WithoutKnownExtensions(WithoutUploadTime(fileName));
        var fallback = Safe($"{documentKey}-{orderNumber}".ToLowerInvariant(), asciiOnly: true) is { Length: > 0 } key ? key : "file";
        return new DocumentName(Named(Safe(stem, asciiOnly: false), fallback, extension), Named(Safe(stem, asciiOnly: true), fallback, extension));
    }

    private static string Named(string stem, string fallback, string? extension) =>
        (stem.Length > 0 ? stem : fallback) + (extension is null ? "" : "." + extension);

    /// <summary>Names given by the system that came before begin with the time of the upload in milliseconds and a dash.</summary>
    private static string WithoutUploadTime(string name)
    {
        var digits = name.TakeWhile(char.IsAsciiDigit).Count();
        return digits >= 12 && digits < name.Length && name[digits] == '-' ? name[(digits + 1)..] : name;
    }

    private static string WithoutKnownExtensions(string name)
    {
        name = name.TrimEnd(' ', '.');
        while (name.LastIndexOf('.') is >= 0 and var dot && StrippedExtensions.Contains(name[dot..])) name = name[..dot].TrimEnd(' ', '.');
        return name;
    }

    /// <summary>Letters, digits and their marks stay, everything else but dots and dashes becomes one underscore; none of the three at either end.</summary>
    private static string Safe(string name, bool asciiOnly)
    {
        var safe = new StringBuilder();
        foreach (var rune in name.EnumerateRunes().Take(MaxStemLength))
        {
            var text = Keeps(rune, asciiOnly) ? rune.ToString() : "_";
            if (text is "_" or "-" or "." && safe.Length > 0 && safe[^1] == text[0]) continue;
            safe.Append(text);
        }
        return safe.ToString().Trim('_', '-', '.');
    }

    private static bool Keeps(Rune rune, bool asciiOnly)
    {
        if (rune.Value is '.' or '-') return true;
        if (asciiOnly && !rune.IsAscii) return false;
        return Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
    }
}
