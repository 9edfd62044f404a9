using System.Text;
using System.Text.Json.Nodes;

namespace Glimmerglass.Tests.Http.Orders;

public sealed class PaymentProofTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_payment_proof_that_is_announced_gets_its_slot_with_the_order()
    {
        var before = await RowCounts.Of(app);

        var placed = await app.As(app.World.Dealer).Post("/api/orders", WithProof());

        var slot = placed["upload"];
        var document = await app.As(app.World.Dealer).Get($"/api/documents/{slot["documentId"]}");
        Assert.Equal(("PUT", 201), (slot["method"]!.ToString(), placed.Status));
        Assert.Equal(
            ("PROOF_OF_PAYMENT", "awaiting_upload", "deposit.pdf", placed.Id, true),
            (document["kind"].ToString(), document["state"].ToString(), document["fileName"].ToString(), document["orderId"].GetValue<Guid>(), document["visibleToDealer"].GetValue<bool>()));
        Assert.Equal(before.AndOneOrder() with { Documents = before.Documents + 1 }, await RowCounts.Of(app));
    }

    [Fact]
    public async Task The_tag_is_that_of_the_order_itself()
    {
        var placed = await app.As(app.World.Dealer).Post("/api/orders", WithProof());

        var read = await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}");

        Assert.Equal(placed.ETag, read.ETag);
        Assert.Null(read.Body!["upload"]);
    }

    [Fact]
    public async Task The_slot_takes_one_upload()
    {
        var placed = await app.As(app.World.Dealer).Post("/api/orders", WithProof());

        var first = await Upload(placed["upload"], "first");
        var second = await Upload(placed["upload"], "second");

        Assert.Equal(201, first);
        Assert.Contains(second, new[] { 403, 409 });
    }

    [Fact]
    public async Task A_replay_gives_the_same_slot()
    {
        var key = Guid.NewGuid().ToString();
        var first = await app.As(app.World.Dealer).Post("/api/orders", WithProof(), key: key);

        var again = await app.As(app.World.Dealer).Post("/api/orders", WithProof(), key: key);

        Assert.Equal(first["upload"].ToJsonString(), again["upload"].ToJsonString());
    }

    [Fact]
    public async Task With_a_spa_the_proof_belongs_to_the_pool()
    {
        var body = WithProof().With("linkedSpa", new { poolModelId = app.World.Spa, colorId = app.World.Blue });

        var placed = await app.As(app.World.Dealer).Post("/api/orders", body);

        var ofPool = await app.As(app.World.Dealer).Get($"/api/orders/{placed.Id}/documents");
        var ofSpa = await app.As(app.World.Dealer).Get($"/api/orders/{placed["linkedOrderId"]}/documents");
        Assert.Single(ofPool["items"].AsArray());
        Assert.Empty(ofSpa["items"].AsArray());
    }

    [Theory]
    [InlineData("fileName", "\"deposit.exe\"")]
    [InlineData("fileName", "\"../deposit.pdf\"")]
    [InlineData("fileName", "\"\"")]
    [InlineData("fileName", "\"deposit.url\"")]
    [InlineData("contentType", "\"text/html\"")]
    [InlineData("contentType", "\"video/mp4\"")]
    [InlineData("sizeBytes", "0")]
    [InlineData("sizeBytes", "-1")]
    [InlineData("sizeBytes", "26214401")]
    [InlineData("sizeBytes", "9223372036854775807")]
    [InlineData("sha256", "\"abc\"")]
    public async Task A_proof_that_would_be_refused_refuses_the_order(string member, string json)
    {
        var before = await RowCounts.Of(app);
        var proof = new JsonObject { ["fileName"] = "deposit.pdf", ["contentType"] = "application/pdf", ["sizeBytes"] = 1000, ["sha256"] = null };
        proof[member] = JsonNode.Parse(json);

        var answer = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("paymentProof", proof));

        Problems.Assert(400, "INVALID", answer);
        Assert.Contains($"paymentProof.{member}", answer.Complaints());
        Assert.Equal(before, await RowCounts.Of(app));
    }

    private Dictionary<string, object?> WithProof() =>
        An.Order(app.World).With("paymentProof", new { fileName = "deposit.pdf", contentType = "application/pdf", sizeBytes = 1000 });

    private static async Task<int> Upload(JsonNode slot, string content)
    {
        using var storage = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, slot["url"]!.ToString()) { Content = new ByteArrayContent(Encoding.ASCII.GetBytes(content)) };
        foreach (var (name, value) in slot["headers"]!.AsObject())
        {
            if (!request.Headers.TryAddWithoutValidation(name, value!.ToString())) request.Content.Headers.TryAddWithoutValidation(name, value!.ToString());
        }
        using var response = await storage.SendAsync(request);
        return (int)response.StatusCode;
    }
}
