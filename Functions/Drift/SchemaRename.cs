using System.Text.RegularExpressions;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>
/// A missing thing and one too many that are the same but for their name. Renamed back it keeps its rows, and all that speaks of it speaks right again.
/// </summary>
internal sealed record SchemaRename(CatalogueFact Expected, CatalogueFact Found)
{
    /// <summary>The words of an enum are renamed without being things of their own.</summary>
    private bool IsLabel => Expected.Key == Found.Key;

    public static IReadOnlyList<SchemaRename> Find(IReadOnlyList<CatalogueFact> expected, IReadOnlyList<CatalogueFact> found)
    {
        var (want, have) = (new SchemaSide(expected, found), new SchemaSide(found, expected));
        var pairs = from missing in want.Roots
                    from extra in have.Roots
                    where missing.Kind == extra.Kind && missing.On == extra.On && CatalogueChange.Rename(extra, missing).Length > 0
                    let rename = new SchemaRename(missing, extra)
                    where want.Family(missing).ToHashSet().SetEquals(have.Family(extra).Select(fact => Undo(fact, [rename])))
                    select rename;
        var all = pairs.ToList();
        var labels = from enumeration in expected
                     where enumeration.Kind == CatalogueKind.Enum && have.Find(enumeration.Key) is { } other && CatalogueChange.Change(enumeration, other).Contains(" rename value ", StringComparison.Ordinal)
                     select new SchemaRename(enumeration, have.Find(enumeration.Key)!);
        // Two that could be the same one are not guessed at.
        return [.. labels, .. all.Where(pair => all.Count(other => other.Expected == pair.Expected) == 1 && all.Count(other => other.Found == pair.Found) == 1)];
    }

    /// <summary>A fact as it reads once the things are called again what they should be.</summary>
    public static CatalogueFact Undo(CatalogueFact fact, IReadOnlyList<SchemaRename> renames)
    {
        foreach (var rename in renames) fact = rename.Undo(fact);
        return fact;
    }

    public IEnumerable<DriftFinding> Findings()
    {
        if (IsLabel)
        {
            yield return new(DriftKind.Schema, Expected.Kind, Expected.FullName, Expected.Definition, Found.Definition, DriftSeverity.Critical, CatalogueChange.Change(Expected, Found));
            yield break;
        }
        yield return new(DriftKind.Schema, Expected.Kind, Expected.FullName, Shown(Expected), "", SchemaSeverity.OfMissing(Expected), CatalogueChange.Rename(Found, Expected));
        yield return new(DriftKind.Schema, Found.Kind, Found.FullName, "", Shown(Found), SchemaSeverity.OfExtra(Found), $"-- Ended by the renaming to {Expected.FullName}.");
    }

    private static string Shown(CatalogueFact fact) => fact.Definition.Length == 0 ? fact.Kind : fact.Definition;

    private CatalogueFact Undo(CatalogueFact fact)
    {
        if (IsLabel)
        {
            var (now, was) = (CatalogueChange.Labels(Found.Definition).Except(CatalogueChange.Labels(Expected.Definition)).Single(), CatalogueChange.Labels(Expected.Definition).Except(CatalogueChange.Labels(Found.Definition)).Single());
            return fact with { Definition = fact.Definition.Replace(now, was, StringComparison.Ordinal) };
        }
        var undone = new CatalogueFact(fact.Kind, In(fact.On), In(fact.Name), In(fact.Definition));
        // Some definitions name a thing without its schema: a trigger, a function of its own.
        return undone with { Definition = Swap(undone.Definition, Bare(Found), Bare(Expected)) };
    }

    private string In(string text) => Swap(text, Found.Name, Expected.Name);

    private static string Bare(CatalogueFact fact) => CatalogueChange.Own(fact.Name).Split('(')[0];

    private static string Swap(string text, string name, string by) =>
        Regex.Replace(text, $@"(?<![\w""$]){Regex.Escape(name)}(?![\w""$])", by.Replace("$", "$$", StringComparison.Ordinal));
}
