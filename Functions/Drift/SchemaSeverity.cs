using Glimmerglass.Data.Catalogue;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>How much a change of the schema matters: a guard or a thing that the app uses is gone, something may be slow or refused, or somebody should know.</summary>
internal static class SchemaSeverity
{
    public static DriftSeverity OfMissing(CatalogueFact fact) => fact.Kind switch
    {
        CatalogueKind.Index => IsUnique(fact) ? DriftSeverity.Critical : DriftSeverity.Warning,
        CatalogueKind.Default or CatalogueKind.Grant or CatalogueKind.SequenceOwner => DriftSeverity.Warning,
        _ when IsOption(fact) => DriftSeverity.Notice,
        _ => DriftSeverity.Critical,
    };

    public static DriftSeverity OfExtra(CatalogueFact fact) => fact.Kind switch
    {
        // They refuse or change what the app writes, or let somebody in.
        CatalogueKind.Constraint or CatalogueKind.Trigger or CatalogueKind.Policy or CatalogueKind.RowSecurity or CatalogueKind.Grant or CatalogueKind.DomainConstraint
            or CatalogueKind.Column or CatalogueKind.Table or CatalogueKind.Default or CatalogueKind.Inheritance or CatalogueKind.Partition => DriftSeverity.Warning,

        // Each write pays for it.
        CatalogueKind.Index => DriftSeverity.Warning,
        _ => DriftSeverity.Notice,
    };

    public static DriftSeverity OfChanged(CatalogueFact expected, CatalogueFact found) => expected.Kind switch
    {
        CatalogueKind.Index => IsUnique(expected) ? DriftSeverity.Critical : DriftSeverity.Warning,
        CatalogueKind.Constraint when found.Definition == expected.Definition + " NOT VALID" => DriftSeverity.Warning,
        CatalogueKind.Default or CatalogueKind.Grant or CatalogueKind.Sequence or CatalogueKind.SequenceOwner or CatalogueKind.Extension => DriftSeverity.Warning,
        _ when IsOption(expected) => DriftSeverity.Notice,
        _ => DriftSeverity.Critical,
    };

    private static bool IsUnique(CatalogueFact index) => index.Definition.StartsWith("CREATE UNIQUE", StringComparison.Ordinal);

    private static bool IsOption(CatalogueFact fact) => fact.Kind is CatalogueKind.TableOptions or CatalogueKind.MaterializedViewOptions;
}
