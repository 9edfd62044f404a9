using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Glimmerglass.Data.Access;
using Glimmerglass.Functions.Http;
using Xunit.Abstractions;

namespace Glimmerglass.Tests.Hostile;

/// <summary>Throws generated requests at every door as every kind of caller. HOSTILE_SEED draws the same ones again; HOSTILE_COUNT draws more.</summary>
public sealed class HostileRequestTests(TestApp app, ITestOutputHelper output) : IClassFixture<TestApp>
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("HOSTILE_COUNT") ?? "2000", CultureInfo.InvariantCulture);
    private static readonly int Seed = Environment.GetEnvironmentVariable("HOSTILE_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();

    [Fact]
    public async Task No_request_breaks_a_door_learns_of_a_foreign_order_or_leaves_half_a_change()
    {
        var (orders, documents) = await Furnish();
        var requests = new HostileRequests(Seed, People(), orders, documents, app.World);
        var before = await Rows();

        var answers = await SendAll(Enumerable.Range(0, Count).Select(requests.Draw));

        Say(answers);
        foreach (var answer in answers) AnswersLikeADoor(answer);
        await NobodyLearnsOfAForeignOrder(answers);
        await EveryRowIsExplained(before, answers);
        Assert.DoesNotContain(app.Log.Lines, line => line.Fault is not null && line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    private static void AnswersLikeADoor(HostileAnswer answer)
    {
        Assert.True(answer.Status < 500, $"seed {Seed}, {answer.Status} {answer.Text}\n{answer.Request}");
        if (!answer.FromAFunction)
        {
            Assert.True(answer.Text.Length == 0 && (answer.Status == 404 || (answer.Request.MayBeCutOff && answer.Status == 400)), $"seed {Seed}, the host answered {answer.Status} {answer.Text}\n{answer.Request}");
            return;
        }
        if (answer.Status is >= 200 and < 400) return;

        Assert.True(answer.ContentType == "application/problem+json", $"seed {Seed}, {answer.Status} is no problem: {answer.Text}\n{answer.Request}");
        var problem = JsonNode.Parse(answer.Text)!;
        Assert.Contains((string?)problem["code"], Problem.Codes);
        Assert.Equal(answer.Status, (int?)problem["status"]);
        Assert.False(Regex.IsMatch((string)problem["detail"]!, @"Exception|Npgsql|Postgres|   at |System\.|relation|constraint"), $"seed {Seed}, {answer.Text}\n{answer.Request}");
        Assert.Matches("^[0-9a-f]{32}$", (string?)problem["traceId"]);
    }

    private async Task NobodyLearnsOfAForeignOrder(IReadOnlyCollection<HostileAnswer> answers)
    {
        var all = (await app.Database.Db.Query<SeenOrder>("""
            select o.id, o.number, o.dealer_id, o.factory_id,
                   exists (select from order_history h where h.order_id = o.id and h.changes::text like '%factoryLocationId%') as changed_factory
              from orders o
            """, null, CancellationToken.None)).ToList();
        (Guid Id, string Name)[] dealers = [(app.World.DealerId, "Blue Lagoon Pools"), (app.World.OtherDealerId, "Red Rock Pools")];

        // Bodies put ids of orders into notes and addresses too: whoever may read that text is told what was typed, not of an order.
        var typed = string.Concat(answers.Where(answer => answer.Status < 300).Select(answer => Body(answer.Request)));

        foreach (var answer in answers)
        {
            var sent = answer.Request.Path + Body(answer.Request) + typed;
            var told = answer.Text + answer.Headers;
            foreach (var order in all.Where(order => !answer.Request.By.MaySee(order)))
            {
                Assert.False(told.Contains(order.Number, StringComparison.OrdinalIgnoreCase), $"seed {Seed}, told of {order.Number}: {answer.Text}\n{answer.Request}");
                var named = sent.Contains(order.Id.ToString(), StringComparison.OrdinalIgnoreCase);
                Assert.False(!named && told.Contains(order.Id.ToString(), StringComparison.OrdinalIgnoreCase), $"seed {Seed}, told of {order.Id}: {answer.Text}\n{answer.Request}");
            }
            if (answer.Request.By.Name.Contains("admin", StringComparison.Ordinal)) continue;
            Assert.All(dealers.Where(dealer => dealer.Id != answer.Request.By.DealerId), dealer => Assert.False(told.Contains(dealer.Name, StringComparison.Ordinal), $"seed {Seed}, told of {dealer.Name}\n{answer.Request}"));
        }
    }

    private static string Body(HostileRequest request) => request.Body is { } body ? Encoding.UTF8.GetString(body) : "";

    private async Task EveryRowIsExplained(JsonNode before, IReadOnlyCollection<HostileAnswer> answers)
    {
        var after = await Rows();
        int New(string door, Func<JsonNode, int> rows) => answers.Where(answer => answer.Request.Door == door && answer.Status == 201 && !answer.Replayed).Sum(answer => rows(JsonNode.Parse(answer.Text)!));
        int Grown(string table) => (int)after[table]! - (int)before[table]!;
        static int One(JsonNode _) => 1;

        Assert.Equal(New("CreateOrder", order => order["linkedOrderId"] is null ? 1 : 2), Grown("orders"));
        Assert.Equal(Grown("orders"), Grown("created"));
        Assert.Equal(New("AddOrderComment", One), Grown("comments"));
        Assert.Equal(New("RequestUpload", One) + New("CreateOrder", order => order["upload"] is null ? 0 : 1) - Deleted(answers), Grown("documents"));
        Assert.Equal(Deleted(answers), Grown("removed"));
        Assert.Equal(answers.Count(Claimed), Grown("keys"));
        Assert.Equal(0, await app.Database.Scalar<int>("""
            select count(*)
              from orders o
             where o.status <> (select h.status from order_history h where h.order_id = o.id order by h.id desc limit 1)
            """));
        Assert.Equal("", await app.Database.Scalar<string>("""
            select coalesce(string_agg(audit || ' ' || a || ' ' || h, ', '), '')
              from (values ('ORDER_CREATED', 'CREATED'), ('ORDER_STATUS_CHANGED', 'STATUS_CHANGED'), ('ORDER_CHANGED', 'FIELDS_CHANGED'), ('ORDER_COMMENTED', 'COMMENT'),
                           ('DOCUMENT_CHANGED', 'DOCUMENT_CHANGED'), ('DOCUMENT_REMOVED', 'DOCUMENT_REMOVED')) as pair (audit, told),
                   lateral (select count(*) as a from audit_log where action = audit) as audits,
                   lateral (select count(*) as h from order_history where kind::text = told) as histories
             where a <> h
            """));
    }

    private static int Deleted(IEnumerable<HostileAnswer> answers) => answers.Count(answer => answer is { Request.Door: "DeleteDocument", Status: 204 });

    private static bool Claimed(HostileAnswer answer) =>
        answer.Request.Method == HttpMethod.Post && answer.Status is 200 or 201 && answer.Request.Method == HttpMethod.Post && !answer.Replayed && answer.Request.Headers.Any(header => header.Name == "Idempotency-Key");

    private async Task<IReadOnlyCollection<HostileAnswer>> SendAll(IEnumerable<HostileRequest> requests)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ActivityHeadersPropagator = null, RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1 }) { BaseAddress = app.Address };
        var answers = new ConcurrentBag<HostileAnswer>();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (request, _) => answers.Add(await Send(client, request)));
        return [.. answers.OrderBy(answer => answer.Request.Number)];
    }

    private static async Task<HostileAnswer> Send(HttpClient client, HostileRequest request)
    {
        using var message = new HttpRequestMessage(request.Method, request.Path);
        if (request.Body is not null) message.Content = new ByteArrayContent(request.Body);
        if (request.ContentType is not null) message.Content?.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        if (request.By.Token is { } token) message.Headers.TryAddWithoutValidation("Authorization", token);
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await client.SendAsync(message);
        return new HostileAnswer(request, (int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(),
            answer.Headers.Contains("X-Content-Type-Options"), answer.Headers.Contains("Idempotency-Replayed"), answer.Headers + answer.Content.Headers.ToString());
    }

    private async Task<(IReadOnlyList<Guid> Orders, IReadOnlyList<Guid> Documents)> Furnish()
    {
        List<Guid> orders = [], documents = [];
        foreach (var (user, body) in new[] { (app.World.Dealer, An.Order(app.World)), (app.World.OtherDealer, An.Order(app.World).With("poolModelId", app.World.OtherPool)) })
        {
            for (var number = 0; number < 3; number++)
            {
                var placed = await app.As(user).Post("/api/orders", body);
                orders.Add(placed.Id);
                foreach (var kind in new[] { "OTHER", "QUOTE", "PROOF_OF_PAYMENT" }) documents.Add((await app.As(user).Post($"/api/orders/{placed.Id}/documents", An.Announcement(kind))).Id);
                await An.AcceptedPapers(app, placed.Id, "INVOICE");
            }
        }
        return (orders, documents);
    }

    private Someone[] People()
    {
        var world = app.World;
        Someone Known(string name, TestUser user, Func<SeenOrder, bool> sees, Guid? dealerId = null) => new(name, $"Bearer {app.Token(user.Id, user.Role)}", sees, dealerId);
        static bool Nothing(SeenOrder _) => false;
        static bool Everything(SeenOrder _) => true;
        return
        [
            new("nobody", null, Nothing, null),
            new("a bad token", "Bearer a.b.c", Nothing, null),
            new("a broken header", "Basic \u00E9, Bearer", Nothing, null),
            new("a stranger", $"Bearer {app.Token(Guid.NewGuid(), Role.Dealer)}", Nothing, null),
            new("a dealer who says admin", $"Bearer {app.Token(world.Dealer.Id, Role.Admin)}", Nothing, null),
            Known("dealer", world.Dealer, order => order.DealerId == world.DealerId, world.DealerId),
            Known("other dealer", world.OtherDealer, order => order.DealerId == world.OtherDealerId, world.OtherDealerId),
            Known("unsigned dealer", world.UnsignedDealer, Nothing),
            Known("unapproved dealer", world.UnapprovedDealer, Nothing),
            Known("disabled", world.DisabledAdmin, Nothing),
            Known("inventory", world.InventoryAdmin, Nothing),
            Known("admin", world.Admin, Everything),
            Known("viewing admin", world.ViewingAdmin, Everything),
            Known("admin of A", world.AdminOfA, order => order.ChangedFactory || order.FactoryId == world.FactoryA),
            Known("admin of B", world.AdminOfB, order => order.ChangedFactory || order.FactoryId == world.FactoryB),
            Known("superadmin", world.Superadmin, Everything),
            Known("dealer", world.Dealer, order => order.DealerId == world.DealerId, world.DealerId),
            Known("other dealer", world.OtherDealer, order => order.DealerId == world.OtherDealerId, world.OtherDealerId),
            Known("admin", world.Admin, Everything),
            Known("admin", world.Admin, Everything),
            Known("admin of A", world.AdminOfA, order => order.ChangedFactory || order.FactoryId == world.FactoryA),
            Known("admin of B", world.AdminOfB, order => order.ChangedFactory || order.FactoryId == world.FactoryB),
        ];
    }

    private async Task<JsonNode> Rows() => JsonNode.Parse(await app.Database.Scalar<string>("""
        select json_build_object(
            'orders', (select count(*) from orders), 'documents', (select count(*) from documents), 'keys', (select count(*) from idempotency_keys),
            'created', (select count(*) from order_history where kind = 'CREATED'), 'comments', (select count(*) from order_history where kind = 'COMMENT'),
            'removed', (select count(*) from order_history where kind = 'DOCUMENT_REMOVED'))
        """))!;

    private void Say(IReadOnlyCollection<HostileAnswer> answers)
    {
        var statuses = string.Join(", ", answers.GroupBy(answer => answer.Status).OrderBy(group => group.Key).Select(group => $"{group.Key} x {group.Count()}"));
        var line = $"{answers.Count} hostile requests, HOSTILE_SEED={Seed}: {statuses}";
        output.WriteLine(line);
        Console.WriteLine(line);
    }
}
