namespace Glimmerglass.Data.Catalogue;

/// <summary>
/// The order in which things can be made: after those they need, and else by kind and name, so that the same schema is always written the same way.
/// A circle of needs is cut where it is met; PostgreSQL has none but through a table and its own row type.
/// </summary>
internal sealed class CatalogueOrder
{
    private static readonly string[] Things =
    [
        CatalogueKind.Enum, CatalogueKind.Composite, CatalogueKind.Range, CatalogueKind.Domain, CatalogueKind.Sequence, CatalogueKind.Table,
        CatalogueKind.Function, CatalogueKind.Procedure, CatalogueKind.View, CatalogueKind.MaterializedView,
    ];

    private static readonly string[] Later =
    [
        CatalogueKind.SequenceOwner, CatalogueKind.TableOptions, CatalogueKind.ViewOptions, CatalogueKind.MaterializedViewOptions, CatalogueKind.Constraint, CatalogueKind.Index, CatalogueKind.IndexPartition,
        CatalogueKind.IndexOptions, CatalogueKind.Trigger, CatalogueKind.RowSecurity, CatalogueKind.Policy, CatalogueKind.Grant,
    ];

    private readonly Dictionary<string, CatalogueFact> things;
    private readonly ILookup<string, string> needs;

    public CatalogueOrder(IReadOnlyList<(string Id, CatalogueFact Fact)> facts, ILookup<string, string> needs)
    {
        things = facts.ToDictionary(fact => fact.Id, fact => fact.Fact);
        this.needs = needs;

        var order = facts.OrderBy(fact => Array.IndexOf(Things, fact.Fact.Kind)).ThenBy(fact => fact.Fact.Name, StringComparer.Ordinal).Select(fact => fact.Id).ToList();
        var seen = new HashSet<string>();
        List<string> sorted = [];
        foreach (var id in order) Visit(id, seen, sorted);

        // Whatever holds rows, and what that needs, comes before them; views and what is made of views wait, unless rows need them.
        var early = new HashSet<string>();
        foreach (var id in sorted.Where(id => !IsView(things[id].Kind) && !(IsRoutine(things[id].Kind) && ReachesView(id, [])))) Visit(id, early, []);
        BeforeRows = [.. sorted.Where(early.Contains).Select(id => things[id])];
        AfterRows = [.. sorted.Where(id => !early.Contains(id)).Select(id => things[id])];
    }

    public IReadOnlyList<CatalogueFact> BeforeRows { get; }

    public IReadOnlyList<CatalogueFact> AfterRows { get; }

    public static bool CanNeed(string kind) => Things.Contains(kind);

    /// <summary>Whether it is made together with what it is on.</summary>
    public static bool IsPart(string kind) => kind is CatalogueKind.Attribute or CatalogueKind.DomainConstraint or CatalogueKind.Column or CatalogueKind.Default or CatalogueKind.Identity;

    /// <summary>Keys come first of all that follows the rows: a view that groups by one needs it, and so does whoever refers to it.</summary>
    public static bool IsKey(CatalogueFact fact) => fact.Kind == CatalogueKind.Constraint && (fact.Definition.StartsWith("PRIMARY KEY", StringComparison.Ordinal) || fact.Definition.StartsWith("UNIQUE", StringComparison.Ordinal));

    public static IEnumerable<CatalogueFact> ByKind(IEnumerable<CatalogueFact> facts) =>
        facts.OrderBy(fact => Array.IndexOf(Later, fact.Kind)).ThenBy(IsReference).ThenBy(fact => fact.On, StringComparer.Ordinal).ThenBy(fact => fact.Name, StringComparer.Ordinal);

    private static bool IsReference(CatalogueFact fact) => fact.Kind == CatalogueKind.Constraint && fact.Definition.StartsWith("FOREIGN KEY", StringComparison.Ordinal);

    private static bool IsView(string kind) => kind is CatalogueKind.View or CatalogueKind.MaterializedView;

    private static bool IsRoutine(string kind) => kind is CatalogueKind.Function or CatalogueKind.Procedure;

    private void Visit(string id, HashSet<string> seen, List<string> sorted)
    {
        if (!things.ContainsKey(id) || !seen.Add(id)) return;
        foreach (var need in needs[id].OrderBy(need => things.TryGetValue(need, out var thing) ? thing.Name : "", StringComparer.Ordinal)) Visit(need, seen, sorted);
        sorted.Add(id);
    }

    private bool ReachesView(string id, HashSet<string> seen) =>
        things.TryGetValue(id, out var thing) && seen.Add(id) && (IsView(thing.Kind) || needs[id].Any(need => ReachesView(need, seen)));
}
