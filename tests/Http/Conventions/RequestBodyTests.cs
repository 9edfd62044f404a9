using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Glimmerglass.Tests.Http.Conventions;

public sealed class RequestBodyTests(TestApp app) : IClassFixture<TestApp>
{
    private const int MaxBytes = 256 * 1024;

    [Theory]
    [InlineData("""{"colour":"blue"}""", "$.colour", "colour")]
    [InlineData("""{"PoolModelId":"00000000-0000-0000-0000-000000000000"}""", "$.PoolModelId", "PoolModelId")]
    [InlineData("""{"linkedSpa":{"name":"x"}}""", "$.linkedSpa.name", "name")]
    [InlineData("""{"notes":1}""", "$.notes", "notes")]
    [InlineData("""{"notes":["a"]}""", "$.notes", "notes")]
    [InlineData("""{"poolModelId":"blue"}""", "$.poolModelId", "poolModelId")]
    [InlineData("""{"poolModelId":""}""", "$.poolModelId", "poolModelId")]
    [InlineData("""{"requestedShipDate":"tomorrow"}""", "$.requestedShipDate", "requestedShipDate")]
    [InlineData("""{"requestedShipDate":"2027-02-30"}""", "$.requestedShipDate", "requestedShipDate")]
    [InlineData("""{"requestedShipDate":"2027-03-01T00:00:00Z"}""", "$.requestedShipDate", "requestedShipDate")]
    [InlineData("""{"requestedShipAsap":"yes"}""", "$.requestedShipAsap", "requestedShipAsap")]
    [InlineData("""{"requestedShipAsap":1}""", "$.requestedShipAsap", "requestedShipAsap")]
    [InlineData("""{"shippingMethod":"BY_AIR"}""", "$.shippingMethod", "shippingMethod")]
    [InlineData("""{"shippingMethod":0}""", "$.shippingMethod", "shippingMethod")]
    [InlineData("""{"shippingMethod":"0"}""", "$.shippingMethod", "shippingMethod")]
    [InlineData("""{"shippingMethod":"pick_up"}""", "$.shippingMethod", "shippingMethod")]
    [InlineData("""{"shippingMethod":" PICK_UP"}""", "$.shippingMethod", "shippingMethod")]
    [InlineData("""{"shippingMethod":"PickUp"}""", "$.shippingMethod", "shippingMethod")]
    [InlineData("""{"shippingMethod":"PICK_UP,QUOTE"}""", "$.shippingMethod", "shippingMethod")]
    [InlineData("""{"shippingMethod":"\ud800"}""", "$.shippingMethod", "shippingMethod")]
    [InlineData("""{"productionPriority":1.5}""", "$.productionPriority", "productionPriority")]
    [InlineData("""{"productionPriority":"1"}""", "$.productionPriority", "productionPriority")]
    [InlineData("""{"productionPriority":99999999999999999999}""", "$.productionPriority", "productionPriority")]
    [InlineData("""{"productionPriority":1e400}""", "$.productionPriority", "productionPriority")]
    [InlineData("""{"blueprintMarkers":{}}""", "$.blueprintMarkers", "blueprintMarkers")]
    [InlineData("""{"blueprintMarkers":[{"type":"window","x":1,"y":1}]}""", "$.blueprintMarkers[0].type", "type")]
    [InlineData("""{"blueprintMarkers":[{"type":"drain","x":1}]}""", "$.blueprintMarkers[0].y", "y")]
    [InlineData("""{"blueprintMarkers":[{"type":"drain","x":"1","y":1}]}""", "$.blueprintMarkers[0].x", "x")]
    [InlineData("""{"paymentProof":{"contentType":"application/pdf","sizeBytes":1}}""", "$.paymentProof.fileName", "fileName")]
    [InlineData("""{"paymentProof":{"fileName":null,"contentType":"application/pdf","sizeBytes":1}}""", "$.paymentProof.fileName", "fileName")]
    [InlineData("""{"notes":"a\u0000b"}""", "$.notes", "notes")]
    [InlineData("""{"notes":"\ud800"}""", "$.notes", "notes")]
    [InlineData("""{"notes":"\udc00\ud800"}""", "$.notes", "notes")]
    [InlineData("""{"notes":"a","notes":"b"}""", "$.notes", "notes")]
    [InlineData("""{"notes":"a","n\u006ftes":"b"}""", "$.notes", "notes")]
    public async Task A_body_that_is_not_understood_is_refused_by_member_and_path(string body, string path, string member)
    {
        var before = await RowCounts.Of(app);

        var answer = await app.As(app.World.Admin).Post("/api/orders", body);

        Problems.Assert(400, "MALFORMED_BODY", answer);
        Assert.Equal((path, member), (answer["path"].GetValue<string>(), answer["member"].GetValue<string>()));
        Assert.Contains($"'{member}'", answer["detail"].GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("[{}]")]
    [InlineData("{")]
    [InlineData("{}}")]
    [InlineData("{} {}")]
    [InlineData("{}x")]
    [InlineData("{'notes':'a'}")]
    [InlineData("{notes:1}")]
    [InlineData("// comment\n{}")]
    [InlineData("notes=a&colour=blue")]
    [InlineData("\ufeff{}")]
    public async Task A_body_that_is_not_one_object_is_refused(string body)
    {
        var answer = await app.As(app.World.Admin).Post("/api/orders", body);

        Problems.Assert(400, "MALFORMED_BODY", answer);
        Assert.StartsWith("The body is not one JSON object", answer["detail"].GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(" , ", answer["detail"].GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"notes":"a",}""")]
    [InlineData("""{"notes":"a" /* why */}""")]
    [InlineData("""{"notes":NaN}""")]
    [InlineData("""{"notes":"line""" + "\n" + """break"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"a.b['c']":1}""")]
    public async Task A_body_that_is_not_JSON_is_refused(string body)
    {
        var answer = await app.As(app.World.Admin).Post("/api/orders", body);

        Problems.Assert(400, "MALFORMED_BODY", answer);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(17)]
    [InlineData(10_000)]
    public async Task Deep_nesting_is_refused(int depth)
    {
        var arrays = await app.As(app.World.Admin).Post("/api/orders", $$"""{"blueprintMarkers":{{new string('[', depth)}}{{new string(']', depth)}}}""");
        var objects = await app.As(app.World.Admin).Post("/api/orders", string.Concat(Enumerable.Repeat("""{"linkedSpa":""", depth)) + "1" + new string('}', depth));

        Problems.Assert(400, "MALFORMED_BODY", arrays);
        Problems.Assert(400, "MALFORMED_BODY", objects);
    }

    [Theory]
    [InlineData(0xff)]
    [InlineData(0xc0, 0x80)]
    [InlineData(0xed, 0xa0, 0x80)]
    [InlineData(0xe2, 0x82)]
    [InlineData(0xf4, 0x90, 0x80, 0x80)]
    public async Task Bytes_that_are_no_UTF_8_are_refused(params int[] bytes)
    {
        byte[] inValue = [.. "{\"notes\":\""u8, .. bytes.Select(value => (byte)value), .. "\"}"u8];
        byte[] inName = [.. "{\""u8, .. bytes.Select(value => (byte)value), .. "\":1}"u8];
        byte[] inWord = [.. "{\"shippingMethod\":\""u8, .. bytes.Select(value => (byte)value), .. "\"}"u8];

        byte[][] bodies = [inValue, inName, inWord];
        var answers = await Task.WhenAll(bodies.Select(body => Post(new ByteArrayContent(body), "application/json")));

        Assert.All(answers, answer => Problems.Assert(400, "MALFORMED_BODY", answer));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("nonsense")]
    public async Task Another_content_type_is_refused(string? contentType)
    {
        var before = await RowCounts.Of(app);

        var answer = await Post(new ByteArrayContent(Json(An.AdminOrder(app.World))), contentType);

        Problems.Assert(415, "UNSUPPORTED_CONTENT_TYPE", answer);
        Assert.Equal(before, await RowCounts.Of(app));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    public async Task JSON_in_UTF_8_is_taken_however_it_is_written(string contentType)
    {
        var answer = await Post(new ByteArrayContent(Json(An.AdminOrder(app.World))), contentType);

        Assert.Equal(201, answer.Status);
    }

    [Fact]
    public async Task A_patch_may_call_itself_a_merge_patch()
    {
        var placed = await An.PlacedOrder(app);
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/orders/{placed.Id}") { Content = new StringContent("""{"notes":"seen"}""") };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        request.Headers.TryAddWithoutValidation("If-Match", placed.ETag);

        var answer = await app.As(app.World.Admin).Read(request);

        Assert.Equal((200, "seen"), (answer.Status, answer["notes"].GetValue<string>()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_of_256_KB_is_read_and_one_byte_more_is_not(bool chunked)
    {
        var largest = await Post(Blank(MaxBytes), "application/json", chunked);
        var larger = await Post(Blank(MaxBytes + 1), "application/json", chunked);

        Problems.Assert(400, "INVALID", largest);
        Problems.Assert(413, "BODY_TOO_LARGE", larger);
        Assert.Equal(MaxBytes, larger["maxBytes"].GetValue<int>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_beyond_every_limit_is_refused_like_any_large_one(bool chunked)
    {
        var answer = await Post(Blank(31_000_000), "application/json", chunked);

        Problems.Assert(413, "BODY_TOO_LARGE", answer);
    }

    [Fact]
    public async Task Text_is_kept_as_it_was_sent()
    {
        const string notes = "Größe 3 × 4 m, «dos» 𝟜 \"quoted\" \\ </script> \t 泳池 🏊";

        var placed = await app.As(app.World.Admin).Post("/api/orders", An.AdminOrder(app.World).With("notes", notes));
        var read = await app.As(app.World.Admin).Get($"/api/orders/{placed.Id}");

        Assert.Equal((201, notes), (placed.Status, placed["notes"].GetValue<string>()));
        Assert.Equal(notes, read["notes"].GetValue<string>());
    }

    private async Task<Answered> Post(HttpContent content, string? contentType, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders") { Content = content };
        // What is refused by its length alone is refused before it is sent.
        request.Headers.ExpectContinue = true;
        request.Headers.TransferEncodingChunked = chunked;
        content.Headers.Remove("Content-Type");
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return await app.As(app.World.Admin).Read(request);
    }

    private static byte[] Json(object body) => JsonSerializer.SerializeToUtf8Bytes(body);

    /// <summary>An empty object and blanks.</summary>
    private static ByteArrayContent Blank(int bytes) => new(Encoding.ASCII.GetBytes("{}" + new string(' ', bytes - 2)));
}
