namespace Glimmerglass.Tests.Http.Orders;

public sealed class SerialNumberTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("GG-100-a", "GG-100-a")]
    [InlineData("GG-200-a", "gg-200-A")]
    [InlineData("GG-300-é", "gg-300-É")]
    [InlineData("GG-400-a", "  gg-400-A  ")]
    public async Task A_serial_number_has_one_owner_whatever_its_letter_case(string first, string second)
    {
        var owner = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("serialNumber", first));
        var before = await RowCounts.Of(app);

        var other = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("serialNumber", second).With("paymentProof", Proof), key: first.ToUpperInvariant().Replace('É', 'E'));

        Assert.Equal((201, first), (owner.Status, owner["serialNumber"].GetValue<string>()));
        Problems.Assert(409, "SERIAL_TAKEN", other);
        Assert.DoesNotContain(owner["number"].ToString(), other.Body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Fact]
    public async Task Of_one_serial_number_in_two_cases_at_once_one_is_taken()
    {
        using var admin = app.As(app.World.Admin);
        for (var round = 0; round < 10; round++)
        {
            var before = await RowCounts.Of(app);
            var serial = $"gg-{Guid.NewGuid()}";

            var answers = await Task.WhenAll(
                admin.Post("/api/orders", An.AdminOrder(app.World).With("serialNumber", serial)),
                admin.Post("/api/orders", An.AdminOrder(app.World).With("serialNumber", serial.ToUpperInvariant())));

            Assert.Equal([201, 409], answers.Select(answer => answer.Status).Order());
            Problems.Assert(409, "SERIAL_TAKEN", answers.MaxBy(answer => answer.Status)!);
            Assert.Equal(before.AndOneOrder(), await RowCounts.Of(app));
        }
    }

    [Fact]
    public async Task An_empty_serial_number_is_none()
    {
        var one = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("serialNumber", ""));
        var other = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("serialNumber", "  "));

        Assert.Equal((201, 201), (one.Status, other.Status));
        Assert.Null(one.Body!["serialNumber"]);
        Assert.Null(other.Body!["serialNumber"]);
    }

    private static readonly object Proof = new { fileName = "deposit.pdf", contentType = "application/pdf", sizeBytes = 1000 };
}
