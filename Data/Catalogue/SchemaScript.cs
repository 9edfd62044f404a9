namespace Glimmerglass.Data.Catalogue;

/// <summary>
/// A schema as SQL in two parts: what must be there before the rows (extensions, types, functions, sequences, tables) and what is made faster, or can only
/// be made, after them (constraints, indexes, views, triggers). As one text the parts are divided by a line of their own, which <c>sed</c> finds as well.
/// </summary>
public sealed record SchemaScript(string BeforeRows, string AfterRows)
{
    /// <summary>The line between the two parts.</summary>
    public const string Divider = "-- The rows go in here.";

    // Bodies of functions may name what comes later, and functions of SQL are read when they are made otherwise.
    private const string Head = "set check_function_bodies = off;";

    public string Text => $"{BeforeRows.TrimEnd()}\n\n{Divider}\n\n{AfterRows.Trim()}\n";

    /// <exception cref="FormatException">The text has not exactly one dividing line.</exception>
    public static SchemaScript Parse(string text)
    {
        var parts = text.ReplaceLineEndings("\n").Split($"\n{Divider}\n");
        return parts is [var before, var after] ? new SchemaScript(before + "\n", after) : throw new FormatException($"The schema has no single line '{Divider}'.");
    }

    /// <summary>Writes what was read. Rights of roles by name are not written: the roles need not be there where the script is run.</summary>
    public static SchemaScript Of(CatalogueReading reading)
    {
        var parts = reading.Facts.Where(fact => CatalogueOrder.IsPart(fact.Kind)).ToLookup(fact => fact.On);
        return new SchemaScript(Write(reading.Facts.Take(reading.FactsBeforeRows), parts), Write(reading.Facts.Skip(reading.FactsBeforeRows), parts));
    }

    private static string Write(IEnumerable<CatalogueFact> facts, ILookup<string, CatalogueFact> parts)
    {
        var written = facts.Where(fact => !CatalogueOrder.IsPart(fact.Kind) && !IsForARole(fact)).ToList();
        var filled = written.Where(fact => fact.Kind == CatalogueKind.MaterializedView && CatalogueStatement.HasRows(fact)).Select(fact => $"refresh materialized view {fact.Name};");
        return string.Join("\n\n", [Head, .. written.Select(fact => CatalogueStatement.Make(fact, parts[fact.Name])), .. filled]) + "\n";
    }

    internal static bool IsForARole(CatalogueFact fact) => fact.Kind == CatalogueKind.Grant && fact.Name.StartsWith("role ", StringComparison.Ordinal);
}
