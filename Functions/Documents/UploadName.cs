using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Functions.Documents;

/// <summary>What can be told from the name of a file alone. A name claims a type; only the content proves it.</summary>
public static class UploadName
{
    /// <summary>The longest name in UTF-16 units.</summary>
    public const int MaxLength = 200;

    /// <summary>Says in a sentence why a name cannot be taken; null when it can.</summary>
    public static string? Refuse(string fileName)
    {
        if (string.IsNullOrEmpty(fileName.Trim(' ', '.'))) return "The file has no name. Send the name that it has on your computer, for example invoice.pdf.";
        if (fileName.Length > MaxLength) return Sentence.Of($"A file name may have {MaxLength} characters, and this one has {fileName.Length}. Shorten it.");
        if (fileName.AsSpan().IndexOfAny('/', '\\') >= 0) return "A file name may not contain / or \\. Send the name alone, without its folder.";
        if (FindForbidden(fileName) is { } code) return Sentence.Of($"The file name contains the invisible character U+{code:X4}, which can hide what the file is. Rename it.");
        return null;
    }

    /// <summary>
    /// The extension in lower case and without its dot; empty when the name claims none. Trailing dots and blanks are not part of a name,
    /// because Windows drops them and opens <c>page.url.</c> as <c>page.url</c>.
    /// </summary>
    public static string Extension(string fileName)
    {
        var name = fileName.TrimEnd(' ', '.');
        var extension = name[(name.LastIndexOf('.') + 1)..];
        return extension.Length < name.Length && extension.All(char.IsAsciiLetterOrDigit) ? extension.ToLowerInvariant() : "";
    }

    public static bool IsWebShortcut(string fileName) => Extension(fileName) is "url" or "webloc";

    /// <summary>True for characters that turn the direction of text around (Unicode Standard Annex 9, section 2).</summary>
    public static bool IsBidirectional(int rune) => rune is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);

    /// <summary>The first character that no name may have: controls, line separators, direction marks and halves of a surrogate pair.</summary>
    private static int? FindForbidden(string fileName)
    {
        for (var i = 0; i < fileName.Length; i++)
        {
            if (char.IsSurrogatePair(fileName, i)) i++;
            else if (char.IsControl(fileName[i]) || char.IsSurrogate(fileName[i]) || IsBidirectional(fileName[i]) || fileName[i] is '\u2028' or '\u2029') return fileName[i];
        }
        return null;
    }
}
