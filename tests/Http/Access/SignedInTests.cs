using Glimmerglass.Data.Access;

namespace Glimmerglass.Tests.Http.Access;

public sealed class SignedInTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [MemberData(nameof(EveryDoor.All), MemberType = typeof(EveryDoor))]
    public async Task Nobody_in_particular_passes_no_door(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);
        var before = await RowCounts.Of(app);

        var answer = await app.Anonymous.Knock(method, path, body, order, document);

        Problems.Assert(401, "NOT_SIGNED_IN", answer);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Empty(Problems.Told(answer));
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJTVVBFUkFETUlOIl19.")]
    public async Task A_foreign_token_is_no_token(string token)
    {
        var answer = await app.Client(null).Get("/api/me", ("Authorization", $"Bearer {token}"));

        Problems.Assert(401, "NOT_SIGNED_IN", answer);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_damaged_token_is_no_token()
    {
        var token = app.Token(app.World.Admin.Id, Role.Admin);
        var middle = token.Length / 2;
        var damaged = token[..middle] + (token[middle] == 'A' ? 'B' : 'A') + token[(middle + 1)..];

        var answer = await app.Client(damaged).Get("/api/me");

        Problems.Assert(401, "NOT_SIGNED_IN", answer);
    }

    [Fact]
    public async Task A_password_is_no_token()
    {
        var answer = await app.Client(null).Get("/api/me", ("Authorization", "Basic YWRtaW5AZXhhbXBsZS5jb206Z2xpbW1lcmdsYXNz"));

        Problems.Assert(401, "NOT_SIGNED_IN", answer);
    }

    [Fact]
    public async Task A_token_in_the_address_is_no_token()
    {
        var answer = await app.Anonymous.Get($"/api/me?access_token={Uri.EscapeDataString(app.Token(app.World.Admin.Id, Role.Admin))}");

        Problems.Assert(401, "NOT_SIGNED_IN", answer);
    }

    [Theory]
    [MemberData(nameof(EveryDoor.All), MemberType = typeof(EveryDoor))]
    public async Task Who_is_not_approved_passes_no_door_and_learns_nothing(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);
        var before = await RowCounts.Of(app);
        HttpClient[] refused =
        [
            app.As(Guid.NewGuid(), Role.Admin), app.As(app.World.DisabledAdmin), app.As(app.World.UnapprovedDealer),
            app.As(app.World.Dealer.Id, Role.Superadmin), app.As(app.World.Superadmin.Id, Role.Dealer),
        ];

        var answers = await Task.WhenAll(refused.Select(client => client.Knock(method, path, body, order, document)));

        Assert.All(answers, answer => Problems.Assert(403, "NOT_APPROVED", answer));
        Assert.All(answers, answer => Assert.Empty(Problems.Told(answer)));
        Assert.Single(answers.Select(answer => answer["detail"].ToString()).Distinct());
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Theory]
    [MemberData(nameof(EveryDoor.All), MemberType = typeof(EveryDoor))]
    public async Task A_superadmin_passes_every_door(string method, string path, string? body)
    {
        var (order, document) = await EveryDoor.Place(app);

        var answer = await app.As(app.World.Superadmin).Knock(method, path, body, order, document);

        // What is asked for may still break a rule; that is for those inside to hear.
        Assert.Contains((answer.Status, answer.Code), new (int, string?)[] { (200, null), (201, null), (204, null), (302, null), (400, "INVALID"), (409, "DOCUMENT_CHECKED_ALREADY") });
    }
}
