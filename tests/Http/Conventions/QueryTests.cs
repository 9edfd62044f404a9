namespace Glimmerglass.Tests.Http.Conventions;

public sealed class QueryTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("colour=blue", "colour")]
    [InlineData("Status=CANCELED", "Status")]
    [InlineData("limit=5&limit=6", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit", "limit")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=%2B5", "limit")]
    [InlineData("limit=5.0", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("limit=%D9%A5", "limit")]
    [InlineData("status=", "status")]
    [InlineData("status=0", "status")]
    [InlineData("status=canceled", "status")]
    [InlineData("status=CANCELED,COMPLETED", "status")]
    [InlineData("dealerId=blue", "dealerId")]
    [InlineData("dealerId=%7B00000000-0000-0000-0000-000000000000%7D", "dealerId")]
    [InlineData("factoryId=", "factoryId")]
    [InlineData("signal=LATE", "signal")]
    [InlineData("sort=number", "sort")]
    [InlineData("dir=up", "dir")]
    [InlineData("dir=ASC", "dir")]
    [InlineData("q=a%00b", "q")]
    [InlineData("=5", "")]
    public async Task A_parameter_that_is_not_understood_is_refused_by_name(string query, string name)
    {
        var answer = await app.As(app.World.Admin).Get($"/api/orders?{query}");

        Problems.Assert(400, "INVALID_QUERY", answer);
        Assert.Equal([name], answer.Complaints());
    }

    [Fact]
    public async Task Everything_wrong_with_a_query_is_said_at_once()
    {
        var answer = await app.As(app.World.Admin).Get("/api/orders?limit=0&status=NEW&dealerId=x&colour=blue");

        Problems.Assert(400, "INVALID_QUERY", answer);
        Assert.Equal(["colour", "dealerId", "limit", "status"], answer.Complaints());
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("null")]
    [InlineData("AAAA")]
    [InlineData("e30")]
    public async Task A_damaged_cursor_is_refused(string cursor)
    {
        var answer = await app.As(app.World.Admin).Get($"/api/orders?cursor={Uri.EscapeDataString(cursor)}");

        Problems.Assert(400, "INVALID_CURSOR", answer);
    }

    [Theory]
    [MemberData(nameof(EveryDoor.All), MemberType = typeof(EveryDoor))]
    public async Task No_door_ignores_a_parameter(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);
        var before = await RowCounts.Of(app);

        var answer = await app.As(app.World.Superadmin).Knock(method, path + "?colour=blue", body, order, document);

        Problems.Assert(400, "INVALID_QUERY", answer);
        Assert.Equal(["colour"], answer.Complaints());
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Fact]
    public async Task The_widest_list_is_of_200()
    {
        var answer = await app.As(app.World.Admin).Get("/api/orders?limit=200&q=");

        Assert.Equal(200, answer.Status);
    }
}
