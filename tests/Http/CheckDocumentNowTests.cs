namespace Glimmerglass.Tests.Http;

/// <summary>An upload that nobody told the app about is checked because a person asks for it.</summary>
public sealed class CheckDocumentNowTests(CheckDocumentNowTests.UnwatchedApp unwatched) : IClassFixture<CheckDocumentNowTests.UnwatchedApp>
{
    private readonly TestApp app = unwatched.App;

    [Fact]
    public async Task An_upload_that_lies_there_is_checked_and_the_document_answered()
    {
        var (order, id) = await Sent(Papers.Pdf());

        var answer = await Check(app.World.Admin, id);

        Assert.Equal((200, "accepted", 2, id), (answer.Status, answer["state"].GetValue<string>(), answer["version"].GetValue<int>(), answer.Id));
        Assert.Equal((await app.As(app.World.Admin).Get($"/api/documents/{id}")).ETag, answer.ETag);
        Assert.Equal(
            new Standing { State = "ACCEPTED", Codes = "[]", Attempts = 1, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true },
            await Standing.Of(app.Database, app.Storage, order, id));
    }

    [Fact]
    public async Task A_refused_upload_is_answered_with_its_reasons()
    {
        var (_, id) = await Sent(Papers.TestVirus());

        var answer = await Check(app.World.Superadmin, id);

        Assert.Equal((200, "infected"), (answer.Status, answer["state"].GetValue<string>()));
        Assert.Contains("TEST_VIRUS", answer["reasons"].AsArray().Select(reason => reason!["code"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("CHECKING", 3), InlineData("FAILED", 5), InlineData("FAILED", 10)]
    public async Task One_that_was_cut_off_or_failed_is_checked_again(string state, int attempts)
    {
        var (_, id) = await Sent(Papers.Pdf());
        await app.Database.Execute($$"""
            update documents set state = '{{state}}', attempts = {{attempts}}, reasons = '[{"code":"CHECK_FAILED","message":"It failed."}]' where id = '{{id}}'
            """);

        var answer = await Check(app.World.Admin, id);

        Assert.Equal((200, "accepted", "[]"), (answer.Status, answer["state"].GetValue<string>(), answer["reasons"].ToJsonString()));
    }

    [Fact]
    public async Task Where_nothing_was_uploaded_there_is_nothing_to_check()
    {
        var order = await An.PlacedOrder(app);
        var announced = await Papers.Announced(app, app.World.Dealer, order.Id, "QUOTE", Papers.Pdf());

        var empty = await Check(app.World.Admin, announced.Id);
        await app.Database.Execute($"update documents set state = 'EXPIRED' where id = '{announced.Id}'");
        var expired = await Check(app.World.Admin, announced.Id);

        Assert.Equal((409, "NOTHING_UPLOADED"), (empty.Status, empty.Code));
        Assert.Equal((409, "NOTHING_UPLOADED"), (expired.Status, expired.Code));
        Assert.Equal(0, await app.Database.Scalar<int>($"select attempts from documents where id = '{announced.Id}'"));
    }

    [Fact]
    public async Task A_verdict_stands_with_and_without_a_key()
    {
        var (order, id) = await Sent(Papers.Pdf());
        var key = Guid.NewGuid().ToString();

        var first = await Check(app.World.Admin, id, key);
        var again = await Check(app.World.Admin, id, key);
        var other = await Check(app.World.Admin, id);

        Assert.Equal(200, first.Status);
        Assert.All([again, other], answer => Assert.Equal((409, "DOCUMENT_CHECKED_ALREADY", "accepted"), (answer.Status, answer.Code, answer["state"].GetValue<string>())));
        Assert.Equal(1, (await Standing.Of(app.Database, app.Storage, order, id)).Told);
    }

    [Fact]
    public async Task Ten_requests_at_once_make_one_verdict()
    {
        var (order, id) = await Sent(Papers.Pdf());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Check(app.World.Admin, id)));

        Assert.All(answers, answer => Assert.True(answer.Status is 200 or 409, $"{answer.Status} {answer.Body}"));
        Assert.Contains(answers, answer => answer.Status == 200 && answer["state"].GetValue<string>() == "accepted");
        var standing = await Standing.Of(app.Database, app.Storage, order, id);
        Assert.Equal(new Standing { State = "ACCEPTED", Codes = "[]", Attempts = standing.Attempts, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true }, standing);
    }

    [Fact]
    public async Task Whoever_may_not_have_it_checked_starts_nothing()
    {
        var (order, id) = await Sent(Papers.Pdf());

        Assert.Equal("NOT_ALLOWED", (await Check(app.World.Dealer, id)).Code);
        Assert.Equal("NOT_ALLOWED", (await Check(app.World.ViewingAdmin, id)).Code);
        Assert.Equal("NOT_FOUND", (await Check(app.World.AdminOfB, id)).Code);
        Assert.Equal("NOT_FOUND", (await Check(app.World.Admin, Guid.NewGuid())).Code);
        Assert.Equal(("AWAITING_UPLOAD", 0), ((await Standing.Of(app.Database, app.Storage, order, id)).State, (await Standing.Of(app.Database, app.Storage, order, id)).Attempts));
    }

    private Task<Answered> Check(TestUser by, Guid id, string? key = null) => app.As(by).Post($"/api/documents/{id}/check", null, key: key);

    private async Task<(Guid Order, Guid Id)> Sent(byte[] content)
    {
        var order = await An.PlacedOrder(app);
        var announced = await Papers.Announced(app, app.World.Dealer, order.Id, "QUOTE", content);
        Assert.Equal(201, await Papers.Put(announced["upload"], content));
        return (order.Id, announced.Id);
    }

    /// <summary>An app whose trigger does not look: each upload's event is lost.</summary>
    public sealed class UnwatchedApp : IAsyncLifetime
    {
        public TestApp App { get; } = new() { Settings = { ["LocalHost:BlobPollInterval"] = "01:00:00" } };

        public Task InitializeAsync() => App.InitializeAsync();

        public Task DisposeAsync() => App.DisposeAsync();
    }
}
