using System.Globalization;
using System.Web;

namespace Glimmerglass.Tests.Http;

public sealed class OpenDocumentTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task An_accepted_document_opens_by_a_link_that_reads_it_alone_for_5_minutes()
    {
        var order = (await An.PlacedOrder(app)).Id;
        var content = Papers.Pdf();
        var id = await Papers.Accepted(app, order, content);
        var other = await Papers.Accepted(app, order, Papers.Pdf());
        var before = DateTimeOffset.UtcNow;

        var answer = await app.As(app.World.Dealer).Get($"/api/documents/{id}/content");

        Assert.DoesNotContain(app.Log.Lines, line => line.Message.Contains("sig=", StringComparison.Ordinal));
        var link = answer.Headers.Location!;
        var query = HttpUtility.ParseQueryString(link.Query);
        Assert.Equal(302, answer.Status);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.Equal(("r", "b"), (query["sp"], query["sr"]));
        Assert.InRange(DateTimeOffset.Parse(query["se"]!, CultureInfo.InvariantCulture), before.AddMinutes(5).AddSeconds(-1), DateTimeOffset.UtcNow.AddMinutes(5));

        using var read = await Send(HttpMethod.Get, link);
        Assert.Equal(content, await read.Content.ReadAsByteArrayAsync());
        Assert.Equal("application/pdf", read.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment; filename=\"paper.pdf\"; filename*=UTF-8''paper.pdf", read.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.Equal("no-store, private", string.Join(", ", read.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal)));

        using var foreign = await Send(HttpMethod.Get, new Uri(link.AbsoluteUri.Replace(id.ToString(), other.ToString(), StringComparison.Ordinal)));
        using var written = await Send(HttpMethod.Put, link, new ByteArrayContent([1]) { Headers = { { "x-ms-blob-type", "BlockBlob" } } });
        using var deleted = await Send(HttpMethod.Delete, link);
        Assert.Equal((403, 403, 403), ((int)foreign.StatusCode, (int)written.StatusCode, (int)deleted.StatusCode));
        Assert.Equal(content, (await Papers.Blob(app.Storage, "documents", id).DownloadContentAsync()).Value.Content.ToArray());
    }

    [Theory]
    [InlineData("invoice \"final\".pdf", "filename=\"invoice_final.pdf\"", "filename*=UTF-8''invoice_final.pdf")]
    [InlineData("a\r\nSet-Cookie: b=c.pdf", "filename=\"a_Set-Cookie_b_c.pdf\"", "filename*=UTF-8''a_Set-Cookie_b_c.pdf")]
    [InlineData("Rechnung für Käufer.PDF", "filename=\"Rechnung_f_r_K_ufer.pdf\"", "filename*=UTF-8''Rechnung_f%C3%BCr_K%C3%A4ufer.pdf")]
    [InlineData("合同.pdf", "filename=\"quote.pdf\"", "filename*=UTF-8''%E5%90%88%E5%90%8C.pdf")]
    [InlineData("../../etc/passwd", "filename=\"etc_passwd.pdf\"", "filename*=UTF-8''etc_passwd.pdf")]
    [InlineData("page.html.pdf", "filename=\"page.html.pdf\"", "filename*=UTF-8''page.html.pdf")]
    public async Task Whatever_its_name_a_document_is_saved_under_a_safe_one(string name, string ascii, string utf8)
    {
        var id = await Papers.Accepted(app, (await An.PlacedOrder(app)).Id, Papers.Pdf(), name);

        var answer = await app.As(app.World.ViewingAdmin).Get($"/api/documents/{id}/content");

        Assert.Equal(302, answer.Status);
        using var read = await Send(HttpMethod.Get, answer.Headers.Location!);
        Assert.Equal(200, (int)read.StatusCode);
        Assert.Equal($"attachment; {ascii}; {utf8}", read.Content.Headers.GetValues("Content-Disposition").Single());
        Assert.False(read.Headers.Contains("Set-Cookie"));
    }

    [Theory, InlineData("AWAITING_UPLOAD"), InlineData("CHECKING"), InlineData("REJECTED"), InlineData("INFECTED"), InlineData("EXPIRED"), InlineData("FAILED")]
    public async Task Only_an_accepted_document_is_opened(string state)
    {
        var id = await Papers.Accepted(app, (await An.PlacedOrder(app)).Id, Papers.Pdf());
        await app.Database.Execute($$"""update documents set state = '{{state}}', reasons = '[{"code": "X", "message": "x"}]' where id = '{{id}}'""");

        var answer = await app.As(app.World.Admin).Get($"/api/documents/{id}/content");

        Assert.Equal((409, "DOCUMENT_NOT_ACCEPTED", state.ToLowerInvariant()), (answer.Status, answer.Code, answer["state"].GetValue<string>()));
        Assert.Null(answer.Headers.Location);
    }

    [Theory, InlineData("documents"), InlineData("incoming"), InlineData("quarantine")]
    public async Task Nothing_is_public(string container)
    {
        var id = await Papers.Accepted(app, (await An.PlacedOrder(app)).Id, Papers.Pdf());
        var blob = Papers.Blob(app.Storage, container, id);
        await blob.UploadAsync(new BinaryData("x"), overwrite: true);

        using var one = await Send(HttpMethod.Get, blob.Uri);
        using var list = await Send(HttpMethod.Get, new Uri(app.Storage.GetBlobContainerClient(container).Uri + "?restype=container&comp=list"));

        Assert.InRange((int)one.StatusCode, 401, 404);
        Assert.InRange((int)list.StatusCode, 401, 404);
    }

    private static async Task<HttpResponseMessage> Send(HttpMethod method, Uri link, HttpContent? content = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, link) { Content = content };
        return await client.SendAsync(request);
    }
}
