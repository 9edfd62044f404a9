using System.Text.RegularExpressions;
using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Functions.Drift;

/// <summary>One of two readings of a schema, with what the other one does not have and what belongs to what.</summary>
internal sealed class SchemaSide
{
    private readonly Dictionary<(string Kind, string On, string Name), CatalogueFact> facts;
    private readonly Dictionary<string, CatalogueFact> owners = [];

    public SchemaSide(IReadOnlyList<CatalogueFact> facts, IEnumerable<CatalogueFact> others)
    {
        Facts = facts;
        this.facts = facts.ToDictionary(fact => fact.Key);
        foreach (var fact in facts.Where(fact => fact.On.Length == 0 || fact.Kind == CatalogueKind.Index)) owners.TryAdd(fact.Name, fact);
        var there = others.Select(fact => fact.Key).ToHashSet();
        Unmatched = facts.Select(fact => fact.Key).Where(key => !there.Contains(key)).ToHashSet();
    }

    /// <summary>In an order in which they can be made.</summary>
    public IReadOnlyList<CatalogueFact> Facts { get; }

    /// <summary>What the other side does not have.</summary>
    public IReadOnlySet<(string Kind, string On, string Name)> Unmatched { get; }

    /// <summary>What the other side does not have, without what belongs to something else that it does not have.</summary>
    public IEnumerable<CatalogueFact> Roots => Facts.Where(fact => Unmatched.Contains(fact.Key) && RootOf(fact) == fact);

    public CatalogueFact? Find((string Kind, string On, string Name) key) => facts.GetValueOrDefault(key);

    /// <summary>The outermost thing that the other side does not have and this is a part of.</summary>
    public CatalogueFact RootOf(CatalogueFact fact)
    {
        var root = fact;
        while (OwnerOf(root) is { } owner && Unmatched.Contains(owner.Key)) root = owner;
        return root;
    }

    /// <summary>A thing with all that belongs to it, in an order in which they can be made.</summary>
    public IEnumerable<CatalogueFact> Family(CatalogueFact root) => Facts.Where(fact => fact == root || IsBelow(fact, root));

    /// <summary>The definition, or what a table consists of.</summary>
    public string Describe(CatalogueFact root)
    {
        var parts = Facts.Where(fact => fact != root && Unmatched.Contains(fact.Key) && RootOf(fact) == root).GroupBy(fact => fact.Kind).Select(kind => $"{kind.Key} {string.Join(", ", kind.Select(fact => CatalogueChange.Own(fact.Name)))}").ToList();
        var itself = root.Definition.Length == 0 ? root.Kind : root.Definition;
        return parts.Count == 0 ? itself : $"{itself}, with {string.Join("; ", parts)}";
    }

    /// <summary>Whether a text speaks of a name, and not only of a longer one.</summary>
    public static bool Mentions(string text, string name) => Regex.IsMatch(text, $@"(?<![\w""$]){Regex.Escape(name)}(?![\w""$])");

    private bool IsBelow(CatalogueFact fact, CatalogueFact root)
    {
        for (var owner = OwnerOf(fact); owner is not null; owner = OwnerOf(owner)) if (owner == root) return true;
        return false;
    }

    private CatalogueFact? OwnerOf(CatalogueFact fact) => fact.Kind switch
    {
        CatalogueKind.Default or CatalogueKind.Identity => Find((CatalogueKind.Column, fact.On, fact.Name)),
        CatalogueKind.Grant => owners.GetValueOrDefault(fact.On[(fact.On.IndexOf(' ', StringComparison.Ordinal) + 1)..]),
        // A constraint or an index goes with a column that it speaks of.
        CatalogueKind.Constraint or CatalogueKind.Index when Unmatched.Contains(fact.Key) && GoneColumn(fact) is { } column => column,
        _ when fact.On.Length > 0 => owners.GetValueOrDefault(fact.On),
        _ => null,
    };

    private CatalogueFact? GoneColumn(CatalogueFact fact)
    {
        var body = fact.Kind == CatalogueKind.Index ? fact.Definition[fact.Definition.IndexOf(" USING ", StringComparison.Ordinal)..] : fact.Definition.Split(" REFERENCES ")[0];
        return Facts.FirstOrDefault(column => column.Kind == CatalogueKind.Column && column.On == fact.On && Unmatched.Contains(column.Key) && Mentions(body, column.Name));
    }
}
