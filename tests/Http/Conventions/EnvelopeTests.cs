using System.Text.RegularExpressions;

namespace Glimmerglass.Tests.Http.Conventions;

public sealed partial class EnvelopeTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly (string Name, string Value)[] Protection =
    [
        ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"), ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    ];

    [Fact]
    public async Task Every_kind_of_answer_is_protected_and_kept_by_nobody()
    {
        var (order, document) = await EveryDoor.Place(app);
        var admin = app.As(app.World.Admin);
        var read = await admin.Get($"/api/orders/{order}");
        Answered[] answers =
        [
            read,
            await admin.Get($"/api/orders/{order}", ("If-None-Match", read.ETag!)),
            await admin.Get($"/api/documents/{document}/content"),
            await admin.Post("/api/orders", An.AdminOrder(app.World)),
            await admin.Post("/api/orders", "{}"),
            await admin.Post("/api/orders", "{"),
            await admin.Get($"/api/orders/{Guid.NewGuid()}"),
            await admin.Send(HttpMethod.Delete, $"/api/documents/{document}"),
            await app.As(app.World.Dealer).Patch($"/api/orders/{order}", "{}"),
            await app.Anonymous.Get("/api/me"),
        ];

        Assert.Equal([200, 304, 302, 201, 400, 400, 404, 204, 403, 401], answers.Select(answer => answer.Status));
        Assert.All(answers, answer => AssertProtected(answer));
        Assert.All(answers, answer => Assert.Equal("no-store", answer.Headers.CacheControl?.ToString()));
    }

    [Fact]
    public async Task The_open_catalogue_is_protected_too_and_may_be_kept()
    {
        var read = await app.Anonymous.Get("/api/catalog/colors");
        var again = await app.Anonymous.Get("/api/catalog/colors", ("If-None-Match", read.ETag!));

        Assert.Equal((200, 304), (read.Status, again.Status));
        AssertProtected(read);
        AssertProtected(again);
        Assert.Equal("public, max-age=300", read.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("public, max-age=300", again.Headers.GetValues("Cache-Control").Single());
    }

    [Fact]
    public async Task A_replay_is_protected_like_its_first_answer()
    {
        var key = Guid.NewGuid().ToString();
        await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);

        var replayed = await app.As(app.World.Dealer).Post("/api/orders", An.Order(app.World), key: key);

        Assert.Equal("true", replayed.Headers.GetValues("Idempotency-Replayed").Single());
        AssertProtected(replayed);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("order-42_try.2:a")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    public async Task A_plain_request_id_is_echoed(string id)
    {
        var answer = await app.Anonymous.Get("/api/me", ("x-request-id", id));

        Assert.Equal(id, answer.Headers.GetValues("x-request-id").Single());
        Assert.Equal(id, answer["requestId"].GetValue<string>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData("<script>")]
    [InlineData("{\"a\":1}")]
    public async Task An_odd_request_id_is_replaced(string id)
    {
        var answer = await app.Anonymous.Get("/api/me", ("x-request-id", id));

        Assert.Matches(OwnId(), answer.Headers.GetValues("x-request-id").Single());
    }

    [Fact]
    public async Task Request_ids_that_are_absent_long_or_many_are_replaced()
    {
        var absent = await app.Anonymous.Get("/api/me");
        var other = await app.Anonymous.Get("/api/me");
        var tooLong = await app.Anonymous.Get("/api/me", ("x-request-id", new string('a', 129)));
        var longest = await app.Anonymous.Get("/api/me", ("x-request-id", new string('a', 128)));
        var many = await app.Anonymous.Get("/api/me", ("x-request-id", "a"), ("x-request-id", "b"));

        Answered[] replaced = [absent, other, tooLong, many];
        Assert.All(replaced, answer => Assert.Matches(OwnId(), answer.Headers.GetValues("x-request-id").Single()));
        Assert.Equal(4, replaced.Select(answer => answer.Headers.GetValues("x-request-id").Single()).Distinct().Count());
        Assert.Equal(new string('a', 128), longest.Headers.GetValues("x-request-id").Single());
    }

    [Fact]
    public async Task The_callers_trace_goes_on()
    {
        var answer = await app.Anonymous.Get("/api/me", ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", answer["traceId"].GetValue<string>());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    public async Task A_broken_trace_is_replaced(string traceparent)
    {
        var answer = await app.Anonymous.Get("/api/me", ("traceparent", traceparent));

        Assert.Matches(OwnId(), answer["traceId"].GetValue<string>());
        Assert.DoesNotContain(answer["traceId"].GetValue<string>(), traceparent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_names_its_place_in_words()
    {
        var id = Guid.NewGuid();

        var answer = await app.As(app.World.Admin).Get($"/api/orders/{id}");

        Problems.Assert(404, "NOT_FOUND", answer);
        Assert.Equal(("about:blank", "Not found", $"/api/orders/{id}", "There is no such order."),
            (answer["type"].ToString(), answer["title"].ToString(), answer["instance"].ToString(), answer["detail"].ToString()));
        Assert.Empty(Problems.Told(answer));
    }

    [Fact]
    public async Task The_request_id_is_in_the_line_that_ends_each_request()
    {
        var id = Guid.NewGuid().ToString("N");

        await app.Anonymous.Get("/api/me", ("x-request-id", id));

        await Wait.Until(() => app.Log.Lines.Any(line => line.Message.Contains("GetOwnAccess answered 401 in ", StringComparison.Ordinal)
            && line.Message.Contains($"request {id}", StringComparison.Ordinal)), string.Join("\n", app.Log.Lines.TakeLast(10)));
    }

    private static void AssertProtected(Answered answer)
    {
        Assert.All(Protection, header => Assert.Equal(header.Value, answer.Headers.GetValues(header.Name).Single()));
        Assert.NotEmpty(answer.Headers.GetValues("x-request-id").Single());
    }

    [GeneratedRegex(@"\A[0-9a-f]{32}\z")]
    private static partial Regex OwnId();
}
