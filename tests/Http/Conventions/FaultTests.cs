using Microsoft.Extensions.Logging;

namespace Glimmerglass.Tests.Http.Conventions;

public sealed class FaultTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_fault_is_logged_once_and_told_to_nobody()
    {
        var placed = await An.PlacedOrder(app);
        await app.Database.Execute("alter view order_details rename to lost_details");

        var answer = await app.As(app.World.Admin).Get($"/api/orders/{placed.Id}");

        await app.Database.Execute("alter view lost_details rename to order_details");
        Problems.Assert(500, "FAULT", answer);
        Assert.Equal("Something went wrong on our side. Quote the trace id when you ask about it.", answer["detail"].GetValue<string>());
        Assert.Empty(Problems.Told(answer));
        Assert.DoesNotContain("order_details", answer.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var line = Assert.Single(app.Log.Lines, line => line.Fault is Npgsql.PostgresException { SqlState: "42P01" });
        Assert.Equal((LogLevel.Error, "GetOrder failed: FAULT."), (line.Level, line.Message));
    }

    [Fact]
    public async Task A_half_done_write_leaves_nothing()
    {
        var before = await RowCounts.Of(app);
        await app.Database.Execute("alter table outbox add constraint refuses_everything check (false) not valid");

        var answer = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("paymentProof", Proof), key: "once");

        await app.Database.Execute("alter table outbox drop constraint refuses_everything");
        var again = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World).With("paymentProof", Proof), key: "once");
        Problems.Assert(500, "FAULT", answer);
        Assert.DoesNotContain("refuses_everything", answer.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(201, again.Status);
        Assert.Equal(before.AndOneOrder() with { Documents = before.Documents + 1, Keys = before.Keys + 1 }, await RowCounts.Of(app));
    }

    private static readonly object Proof = new { fileName = "deposit.pdf", contentType = "application/pdf", sizeBytes = 1000 };
}
