using Glimmerglass.Data.Catalogue;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>
/// Two readings of a schema side by side. What follows from a change is told with it: the columns of a missing table, the index of a column that is gone,
/// everything that names a thing by its new name.
/// </summary>
internal sealed class SchemaComparison
{
    private static readonly string[] DroppedLate =
    [
        CatalogueKind.Function, CatalogueKind.Procedure, CatalogueKind.Sequence, CatalogueKind.Enum, CatalogueKind.Composite, CatalogueKind.Range, CatalogueKind.Domain,
        CatalogueKind.Extension, CatalogueKind.Schema, CatalogueKind.Table, CatalogueKind.Column, CatalogueKind.Attribute,
    ];

    private readonly bool onlyNames;
    private readonly SchemaSide expected;
    private readonly SchemaSide found;
    private readonly IReadOnlyList<SchemaRename> renames;
    private readonly SchemaMend mend;

    /// <param name="onlyNames">Definitions are not compared: the server may word them differently.</param>
    public SchemaComparison(IReadOnlyList<CatalogueFact> expected, IReadOnlyList<CatalogueFact> found, bool onlyNames)
    {
        this.onlyNames = onlyNames;
        renames = onlyNames ? [] : SchemaRename.Find(expected, found);
        var known = expected.ToHashSet();
        var renamed = found.Select(fact => known.Contains(fact) ? fact : SchemaRename.Undo(fact, renames) is var undone && known.Contains(undone) ? undone : fact).ToList();
        this.expected = new SchemaSide(expected, renamed);
        this.found = new SchemaSide(renamed, expected);
        mend = new SchemaMend(this.expected, this.found);
    }

    public IReadOnlyList<DriftFinding> Findings()
    {
        var extra = found.Roots.Reverse().ToList();
        var retyped = onlyNames ? [] : mend.Retyped;
        var told = retyped.SelectMany(mend.ToldWith).ToHashSet();
        var present = expected.Facts.Where(fact => expected.Unmatched.Contains(fact.Key) ? expected.RootOf(fact) == fact : !onlyNames && found.Find(fact.Key) is { } other && other != fact);
        return
        [
            .. renames.SelectMany(rename => rename.Findings()),
            .. extra.Where(fact => !DroppedLate.Contains(fact.Kind)).Select(Extra),
            .. present.Where(fact => !told.Contains(fact.Key)).Select(fact => expected.Unmatched.Contains(fact.Key) ? Missing(fact) : Changed(fact)),
            .. extra.Where(fact => DroppedLate.Contains(fact.Kind)).Select(Extra),
        ];
    }

    private DriftFinding Missing(CatalogueFact fact) => new(
        DriftKind.Schema, fact.Kind, fact.FullName, expected.Describe(fact), "", SchemaSeverity.OfMissing(fact), mend.OfMissing(fact));

    private DriftFinding Extra(CatalogueFact fact) => new(
        DriftKind.Schema, fact.Kind, fact.FullName, "", found.Describe(fact), SchemaSeverity.OfExtra(fact), mend.OfExtra(fact));

    private DriftFinding Changed(CatalogueFact fact)
    {
        var other = found.Find(fact.Key)!;
        return new(DriftKind.Schema, fact.Kind, fact.FullName, fact.Definition, other.Definition, SchemaSeverity.OfChanged(fact, other), mend.OfChanged(fact, other));
    }
}
