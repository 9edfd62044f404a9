using System.Net;
using System.Web;
using Azure.Storage.Blobs;
using Glimmerglass.Data.Files;

namespace Glimmerglass.Tests.Stores;

public sealed class FileStoreLinks : IAsyncLifetime, IDisposable
{
    private readonly HttpClient http = new();
    private readonly Guid id = Guid.NewGuid();
    private BlobServiceClient client = null!;
    private FileStore files = null!;

    public async Task InitializeAsync()
    {
        client = new BlobServiceClient(await TestServices.Azurite());
        files = new FileStore(client, TimeProvider.System);
        await files.EnsureContainers(CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task An_upload_link_says_all_that_a_browser_needs()
    {
        var expiresAt = DateTimeOffset.UtcNow.AddMinutes(15);

        var slot = await files.SignUpload(id, "application/pdf", expiresAt, CancellationToken.None);

        var query = HttpUtility.ParseQueryString(slot.Url.Query);
        Assert.Equal(id, slot.DocumentId);
        Assert.Equal("PUT", slot.Method);
        Assert.Equal(expiresAt, slot.ExpiresAt);
        Assert.EndsWith($"/incoming/{id:D}", slot.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(("c", "b"), (query["sp"], query["sr"]));
        Assert.InRange(DateTimeOffset.UtcNow - DateTimeOffset.Parse(query["st"]!, null), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.Created, await Send(slot));
        var found = await files.FindIncoming(id.ToString("D"), CancellationToken.None);
        Assert.Equal(5, found!.SizeBytes);
    }

    [Fact]
    public async Task An_upload_link_cannot_overwrite()
    {
        var slot = await Slot();
        await Send(slot);
        var before = await files.FindIncoming(id.ToString("D"), CancellationToken.None);

        var second = await Send(slot, "other");

        Assert.Contains(second, (HttpStatusCode[])[HttpStatusCode.Forbidden, HttpStatusCode.Conflict]);
        Assert.Equal(before, await files.FindIncoming(id.ToString("D"), CancellationToken.None));
    }

    [Fact]
    public async Task An_upload_link_can_only_create()
    {
        var slot = await Slot();
        await Send(slot);

        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync(slot.Url)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.DeleteAsync(slot.Url)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, await Send(slot with { Url = new Uri(slot.Url + "&comp=metadata") }));
    }

    [Theory]
    [InlineData("incoming", "documents")]
    [InlineData("incoming", "quarantine")]
    public async Task An_upload_link_opens_no_other_container(string from, string to)
    {
        var slot = await Slot();

        var other = new Uri(slot.Url.ToString().Replace($"/{from}/", $"/{to}/", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Forbidden, await Send(slot with { Url = other }));
    }

    [Fact]
    public async Task An_upload_link_opens_no_other_blob()
    {
        var slot = await Slot();

        var other = new Uri(slot.Url.ToString().Replace(id.ToString("D"), Guid.NewGuid().ToString("D"), StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Forbidden, await Send(slot with { Url = other }));
    }

    [Fact]
    public async Task An_upload_link_expires()
    {
        var slot = await files.SignUpload(id, "application/pdf", DateTimeOffset.UtcNow.AddSeconds(-1), CancellationToken.None);

        Assert.Equal(HttpStatusCode.Forbidden, await Send(slot));
        Assert.Null(await files.FindIncoming(id.ToString("D"), CancellationToken.None));
    }

    [Fact]
    public async Task A_slot_that_is_filled_again_after_its_upload_was_deleted_does_not_touch_the_kept_document()
    {
        var slot = await Slot();
        await Send(slot);
        var first = await files.FindIncoming(id.ToString("D"), CancellationToken.None);
        await files.Keep(id, first!.ETag, CancellationToken.None);
        await files.DeleteIncoming(first.Name, first.ETag, CancellationToken.None);

        Assert.Equal(HttpStatusCode.Created, await Send(slot, "other"));
        var second = await files.FindIncoming(id.ToString("D"), CancellationToken.None);

        await Assert.ThrowsAsync<FileChanged>(() => files.Keep(id, second!.ETag, CancellationToken.None));
    }

    [Fact]
    public async Task A_download_link_answers_with_our_headers_and_not_the_uploaders()
    {
        await Keep();

        var url = await files.SignDownload(id, "attachment; filename=\"a.pdf\"; filename*=UTF-8''%C3%A4.pdf", "application/pdf", Soon(), CancellationToken.None);
        using var answer = await http.GetAsync(url);

        Assert.Equal("hello", await answer.Content.ReadAsStringAsync());
        Assert.Equal("attachment; filename=\"a.pdf\"; filename*=UTF-8''%C3%A4.pdf", Assert.Single(answer.Content.Headers.GetValues("Content-Disposition")));
        Assert.Equal("application/pdf", answer.Content.Headers.ContentType!.ToString());
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_download_link_cannot_write_and_opens_no_other_document()
    {
        await Keep();
        var url = await files.SignDownload(id, "attachment", "application/pdf", Soon(), CancellationToken.None);

        var writing = await Send(new UploadSlot(id, url, "PUT", new Dictionary<string, string> { ["x-ms-blob-type"] = "BlockBlob" }, Soon()));
        var deleting = await http.DeleteAsync(url);
        var other = await http.GetAsync(new Uri(url.ToString().Replace(id.ToString("D"), Guid.NewGuid().ToString("D"), StringComparison.Ordinal)));
        var expired = await http.GetAsync(await files.SignDownload(id, "attachment", "application/pdf", DateTimeOffset.UtcNow.AddSeconds(-1), CancellationToken.None));

        Assert.All([writing, deleting.StatusCode, other.StatusCode, expired.StatusCode], status => Assert.Equal(HttpStatusCode.Forbidden, status));
    }

    [Fact]
    public async Task Nothing_is_public()
    {
        await Keep();

        var answer = await http.GetAsync(client.GetBlobContainerClient("documents").GetBlobClient(id.ToString("D")).Uri);

        Assert.False(answer.IsSuccessStatusCode);
    }

    private static DateTimeOffset Soon() => DateTimeOffset.UtcNow.AddMinutes(5);

    private Task<UploadSlot> Slot() => files.SignUpload(id, "application/pdf", DateTimeOffset.UtcNow.AddMinutes(15), CancellationToken.None);

    /// <summary>Uploads with headers that would spoil a download, and keeps the document.</summary>
    private async Task Keep()
    {
        var slot = await Slot();
        var headers = new Dictionary<string, string>(slot.Headers)
        {
            ["x-ms-blob-content-encoding"] = "gzip",
            ["x-ms-blob-content-disposition"] = "inline",
            ["x-ms-blob-cache-control"] = "public, max-age=31536000",
        };
        Assert.Equal(HttpStatusCode.Created, await Send(slot with { Headers = headers }));
        var found = await files.FindIncoming(id.ToString("D"), CancellationToken.None);
        await files.Keep(id, found!.ETag, CancellationToken.None);
    }

    private async Task<HttpStatusCode> Send(UploadSlot slot, string text = "hello")
    {
        using var request = new HttpRequestMessage(new HttpMethod(slot.Method), slot.Url) { Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(text)) };
        foreach (var (name, value) in slot.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
