using System.Globalization;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Glimmerglass.Tests.Rules;

public sealed class QueryReaderTests
{
    [Theory]
    [InlineData("", 25, null)]
    [InlineData("?limit=1", 1, null)]
    [InlineData("?limit=200", 200, null)]
    [InlineData("?limit=0", 25, "limit")]
    [InlineData("?limit=201", 25, "limit")]
    [InlineData("?limit=-1", 25, "limit")]
    [InlineData("?limit=%201", 25, "limit")]
    [InlineData("?limit=1.0", 25, "limit")]
    [InlineData("?limit=", 25, "limit")]
    [InlineData("?limit=99999999999", 25, "limit")]
    [InlineData("?limit=1&limit=2", 1, "limit")]
    [InlineData("?limit=1&Limit=2", 1, "limit")]
    public void A_limit_is_a_whole_number_from_1_to_200(string query, int limit, string? wrong)
    {
        var reader = Reader(query);

        Assert.Equal(limit, reader.Limit());
        Assert.Equal(wrong is null ? [] : [wrong], Wrong(reader.Refuse()), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("?at=2026-03-02T09:00:00Z", "2026-03-02T09:00:00.0000000Z")]
    [InlineData("?at=2026-03-02T09:00Z", "2026-03-02T09:00:00.0000000Z")]
    [InlineData("?at=2026-03-02T09:00:00.1234567Z", "2026-03-02T09:00:00.1234567Z")]
    [InlineData("?at=2026-03-02T11:00:00%2B02:00", "2026-03-02T09:00:00.0000000Z")]
    [InlineData("?at=2026-03-02", null)]
    [InlineData("?at=2026-03-02T09:00:00", null)]
    [InlineData("?at=2026-02-30T09:00:00Z", null)]
    [InlineData("?at=0001-01-01T00:00:00%2B02:00", null)]
    [InlineData("?at=9999-12-31T23:59:59Z", null)]
    [InlineData("?at=", null)]
    public void An_instant_is_one_of_RFC_3339_and_read_in_UTC(string query, string? expected)
    {
        var reader = Reader(query);

        var at = reader.Instant("at");

        Assert.Equal(expected, at?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal(expected is not null, at?.Offset == TimeSpan.Zero);
        Assert.Equal(expected is not null, reader.Refuse() is null);
    }

    [Theory]
    [InlineData("?id=11111111-1111-1111-1111-111111111111", true)]
    [InlineData("?id=11111111111111111111111111111111", false)]
    [InlineData("?id={11111111-1111-1111-1111-111111111111}", false)]
    [InlineData("?id=", false)]
    public void An_id_is_written_in_one_way(string query, bool right)
    {
        var reader = Reader(query);

        Assert.Equal(right, reader.Id("id") is not null);
        Assert.Equal(right, reader.Refuse() is null);
    }

    [Theory]
    [InlineData("?to=IN_PRODUCTION", true)]
    [InlineData("?to=in_production", false)]
    [InlineData("?to=InProduction", false)]
    [InlineData("?to=1", false)]
    [InlineData("?to=", false)]
    public void A_word_is_written_in_one_way(string query, bool right)
    {
        var reader = Reader(query);

        Assert.Equal(right, reader.Word<OrderStatus>("to") is not null);
        Assert.Equal(right, reader.Refuse() is null);
    }

    [Theory]
    [InlineData("?dir=asc", true)]
    [InlineData("?dir=ASC", false)]
    [InlineData("?dir=up", false)]
    public void One_of_some_words_is_one_of_them(string query, bool right)
    {
        var reader = Reader(query);

        Assert.Equal(right, reader.OneOf("dir", new Dictionary<string, bool> { ["asc"] = true }) is not null);
        Assert.Equal(right, reader.Refuse() is null);
    }

    [Theory]
    [InlineData("?q=abc", "abc", true)]
    [InlineData("?q=", "", true)]
    [InlineData("?q=abcd", null, false)]
    [InlineData("?q=a%00", null, false)]
    public void A_text_is_no_longer_than_it_may_be(string query, string? text, bool right)
    {
        var reader = Reader(query);

        Assert.Equal(text, reader.Text("q", 3));
        Assert.Equal(right, reader.Refuse() is null);
    }

    [Fact]
    public void What_nobody_reads_is_refused_and_everything_that_is_wrong_is_said_at_once()
    {
        var reader = Reader("?limit=0&id=x&page=2");
        reader.Limit();
        reader.Id("id");

        var refusal = reader.Refuse();

        Assert.Equal("INVALID_QUERY", refusal!.Code);
        Assert.Equal(["id", "limit", "page"], Wrong(refusal).Order());
        Assert.Equal(["page is not known; known are limit, id."], ((IReadOnlyDictionary<string, string[]>)refusal.Facts["errors"]!)["page"]);
    }

    [Fact]
    public void A_door_without_parameters_says_so() =>
        Assert.Equal(["x is not known: this door takes no parameters."], ((IReadOnlyDictionary<string, string[]>)Reader("?x=1").Refuse()!.Facts["errors"]!)["x"]);

    private static QueryReader Reader(string query)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);
        return new QueryReader(request);
    }

    private static IEnumerable<string> Wrong(Refusal? refusal) => refusal is null ? [] : ((IReadOnlyDictionary<string, string[]>)refusal.Facts["errors"]!).Keys;
}
