using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Glimmerglass.Data.Audit;
using Glimmerglass.Tests.Shape;
using Xunit.Abstractions;

namespace Glimmerglass.Tests.Stores;

/// <summary>What a page of the audit log costs among 100,000 rows, in rows and index entries that PostgreSQL looked at: a bitmap looks at both.</summary>
public sealed class AuditListPlanTests(AuditListPlanTests.HundredThousandRows data, ITestOutputHelper output) : IClassFixture<AuditListPlanTests.HundredThousandRows>
{
    private const int Page = 11;

    // The very statement of the list.
    private static readonly string statement = Regex.Match(Sources.Read("Data/Audit/AuditStore.cs").Text, "\"{3}\n( +select a\\.id[\\s\\S]*?)\n +\"{3}").Groups[1].Value;

    private static readonly DateTimeOffset Middle = new(2022, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string, int> Filters => new()
    {
        { "none", "audit_log_by_time", 2 * Page },
        // One row in five is of it: reading on until there are enough is the cheapest.
        { "action", "audit_log_by_time", 10 * Page },
        { "rare action", "audit_log_by_action", 2 * Page },
        { "actor", "audit_log_by_actor", 2 * Page },
        { "stopped actor", "audit_log_by_actor", 2 * Page },
        { "order", "audit_log_by_order", 2 * Page },
        { "dealer", "audit_log_by_dealer", 2 * Page },
        { "stopped dealer", "audit_log_by_dealer", 2 * Page },
        { "to", "audit_log_by_time", 2 * Page },
        { "from and to", "audit_log_by_time", 2 * Page },
        { "actor and to", "audit_log_by_actor", 2 * Page },
        { "order and action", "audit_log_by_order", 2 * Page },
    };

    [Theory, MemberData(nameof(Filters))]
    public async Task A_page_reads_its_own_rows_from_one_index_wherever_it_lies(string filter, string index, int most)
    {
        var first = await Read(filter, Filter(filter), null);
        var behind = await Read($"{filter}, behind the middle", Filter(filter), new AuditPlace(Middle.AddMonths(-6), 1));

        Assert.All([first, behind], plan => Assert.InRange(plan.Rows, 0, most));
        Assert.All([first, behind], plan => Assert.Equal([index], plan.Indexes.Where(name => name != "Bitmap Heap Scan")));
    }

    [Fact]
    public async Task Two_filters_cost_what_the_narrower_one_holds()
    {
        var plan = await Read("stopped dealer and action", new AuditFilter { DealerId = HundredThousandRows.StoppedDealer, Action = AuditAction.OrderCreated }, null);

        Assert.InRange(plan.Rows, 1, 1_000);
    }

    private static AuditFilter Filter(string name) => name switch
    {
        "none" => new AuditFilter(),
        "action" => new AuditFilter { Action = AuditAction.OrderStatusChanged },
        "rare action" => new AuditFilter { Action = AuditAction.DocumentReleased },
        "actor" => new AuditFilter { ActorId = Id(7) },
        "stopped actor" => new AuditFilter { ActorId = HundredThousandRows.StoppedDealer },
        "order" => new AuditFilter { OrderId = Id(50_000 / 5) },
        "dealer" => new AuditFilter { DealerId = Id(7) },
        "stopped dealer" => new AuditFilter { DealerId = HundredThousandRows.StoppedDealer },
        "to" => new AuditFilter { To = Middle },
        "from and to" => new AuditFilter { From = Middle.AddDays(-1), To = Middle },
        "actor and to" => new AuditFilter { ActorId = Id(7), To = Middle },
        _ => new AuditFilter { OrderId = Id(50_000 / 5), Action = AuditAction.OrderCreated },
    };

    private async Task<(long Rows, IReadOnlyList<string> Indexes)> Read(string name, AuditFilter filter, AuditPlace? after)
    {
        await using var connection = await data.Database.Connect();
        var text = await connection.QuerySingleAsync<string>($"explain (analyze, format json) {statement}", AuditStore.Parameters(filter, after, Page));
        var plan = JsonNode.Parse(text)![0]!;
        var scans = Nodes(plan["Plan"]!).Where(node => node["Relation Name"]?.GetValue<string>() == "audit_log" || node["Node Type"]!.GetValue<string>() == "Bitmap Index Scan").ToList();
        var rows = scans.Sum(scan => (long)(((double?)scan["Actual Rows"] ?? 0) + ((double?)scan["Rows Removed by Filter"] ?? 0)));
        List<string> indexes = [.. scans.Select(scan => (string?)scan["Index Name"] ?? (string)scan["Node Type"]!).Distinct()];
        output.WriteLine($"{name}: {rows} rows, {plan["Execution Time"]} ms, {string.Join(", ", indexes)}");
        return (rows, indexes);
    }

    private static Guid Id(int number) => Guid.Parse($"00000000-0000-0000-0000-{number:x12}");

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => (node["Plans"]?.AsArray() ?? []).SelectMany(child => Nodes(child!)).Prepend(node);

    /// <summary>Four years of a log, sealed: 50 dealers, one of them and its user stopped long ago, 20,000 orders, five actions and a rare one.</summary>
    public sealed class HundredThousandRows : IAsyncLifetime
    {
        public static readonly Guid StoppedDealer = Id(9_999_999);

        public TestDatabase Database { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Database = await TestDatabase.Create();
            await Database.Execute($"""
                insert into audit_log (action, actor_id, actor_role, dealer_id, order_id, detail, created_at)
                select case when n % 10000 = 0 then 'DOCUMENT_RELEASED' else (array['ORDER_CREATED', 'ORDER_CHANGED', 'ORDER_STATUS_CHANGED', 'DOCUMENT_ANNOUNCED', 'DOCUMENT_CHECKED'])[1 + n % 5] end,
                       case when n <= 1000 then '{StoppedDealer}' else lpad(to_hex(n % 40), 32, '0')::uuid end, 'DEALER',
                       case when n <= 1000 then '{StoppedDealer}' else lpad(to_hex(n % 50), 32, '0')::uuid end,
                       lpad(to_hex(n / 5), 32, '0')::uuid, jsonb_build_object('n', n), timestamptz '2020-01-01Z' + n * interval '21 minutes'
                  from generate_series(1, 100000) n;
                select seal_audit_log(now(), 100000);
                analyze audit_log; analyze audit_seals
                """);
        }

        public async Task DisposeAsync() => await Database.DisposeAsync();
    }
}
