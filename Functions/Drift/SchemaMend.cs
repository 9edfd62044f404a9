using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Functions.Drift;

/// <summary>
/// The statements that bring one thing of a schema back: with its parts, and with what has to step aside and come again. "" where rows could be lost.
/// </summary>
internal sealed class SchemaMend(SchemaSide expected, SchemaSide found)
{
    /// <summary>Columns that are of another type or computed otherwise than they should be.</summary>
    public IReadOnlyList<CatalogueFact> Retyped =>
        [.. expected.Facts.Where(fact => fact.Kind == CatalogueKind.Column && found.Find(fact.Key) is { } other && CatalogueChange.Column(fact.Definition).Type != CatalogueChange.Column(other.Definition).Type)];

    /// <summary>What reads differently because a column is of another type: its default, and constraints and indexes that speak of it.</summary>
    public IEnumerable<(string Kind, string On, string Name)> ToldWith(CatalogueFact column) => Dependent(column).Select(fact => fact.Key);

    public string OfMissing(CatalogueFact root)
    {
        var family = expected.Facts.Where(fact => expected.Unmatched.Contains(fact.Key) && expected.RootOf(fact) == root).ToList();
        if (root.Kind == CatalogueKind.Column) return Lines([AddColumn(root), .. family.Where(fact => !IsOfColumn(fact, root)).Select(CatalogueStatement.MakeOnline)]);
        var parts = family.Where(IsMadeWithin).ToList();
        return Lines([CatalogueStatement.Make(root, parts) is var make && root.Kind == CatalogueKind.Index ? CatalogueStatement.MakeOnline(root) : make,
            .. family.Where(fact => fact != root && !parts.Contains(fact)).Select(CatalogueStatement.Make), Refresh(root)]);
    }

    public string OfExtra(CatalogueFact root)
    {
        var drop = CatalogueChange.Drop(root);
        return IsHeld(root) ? "" : drop;
    }

    public string OfChanged(CatalogueFact fact, CatalogueFact other)
    {
        var change = CatalogueChange.Change(fact, other);
        return fact.Kind switch
        {
            _ when change.Length == 0 => "",
            CatalogueKind.Column when CatalogueChange.Column(fact.Definition).Type != CatalogueChange.Column(other.Definition).Type => Retype(fact, change),
            CatalogueKind.View or CatalogueKind.MaterializedView => Lines(Around(fact.Name, [CatalogueChange.Drop(other), .. Again(fact)])),
            CatalogueKind.Function or CatalogueKind.Procedure when CatalogueChange.Signature(fact) != CatalogueChange.Signature(other) => Lines(Around(fact.Name.Split('(')[0], [change])),
            CatalogueKind.Constraint when change.Contains(" drop constraint ", StringComparison.Ordinal) && IsKey(fact) => Lines(AroundReferences(fact, change)),
            _ => change,
        };
    }

    private static string Lines(IEnumerable<string> statements) => string.Join('\n', statements.Where(statement => statement.Length > 0));

    private static bool IsMadeWithin(CatalogueFact fact) =>
        fact.Kind is CatalogueKind.Attribute or CatalogueKind.DomainConstraint or CatalogueKind.Column or CatalogueKind.Default or CatalogueKind.Identity;

    private static bool IsOfColumn(CatalogueFact fact, CatalogueFact column) =>
        fact == column || (fact.Kind is CatalogueKind.Default or CatalogueKind.Identity && fact.Name == column.Name);

    private string AddColumn(CatalogueFact column)
    {
        var more = from kind in new[] { CatalogueKind.Default, CatalogueKind.Identity }
                   let fact = expected.Find((kind, column.On, column.Name))
                   where fact is not null
                   select kind == CatalogueKind.Default ? $" default {fact.Definition}" : $" {fact.Definition}";
        return $"alter table {column.On} add column {column.Name} {column.Definition}{string.Concat(more)};";
    }

    private static string Refresh(CatalogueFact fact) => fact.Kind == CatalogueKind.MaterializedView && CatalogueStatement.HasRows(fact) ? $"refresh materialized view {fact.Name};" : "";

