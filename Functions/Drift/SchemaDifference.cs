using Glimmerglass.Data.Catalogue;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>
/// What of a schema is not as the migrations left it: one finding for each change that somebody made, with the statement that undoes it. Run one after the
/// other in their order, the statements end the drift, but for findings that somebody has to decide.
/// </summary>
public static class SchemaDifference
{
    /// <param name="expected">What should be there at the version that is applied; null when this build has no word of that version.</param>
    public static IReadOnlyList<DriftFinding> Find(IReadOnlyList<CatalogueFact>? expected, CatalogueReading found)
    {
        if (found.SchemaVersion == 0) return [WithoutLedger(found)];
        if (expected is null) return [WithoutExpectation(found)];
        var comparison = new SchemaComparison(expected, found.Facts, onlyNames: found.ServerMajor != CatalogueExpectation.ServerMajor);
        return found.ServerMajor == CatalogueExpectation.ServerMajor ? comparison.Findings() : [OtherServer(found), .. comparison.Findings()];
    }

    private static DriftFinding WithoutLedger(CatalogueReading found) => new(
        DriftKind.Schema, "ledger", "public.schema_migrations", "the versions that were applied", $"none, and {found.Facts.Count(fact => fact.Kind == CatalogueKind.Table)} tables",
        DriftSeverity.Critical, found.Facts.Any(fact => fact.Kind == CatalogueKind.Table) ? "" : "dotnet run -- migrate");

    private static DriftFinding WithoutExpectation(CatalogueReading found) => new(
        DriftKind.Schema, "expectation", $"version {found.SchemaVersion}", "a text of every version up to it in this build", "", DriftSeverity.Critical,
        "Check with the build that applied it. In the sources: dotnet run -- schema --expected");

    private static DriftFinding OtherServer(CatalogueReading found) => new(
        DriftKind.Schema, "server", "PostgreSQL", $"{CatalogueExpectation.ServerMajor}", $"{found.ServerMajor}: names are compared, definitions are not", DriftSeverity.Warning,
        "Write the expectation with that server: dotnet run -- schema --expected");
}
