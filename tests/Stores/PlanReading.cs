using System.Text.Json.Nodes;
using Dapper;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Tests.Stores;

/// <summary>What PostgreSQL did for one page of orders.</summary>
/// <param name="RowsRead">The rows and index entries of orders and documents that it looked at for the page, before it fetched the details.</param>
/// <param name="HeapRows">The rows alone, without the entries of bitmaps.</param>
public sealed record PlanReading(long RowsRead, long HeapRows, IReadOnlyList<string> Indexes, double Milliseconds)
{
    /// <summary>Runs the very statement of the list, with the same parameters, under EXPLAIN ANALYZE.</summary>
    public static async Task<PlanReading> Of(TestDatabase database, OrderFilter filter, Scope scope, OrderPlace? after, int limit)
    {
        await using var connection = await database.Connect();
        var text = await connection.QuerySingleAsync<string>($"explain (analyze, format json) {OrderListStore.Sql(filter)}", OrderListStore.Parameters(filter, scope, after, limit));
        var plan = JsonNode.Parse(text)![0]!;
        var scans = Nodes(plan["Plan"]!).Where(node => node["Relation Name"]?.GetValue<string>() is "orders" or "documents" || IsBitmap(node)).Where(node => !IsDetail(node)).ToList();
        return new PlanReading(
            scans.Sum(Looked),
            scans.Where(node => !IsBitmap(node)).Sum(Looked),
            [.. scans.Select(node => node["Index Name"]?.GetValue<string>() ?? node["Node Type"]!.GetValue<string>()).Distinct()],
            plan["Execution Time"]!.GetValue<double>());
    }

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => (node["Plans"]?.AsArray() ?? []).SelectMany(child => Nodes(child!)).Prepend(node);

    private static bool IsBitmap(JsonNode node) => node["Node Type"]!.GetValue<string>() == "Bitmap Index Scan";

    /// <summary>The rows of the page itself, fetched by their ids, and the orders linked with them.</summary>
    private static bool IsDetail(JsonNode node) => node["Index Name"]?.GetValue<string>() is "orders_pkey" or "orders_one_of_each_role_in_a_job";

    private static long Looked(JsonNode scan)
    {
        string[] counts = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"];
        return (long)(counts.Sum(name => scan[name]?.GetValue<double>() ?? 0) * scan["Actual Loops"]!.GetValue<double>());
    }
}
