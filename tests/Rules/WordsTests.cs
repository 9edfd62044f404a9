using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Tests.Rules;

public sealed class WordsTests
{
    [Fact]
    public void A_word_is_upper_case_with_underscores()
    {
        Assert.Equal("PENDING_PAYMENT_APPROVAL", OrderStatus.PendingPaymentApproval.Word());
        Assert.Equal(["DEALER", "ADMIN", "SUPERADMIN"], Words.All<Role>().OrderBy(word => word == "DEALER" ? 0 : word == "ADMIN" ? 1 : 2));
    }

    [Fact]
    public void Every_word_is_read_as_what_it_was_written_for()
    {
        Assert.All(Enum.GetValues<OrderStatus>(), status => Assert.True(Words.TryRead<OrderStatus>(status.Word(), out var read) && read == status));
        Assert.All(Enum.GetValues<OrderSignal>(), signal => Assert.True(Words.TryRead<OrderSignal>(signal.Word(), out var read) && read == signal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("InProduction")]
    [InlineData("in_production")]
    [InlineData(" IN_PRODUCTION")]
    [InlineData("IN_PRODUCTION,COMPLETED")]
    [InlineData("APPROVED")]
    public void Nothing_else_is_a_word(string? text)
    {
        Assert.False(Words.TryRead<OrderStatus>(text, out _));
    }

    [Fact]
    public void The_wire_has_the_same_words_as_the_database()
    {
        Assert.All(Enum.GetValues<OrderStatus>(), status => Assert.Equal($"\"{status.Word()}\"", JsonSerializer.Serialize(status, Json.Options)));
    }

    [Fact]
    public void An_instant_is_written_in_UTC()
    {
        var instant = new DateTimeOffset(2026, 7, 1, 12, 30, 15, 123, TimeSpan.FromHours(2)).AddTicks(4560);

        Assert.Equal("\"2026-07-01T10:30:15.123456Z\"", JsonSerializer.Serialize(instant, Json.Options));
        Assert.Equal(instant, JsonSerializer.Deserialize<DateTimeOffset>("\"2026-07-01T12:30:15.123456+02:00\"", Json.Options));
    }

    [Fact]
    public void Every_instant_survives_the_wire()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Select(number => new DateTimeOffset(number * 280_000_000L * 5, TimeSpan.Zero)).ToArbitrary(),
            instant => JsonSerializer.Deserialize<DateTimeOffset>(JsonSerializer.Serialize(instant, Json.Options), Json.Options) == instant).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("\"IN_PRODUCTION\"", true)]
    [InlineData("\"in_production\"", false)]
    [InlineData("\"InProduction\"", false)]
    [InlineData("2", false)]
    [InlineData("\"2\"", false)]
    [InlineData("null", false)]
    public void A_status_is_read_by_its_word_alone(string json, bool understood)
    {
        var read = Record.Exception(() => JsonSerializer.Deserialize<OrderStatus>(json, Json.Options));

        Assert.Equal(understood, read is null);
        Assert.True(read is null or JsonException);
    }

    [Theory]
    [InlineData("{\"userId\":\"0aa0b0de-3f1c-4a7b-9f5e-000000000001\",\"role\":\"ADMIN\",\"more\":1}")]
    [InlineData("{\"UserId\":\"0aa0b0de-3f1c-4a7b-9f5e-000000000001\",\"role\":\"ADMIN\"}")]
    [InlineData("{\"userId\":\"0aa0b0de-3f1c-4a7b-9f5e-000000000001\",\"role\":\"ADMIN\",\"role\":\"DEALER\"}")]
    [InlineData("{\"userId\":\"0aa0b0de-3f1c-4a7b-9f5e-000000000001\"}")]
    [InlineData("{\"userId\":\"0aa0b0de-3f1c-4a7b-9f5e-000000000001\",\"role\":null}")]
    [InlineData("{\"userId\":1,\"role\":\"ADMIN\"}")]
    [InlineData("{\"userId\":\"0aa0b0de-3f1c-4a7b-9f5e-000000000001\",\"role\":\"ADMIN\",}")]
    [InlineData("{\"userId\":\"0aa0b0de-3f1c-4a7b-9f5e-000000000001\",\"role\":\"ADMIN\"} x")]
    [InlineData("{/* who */\"userId\":\"0aa0b0de-3f1c-4a7b-9f5e-000000000001\",\"role\":\"ADMIN\"}")]
    public void JSON_is_read_to_the_letter(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Actor>(json, Json.Options));
    }

    [Fact]
    public void A_day_has_no_time()
    {
        Assert.Equal("\"2026-02-03\"", JsonSerializer.Serialize(new DateOnly(2026, 2, 3), Json.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateOnly>("\"2026-02-03T00:00:00Z\"", Json.Options));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateOnly>("\"2026-02-30\"", Json.Options));
    }

    [Fact]
    public void Now_is_what_the_database_can_keep()
    {
        var clock = new FixedClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_234_567));

        Assert.Equal(1_234_560, clock.Now().Ticks % TimeSpan.TicksPerSecond);
        Assert.Equal(new DateOnly(2026, 1, 2), clock.Today());
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