    /// <summary>Something that nobody may drop by our word stands on it: a table by hand in a schema, a column of a type.</summary>
    private bool IsHeld(CatalogueFact root)
    {
        if (root.Kind is not (CatalogueKind.Schema or CatalogueKind.Enum or CatalogueKind.Composite or CatalogueKind.Range or CatalogueKind.Domain or CatalogueKind.Sequence
            or CatalogueKind.Function or CatalogueKind.Procedure)) return false;
        var name = root.Name.Split('(')[0];
        var kept = found.Facts.Where(fact => found.Unmatched.Contains(fact.Key) && CatalogueChange.Drop(found.RootOf(fact)).Length == 0);
        return kept.Any(fact => root.Kind == CatalogueKind.Schema ? fact.Name.StartsWith(name + ".", StringComparison.Ordinal) : SchemaSide.Mentions(fact.Definition, name));
    }

    private static bool IsKey(CatalogueFact constraint) => constraint.Definition.StartsWith("PRIMARY", StringComparison.Ordinal) || constraint.Definition.StartsWith("UNIQUE", StringComparison.Ordinal);

    private IEnumerable<string> Again(CatalogueFact view) =>
        [.. expected.Family(view).Select(CatalogueStatement.Make), Refresh(view)];

    private string Retype(CatalogueFact column, string change)
    {
        var dependent = Dependent(column).ToList();
        var drops = dependent.Select(fact => found.Find(fact.Key)).OfType<CatalogueFact>().Reverse().Select(Drop);
        return Lines(Around(column.On, [.. drops, change, .. dependent.Select(CatalogueStatement.Make)]));
    }

    // At once, because the statements around it belong together.
    private static string Drop(CatalogueFact fact) => fact.Kind == CatalogueKind.Index ? $"drop index {fact.Name};" : CatalogueChange.Drop(fact);

    private IEnumerable<CatalogueFact> Dependent(CatalogueFact column) =>
        from fact in expected.Facts
        where fact.On == column.On && found.Find(fact.Key) is not null
        where (fact.Kind == CatalogueKind.Default && fact.Name == column.Name)
           || (fact.Kind is CatalogueKind.Constraint or CatalogueKind.Index && found.Find(fact.Key) != fact && SchemaSide.Mentions(fact.Definition, column.Name))
        select fact;

    /// <summary>Views step aside while what they read is changed, the outermost first, and come again as they should be.</summary>
    private IEnumerable<string> Around(string name, IEnumerable<string> statements)
    {
        var readers = Readers(name);
        return [.. Enumerable.Reverse(readers).Select(CatalogueChange.Drop), .. statements, .. readers.SelectMany(Again)];
    }

    private List<CatalogueFact> Readers(string name)
    {
        List<CatalogueFact> readers = [];
        HashSet<string> names = [name];
        foreach (var fact in expected.Facts.Where(fact => found.Find(fact.Key) is not null && fact.Name != name))
        {
            var text = fact.Kind switch
            {
                CatalogueKind.View or CatalogueKind.MaterializedView => fact.Definition,
                // The rows of a view are a type as well. A table's are too, but they change with it.
                CatalogueKind.Function or CatalogueKind.Procedure when readers.Count > 0 => CatalogueChange.Signature(fact),
                _ => "",
            };
            if (text.Length == 0 || !names.Any(known => SchemaSide.Mentions(text, known))) continue;
            if (fact.Kind is CatalogueKind.Function or CatalogueKind.Procedure && names.Where(known => known != name).All(known => !SchemaSide.Mentions(text, known))) continue;
            readers.Add(fact);
            names.Add(fact.Name.Split('(')[0]);
        }
        return readers;
    }

    private IEnumerable<string> AroundReferences(CatalogueFact key, string change)
    {
        var references = expected.Facts.Where(fact => fact.Kind == CatalogueKind.Constraint && fact.Definition.Contains($" REFERENCES {key.On}(", StringComparison.Ordinal) && found.Find(fact.Key) is not null).ToList();
        return [.. references.Select(CatalogueChange.Drop), change, .. references.Select(CatalogueStatement.Make)];
    }
}
