using System.Text.RegularExpressions;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>
/// A missing thing and one too many that are the same but for their name. Renamed back it keeps its rows, and all that speaks of it speaks right again.
/// </summary>
internal sealed record SchemaRename(CatalogueFact Expected, CatalogueFact Found)
{
    // More of one kind than a person renames by hand; and each is compared with each.
    private const int MaxOfAKind = 20;

    /// <summary>The words of an enum are renamed without being things of their own.</summary>
    private bool IsLabel => Expected.Key == Found.Key && Expected.Kind == CatalogueKind.Enum;

    /// <summary>An extension in another schema takes the names of what it owns along.</summary>
    private bool IsMove => Expected.Key == Found.Key && Expected.Kind == CatalogueKind.Extension;

    public static IReadOnlyList<SchemaRename> Find(IReadOnlyList<CatalogueFact> expected, IReadOnlyList<CatalogueFact> found)
    {
        var (want, have) = (new SchemaSide(expected, found), new SchemaSide(found, expected));
        var (missingOnes, extraOnes) = (Few(want.Roots), Few(have.Roots));
        var pairs = from missing in missingOnes
                    from extra in extraOnes
                    where missing.Kind == extra.Kind && missing.On == extra.On && CatalogueChange.Rename(extra, missing).Length > 0
                    let rename = new SchemaRename(missing, extra)
                    where want.Family(missing).ToHashSet().SetEquals(have.Family(extra).Select(fact => Undo(fact, [rename])))
                    select rename;
        var all = pairs.ToList();
        var labels = from enumeration in expected
                     where enumeration.Kind == CatalogueKind.Enum && have.Find(enumeration.Key) is { } other && CatalogueChange.Change(enumeration, other).Contains(" rename value ", StringComparison.Ordinal)
                     select new SchemaRename(enumeration, have.Find(enumeration.Key)!);
        var moves = from extension in expected
                    where extension.Kind == CatalogueKind.Extension && have.Find(extension.Key) is { } other && other != extension
                    select new SchemaRename(extension, have.Find(extension.Key)!);
        // Two that could be the same one are not guessed at.
        return [.. labels, .. moves, .. all.Where(pair => all.Count(other => other.Expected == pair.Expected) == 1 && all.Count(other => other.Found == pair.Found) == 1)];
    }

    /// <summary>A fact as it reads once the things are called again what they should be.</summary>
    public static CatalogueFact Undo(CatalogueFact fact, IReadOnlyList<SchemaRename> renames)
    {
        foreach (var rename in renames) fact = rename.Undo(fact);
        return fact;
    }

    public IEnumerable<DriftFinding> Findings()
    {
        if (IsLabel || IsMove)
        {
            yield return new(DriftKind.Schema, Expected.Kind, Expected.FullName, Expected.Definition, Found.Definition, DriftSeverity.Critical, CatalogueChange.Change(Expected, Found));
            yield break;
        }
        yield return new(DriftKind.Schema, Expected.Kind, Expected.FullName, Shown(Expected), "", SchemaSeverity.OfMissing(Expected), CatalogueChange.Rename(Found, Expected));
        yield return new(DriftKind.Schema, Found.Kind, Found.FullName, "", Shown(Found), SchemaSeverity.OfExtra(Found), $"-- Ended by the renaming to {Expected.FullName}.");
    }

    private static List<CatalogueFact> Few(IEnumerable<CatalogueFact> roots) => [.. roots.GroupBy(root => root.Kind).Where(kind => kind.Count() <= MaxOfAKind).SelectMany(kind => kind)];

    private static string Shown(CatalogueFact fact) => fact.Definition.Length == 0 ? fact.Kind : fact.Definition;

    private CatalogueFact Undo(CatalogueFact fact)
    {
        if (IsLabel)
        {
            var (now, was) = (CatalogueChange.Labels(Found.Definition).Except(CatalogueChange.Labels(Expected.Definition)).Single(), CatalogueChange.Labels(Expected.Definition).Except(CatalogueChange.Labels(Found.Definition)).Single());
            return fact with { Definition = fact.Definition.Replace(now, was, StringComparison.Ordinal) };
        }
        if (IsMove && fact == Found) return Expected;
        if (IsMove) return fact with { Definition = fact.Definition.Replace($"{Found.Definition["with schema ".Length..]}.", $"{Expected.Definition["with schema ".Length..]}.", StringComparison.Ordinal) };
        var undone = new CatalogueFact(fact.Kind, In(fact.On), In(fact.Name), In(fact.Definition));
        // Some definitions name a thing without its schema: a trigger, a function of its own.
        var definition = Swap(undone.Definition, Bare(Found), Bare(Expected));
        // A view goes on to call a column of it what it was called.
        return undone with { Definition = Expected.Kind == CatalogueKind.Column ? definition.Replace($".{Expected.Name} AS {Expected.Name}", $".{Expected.Name}", StringComparison.Ordinal) : definition };
    }

    private string In(string text) => Swap(text, Found.Name, Expected.Name);

    private static string Bare(CatalogueFact fact) => CatalogueChange.Own(fact.Name).Split('(')[0];

    private static string Swap(string text, string name, string by) =>
        Regex.Replace(text, $@"(?<![\w""$]){Regex.Escape(name)}(?![\w""$])", by.Replace("$", "$$", StringComparison.Ordinal));
}
