namespace Glimmerglass.Tests.Http;

/// <summary>The app with a host that sees no uploads, so that what was sent stays where it was sent.</summary>
public sealed class AppWithoutEvents : IAsyncLifetime
{
    public TestApp App { get; } = new() { Settings = { ["LocalHost:BlobPollInterval"] = "23:00:00" } };

    public Task InitializeAsync() => App.InitializeAsync();

    public Task DisposeAsync() => App.DisposeAsync();
}

public sealed class UploadSlotTests(AppWithoutEvents without) : IClassFixture<AppWithoutEvents>
{
    private readonly TestApp app = without.App;

    [Fact]
    public async Task A_slot_is_filled_once()
    {
        var content = Papers.Pdf();
        var announced = await Announced(content);

        var first = await Papers.Put(announced["upload"], content);
        var second = await Papers.Put(announced["upload"], Papers.Pdf());

        Assert.Equal(201, first);
        Assert.InRange(second, 400, 499);
        Assert.Equal(content, (await Papers.Blob(app.Storage, "incoming", announced.Id).DownloadContentAsync()).Value.Content.ToArray());
        Assert.Equal("awaiting_upload", (await app.As(app.World.Dealer).Get($"/api/documents/{announced.Id}"))["state"].GetValue<string>());
    }

    [Theory]
    [InlineData("incoming", "11111111-1111-4111-8111-111111111111")]
    [InlineData("documents", null)]
    [InlineData("quarantine", null)]
    public async Task A_slot_is_for_one_blob(string container, string? name)
    {
        var announced = await Announced(Papers.Pdf());
        var elsewhere = announced["upload"].DeepClone();
        elsewhere["url"] = announced["upload"]["url"]!.GetValue<string>().Replace($"/incoming/{announced.Id}", $"/{container}/{name ?? announced.Id.ToString()}", StringComparison.Ordinal);

        var status = await Papers.Put(elsewhere, Papers.Pdf());

        Assert.Equal(403, status);
        Assert.False(await app.Storage.GetBlobContainerClient(container).GetBlobClient(name ?? announced.Id.ToString()).ExistsAsync());
    }

    [Theory, InlineData("GET"), InlineData("HEAD"), InlineData("DELETE")]
    public async Task A_slot_neither_reads_nor_deletes(string method)
    {
        var content = Papers.Pdf();
        var announced = await Announced(content);
        await Papers.Put(announced["upload"], content);

        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), announced["upload"]["url"]!.GetValue<string>());
        using var answer = await client.SendAsync(request);

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.True(await Papers.Blob(app.Storage, "incoming", announced.Id).ExistsAsync());
    }

    [Fact]
    public async Task A_paper_that_was_not_checked_cannot_be_opened()
    {
        var content = Papers.Pdf();
        var announced = await Announced(content);
        await Papers.Put(announced["upload"], content);

        var answer = await app.As(app.World.Dealer).Get($"/api/documents/{announced.Id}/content");

        Assert.Equal((409, "DOCUMENT_NOT_ACCEPTED", "awaiting_upload"), (answer.Status, answer.Code, answer["state"].GetValue<string>()));
        Assert.Null(answer.Headers.Location);
    }

    [Fact]
    public async Task A_document_that_is_deleted_before_its_check_takes_its_upload_to_quarantine()
    {
        var content = Papers.Pdf();
        var announced = await Announced(content);
        await Papers.Put(announced["upload"], content);

        var answer = await app.As(app.World.Admin).Send(HttpMethod.Delete, $"/api/documents/{announced.Id}");

        Assert.Equal(204, answer.Status);
        Assert.Equal(404, (await app.As(app.World.Dealer).Get($"/api/documents/{announced.Id}")).Status);
        Assert.False(await Papers.Blob(app.Storage, "incoming", announced.Id).ExistsAsync());
        Assert.Equal(content, Assert.Single(await Standing.Quarantine(app.Storage, announced.Id.ToString())).Value);
    }

    private async Task<Answered> Announced(byte[] content) =>
        await Papers.Announced(app, app.World.Dealer, (await An.PlacedOrder(app)).Id, "QUOTE", content);
}
