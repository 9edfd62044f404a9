using System.Data;
using Dapper;
using Npgsql;

namespace Glimmerglass.Data.Catalogue;

/// <summary>
/// Reads the catalogue of a database under one snapshot, with a search path that holds nothing of ours, so that each name is written with its schema
/// whatever the session or its pooler has set. Two round trips, whatever the size of the schema.
/// </summary>
public sealed partial class CatalogueReader(Database db)
{
    // The order of this list is the order in which a thing of each kind can be made, where nothing else decides.
    private static readonly string[] Questions =
    [
        Schemas, Extensions, Types, Sequences, Tables, Routines, Views, Attributes, DomainConstraints, ColumnsOfTables, Defaults, Identities, Descents, SequenceOwners,
        Options, Constraints, Indexes, Triggers, RowSecurity, Policies, Grants,
    ];

    private sealed record Row(string Kind, string On, string Name, string Definition, string? Id);

    private sealed record Need(string Id, string Needs);

    /// <summary>Everything of every schema that is not PostgreSQL's own.</summary>
    public async Task<CatalogueReading> Read(CancellationToken cancel)
    {
        await using var connection = await db.Connect(cancel);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        return await Read(connection, cancel);
    }

    /// <summary>The same under a transaction that is open already, which has its snapshot and keeps the search path of this reading.</summary>
    internal static async Task<CatalogueReading> Read(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string pin = "set local search_path = pg_catalog; set local statement_timeout = '60s'";
        var sql = string.Join(";\n", [pin, Version, .. Questions, Needs, Uncompared]);
        await using var answers = await connection.QueryMultipleAsync(new CommandDefinition(sql, cancellationToken: cancel));

        var server = await answers.ReadSingleAsync<int>();
        var rows = new List<Row>();
        foreach (var _ in Questions) rows.AddRange(await answers.ReadAsync<Row>());
        var needs = (await answers.ReadAsync<Need>()).ToLookup(need => need.Id, need => need.Needs);
        var uncompared = (await answers.ReadAsync<UncomparedKind>()).AsList();

        var hasLedger = rows.Exists(row => row is { Kind: CatalogueKind.Column, On: "public.schema_migrations", Name: "version", Definition: "integer not null" });
        var version = hasLedger ? await connection.ExecuteScalarAsync<int>(new CommandDefinition(Applied, cancellationToken: cancel)) : 0;
        var (facts, before) = InOrder(rows, needs);
        return new CatalogueReading(server, version, facts, before, uncompared);
    }

    /// <summary>Things that can need each other in the order of their needs, each with its parts; everything else in the order of its kind and name.</summary>
    private static (IReadOnlyList<CatalogueFact> Facts, int BeforeRows) InOrder(List<Row> rows, ILookup<string, string> needs)
    {
        var things = new CatalogueOrder([.. rows.Where(row => row.Id is not null && CatalogueOrder.CanNeed(row.Kind)).Select(row => (row.Id!, Fact(row)))], needs);
        var parts = rows.Where(row => CatalogueOrder.IsPart(row.Kind)).Select(Fact).ToLookup(fact => fact.On);
        var first = rows.Where(row => row.Kind is CatalogueKind.Schema or CatalogueKind.Extension).Select(Fact).OrderBy(fact => fact.Kind == CatalogueKind.Extension).ThenBy(fact => fact.Name, StringComparer.Ordinal);
        var descents = rows.Where(row => row.Kind is CatalogueKind.Partition or CatalogueKind.Inheritance).Select(Fact).OrderBy(fact => fact.On, StringComparer.Ordinal);
        List<CatalogueFact> before = [.. first, .. things.BeforeRows.SelectMany(fact => parts[fact.Name].Prepend(fact)), .. descents];

        var done = before.Select(fact => fact.Key).ToHashSet();
        var rest = rows.Select(Fact).Where(fact => !done.Contains(fact.Key) && !CatalogueOrder.CanNeed(fact.Kind)).ToList();
        var keys = rest.Where(CatalogueOrder.IsKey);
        var later = rest.Where(fact => !CatalogueOrder.IsKey(fact));
        return ([.. before, .. CatalogueOrder.ByKind(keys), .. things.AfterRows, .. CatalogueOrder.ByKind(later)], before.Count);
    }

    private static CatalogueFact Fact(Row row) => new(row.Kind, row.On, row.Name, row.Definition);
}
