namespace Glimmerglass.Data.Catalogue;

/// <summary>A schema as the catalogue told it at one instant.</summary>
/// <param name="ServerVersion">Of PostgreSQL, as a number: 170004 for 17.4.</param>
/// <param name="SchemaVersion">The newest migration that the ledger knows; 0 without one.</param>
/// <param name="Facts">In an order in which they can be made.</param>
/// <param name="FactsBeforeRows">How many of the first facts have to be there before rows can be; the others are made faster, or can only be made, after them.</param>
/// <param name="NotCompared">Kinds of things that are there, are no facts, and are in no script.</param>
public sealed record CatalogueReading(
    int ServerVersion, int SchemaVersion, IReadOnlyList<CatalogueFact> Facts, int FactsBeforeRows, IReadOnlyList<UncomparedKind> NotCompared)
{
    public int ServerMajor => ServerVersion / 10_000;

    /// <summary>What <see cref="SchemaScript"/> leaves out, in sentences for whoever restores: kinds with their counts, and each right of a role by name.</summary>
    public IReadOnlyList<string> NotHeld =>
    [
        .. NotCompared.Select(left => $"{left.Kind}: {left.Count}"),
        .. Facts.Where(SchemaScript.IsForARole).Select(right => $"right of {right.Name}: {right.Definition} on {right.On}"),
    ];

    /// <summary>Tables that no migration up to the applied version made, as schema.table, quoted where PostgreSQL would.</summary>
    public IReadOnlyList<string> MadeByHand
    {
        get
        {
            var version = SchemaVersion;
            while (CatalogueExpectation.At(version) is null) version--;
            var expected = CatalogueExpectation.At(version)!.Select(fact => fact.Key).ToHashSet();
            return [.. Facts.Where(fact => fact.Kind == CatalogueKind.Table && !expected.Contains(fact.Key)).Select(fact => fact.Name)];
        }
    }
}

/// <summary>A kind of thing that is left out of every comparison, and how many of it there are.</summary>
public sealed record UncomparedKind(string Kind, int Count);
