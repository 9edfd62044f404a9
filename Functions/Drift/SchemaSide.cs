using System.Text.RegularExpressions;
using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Functions.Drift;

/// <summary>One of two readings of a schema, with what the other one does not have and what belongs to what.</summary>
internal sealed class SchemaSide
{
    private readonly Dictionary<(string Kind, string On, string Name), CatalogueFact> facts;
    private readonly Dictionary<string, CatalogueFact> owners = [];
    private readonly Dictionary<string, CatalogueFact> columns;
    private readonly ILookup<string, CatalogueFact> goneColumns;
    private readonly Dictionary<(string Kind, string On, string Name), CatalogueFact> roots;
    private readonly ILookup<CatalogueFact, CatalogueFact> unmatchedOf;

    public SchemaSide(IReadOnlyList<CatalogueFact> facts, IEnumerable<CatalogueFact> others)
    {
        Facts = facts;
        this.facts = facts.ToDictionary(fact => fact.Key);
        columns = facts.Where(fact => fact.Kind == CatalogueKind.Column).ToDictionary(fact => fact.FullName);
        foreach (var fact in facts.Where(fact => fact.On.Length == 0 || fact.Kind == CatalogueKind.Index)) owners.TryAdd(fact.Name, fact);
        var there = others.Select(fact => fact.Key).ToHashSet();
        Unmatched = facts.Select(fact => fact.Key).Where(key => !there.Contains(key)).ToHashSet();
        var unmatched = facts.Where(fact => Unmatched.Contains(fact.Key)).ToList();
        goneColumns = unmatched.Where(fact => fact.Kind == CatalogueKind.Column).ToLookup(fact => fact.On);
        roots = unmatched.ToDictionary(fact => fact.Key, Outermost);
        unmatchedOf = unmatched.ToLookup(fact => roots[fact.Key]);
    }

    /// <summary>In an order in which they can be made.</summary>
    public IReadOnlyList<CatalogueFact> Facts { get; }

    /// <summary>What the other side does not have.</summary>
    public IReadOnlySet<(string Kind, string On, string Name)> Unmatched { get; }

    /// <summary>What the other side does not have, without what belongs to something else that it does not have.</summary>
    public IEnumerable<CatalogueFact> Roots => Facts.Where(fact => Unmatched.Contains(fact.Key) && RootOf(fact) == fact);

    /// <summary>What the other side does not have and is told with this, itself first or at its place.</summary>
    public IEnumerable<CatalogueFact> UnmatchedOf(CatalogueFact root) => unmatchedOf[root];

    public CatalogueFact? Find((string Kind, string On, string Name) key) => facts.GetValueOrDefault(key);

    /// <summary>The outermost thing that the other side does not have and this is a part of; the thing itself when the other side has it.</summary>
    public CatalogueFact RootOf(CatalogueFact fact) => roots.GetValueOrDefault(fact.Key, fact);

    /// <summary>A thing with all that belongs to it, in an order in which they can be made.</summary>
    public IEnumerable<CatalogueFact> Family(CatalogueFact root) => Facts.Where(fact => fact == root || IsBelow(fact, root));

    /// <summary>The definition, or what a table consists of.</summary>
    public string Describe(CatalogueFact root)
    {
        var parts = unmatchedOf[root].Where(fact => fact != root).GroupBy(fact => fact.Kind).Select(kind => $"{kind.Key} {string.Join(", ", kind.Select(fact => CatalogueChange.Own(fact.Name)))}").ToList();
        var itself = root.Definition.Length == 0 ? root.Kind : root.Definition;
        return parts.Count == 0 ? itself : $"{itself}, with {string.Join("; ", parts)}";
    }

    /// <summary>Whether a text speaks of a name, and not only of a longer one.</summary>
    public static bool Mentions(string text, string name) => text.Contains(name, StringComparison.Ordinal) && Regex.IsMatch(text, $@"(?<![\w""$]){Regex.Escape(name)}(?![\w""$])");

    private CatalogueFact Outermost(CatalogueFact fact)
    {
        var root = fact;
        while (OwnerOf(root) is { } owner && Unmatched.Contains(owner.Key)) root = owner;
        return root;
    }

    private bool IsBelow(CatalogueFact fact, CatalogueFact root)
    {
        for (var owner = OwnerOf(fact); owner is not null; owner = OwnerOf(owner)) if (owner == root) return true;
        return false;
    }

    private CatalogueFact? OwnerOf(CatalogueFact fact) => fact.Kind switch
    {
        CatalogueKind.Default or CatalogueKind.Identity => Find((CatalogueKind.Column, fact.On, fact.Name)),
        CatalogueKind.Grant => owners.GetValueOrDefault(fact.On[(fact.On.IndexOf(' ', StringComparison.Ordinal) + 1)..]),
        // Made after both, dropped with either.
        CatalogueKind.SequenceOwner when columns.TryGetValue(fact.Definition, out var column) && Unmatched.Contains(column.Key) => column,
        // A constraint or an index goes with a column that it speaks of.
        CatalogueKind.Constraint or CatalogueKind.Index when Unmatched.Contains(fact.Key) && GoneColumn(fact) is { } gone => gone,
        _ when fact.On.Length > 0 => owners.GetValueOrDefault(fact.On),
        _ => null,
    };

    private CatalogueFact? GoneColumn(CatalogueFact fact)
    {
        var body = fact.Kind == CatalogueKind.Index ? fact.Definition[fact.Definition.IndexOf(" USING ", StringComparison.Ordinal)..] : fact.Definition.Split(" REFERENCES ")[0];
        return goneColumns[fact.On].FirstOrDefault(column => Mentions(body, column.Name));
    }
}
