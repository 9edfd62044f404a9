namespace Glimmerglass.Data.Catalogue;

/// <summary>Cuts a script into its statements, as psql does: a semicolon ends one unless it stands in a string, a name, a comment or the body of a routine.</summary>
public static class SqlText
{
    /// <summary>The statements in order, without the semicolons that end them and without comments before them.</summary>
    public static IReadOnlyList<string> Statements(string text)
    {
        List<string> statements = [];
        var (start, at, depth, before) = (0, 0, 0, "");
        var begun = false;
        while (at < text.Length)
        {
            var end = Token(text, at);
            var isBlank = char.IsWhiteSpace(text[at]) || IsComment(text, at);
            if (text[at] == ';' && depth == 0)
            {
                if (begun) statements.Add(text[start..at]);
                begun = false;
            }
            else if (!isBlank)
            {
                if (!begun) (start, begun, before) = (at, true, "");
                (depth, before) = Enter(text[at..end], before, depth);
            }
            at = end;
        }
        if (begun) statements.Add(text[start..].TrimEnd());
        return statements;
    }

    /// <summary>A body in the words of standard SQL has statements of its own, and ends by a word.</summary>
    private static (int Depth, string Before) Enter(string token, string before, int depth)
    {
        var word = token.ToLowerInvariant();
        return word switch
        {
            "atomic" when before == "begin" => (depth + 1, word),
            "case" when depth > 0 => (depth + 1, word),
            "end" when depth > 0 => (depth - 1, word),
            _ => (depth, word),
        };
    }

    /// <summary>Where the token ends that begins here. One that has no end goes on to the end of the text.</summary>
    private static int Token(string text, int at)
    {
        var letter = text[at];
        if (IsComment(text, at)) return letter == '-' ? After(text, "\n", at) : Comment(text, at);
        if (letter is '\'' or '"') return Quoted(text, at, escapes: false);
        if (letter is 'e' or 'E' && at + 1 < text.Length && text[at + 1] == '\'') return Quoted(text, at + 1, escapes: true);
        if (letter == '$' && Tag(text, at) is { } tag) return After(text, tag, at + tag.Length);
        if (!IsWord(letter)) return at + 1;

        var end = at + 1;
        while (end < text.Length && (IsWord(text[end]) || text[end] == '$')) end++;
        return end;
    }

    private static bool IsComment(string text, int at) => string.CompareOrdinal(text, at, "--", 0, 2) == 0 || string.CompareOrdinal(text, at, "/*", 0, 2) == 0;

    /// <summary>Comments lie in each other.</summary>
    private static int Comment(string text, int at)
    {
        var (end, depth) = (at + 2, 1);
        for (; end < text.Length && depth > 0; end++)
        {
            var isOpened = string.CompareOrdinal(text, end, "/*", 0, 2) == 0;
            if (!isOpened && string.CompareOrdinal(text, end, "*/", 0, 2) != 0) continue;
            depth += isOpened ? 1 : -1;
            end++;
        }
        return end;
    }

    /// <summary>A quote that is doubled ends one token and begins the next, which comes to the same.</summary>
    private static int Quoted(string text, int at, bool escapes)
    {
        var end = at + 1;
        while (end < text.Length && text[end] != text[at]) end += escapes && text[end] == '\\' ? 2 : 1;
        if (escapes && end + 1 < text.Length && text[end + 1] == text[at]) return Quoted(text, end + 1, escapes);
        return Math.Min(end + 1, text.Length);
    }

    /// <summary>$$ or $name$; null for a dollar that means something else.</summary>
    private static string? Tag(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && IsWord(text[end])) end++;
        return end < text.Length && text[end] == '$' && !char.IsAsciiDigit(text[at + 1]) ? text[at..(end + 1)] : null;
    }

    private static int After(string text, string mark, int from) => text.IndexOf(mark, from, StringComparison.Ordinal) is >= 0 and var found ? found + mark.Length : text.Length;

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_' || letter > 127;
}
