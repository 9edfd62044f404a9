namespace Glimmerglass.Data.Catalogue;

/// <summary>
/// A schema as SQL in two parts: what must be there before the rows (extensions, types, functions, sequences, tables) and what is made faster, or can only
/// be made, after them (constraints, indexes, views, triggers). As one text the parts are divided by a line of their own, which <c>sed</c> finds as well.
/// </summary>
public sealed record SchemaScript(string BeforeRows, string AfterRows)
{
    /// <summary>The line between the two parts.</summary>
    public const string Divider = "-- The rows go in here.";

    public string Text => $"{BeforeRows.TrimEnd()}\n\n{Divider}\n\n{AfterRows.Trim()}\n";

    /// <exception cref="FormatException">The text has not exactly one dividing line.</exception>
    public static SchemaScript Parse(string text)
    {
        var parts = text.ReplaceLineEndings("\n").Split($"\n{Divider}\n");
        return parts is [var before, var after] ? new SchemaScript(before + "\n", after) : throw new FormatException($"The schema has no single line '{Divider}'.");
    }
}
