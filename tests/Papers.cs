using System.Buffers.Binary;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Dapper;

namespace Glimmerglass.Tests;

/// <summary>Papers and their way through the slot, as a browser sends them.</summary>
public static class Papers
{
    /// <summary>A whole PDF of one empty page that nobody else uploads.</summary>
    public static byte[] Pdf()
    {
        string[] objects =
        [
            $"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n% {Guid.NewGuid()}\n",
            "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
            "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>\nendobj\n",
        ];
        var body = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder("xref\n0 4\n0000000000 65535 f \n");
        foreach (var text in objects)
        {
            table.Append(CultureInfo.InvariantCulture, $"{body.Length:D10} 00000 n \n");
            body.Append(text);
        }
        var start = body.Length;
        return Encoding.ASCII.GetBytes($"{body}{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
    }

    /// <summary>An MP4 of this size: its header, the box that says what it holds, and a box of nothing for the rest.</summary>
    public static byte[] Video(int bytes)
    {
        var video = new byte[bytes];
        "\0\0\0\u0018ftypisom\0\0\u0002\0isommp42"u8.CopyTo(video);
        var movie = Box("moov", [.. Box("mvhd", new byte[100]), .. Box("trak", [.. Box("tkhd", new byte[84]), .. Box("mdia", Box("mdhd", new byte[24]))])]);
        movie.CopyTo(video, 24);
        var rest = video.AsSpan(24 + movie.Length);
        BinaryPrimitives.WriteInt32BigEndian(rest, rest.Length);
        "mdat"u8.CopyTo(rest[4..]);
        return video;
    }

    private static byte[] Box(string type, byte[] content)
    {
        var box = new byte[8 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.ASCII.GetBytes(type, box.AsSpan(4));
        content.CopyTo(box, 8);
        return box;
    }

    public static byte[] TestVirus() => [.. Pdf(), .. "% "u8, .. @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-"u8, .. "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"u8];

    /// <summary>Announces this content and answers the document with its slot.</summary>
    public static async Task<Answered> Announced(TestApp app, TestUser by, Guid orderId, string kind, byte[] content, Dictionary<string, object?>? body = null)
    {
        var answer = await app.As(by).Post($"/api/orders/{orderId}/documents", body ?? An.Announcement(kind, content.Length));
        Assert.Equal(201, answer.Status);
        return answer;
    }

    /// <summary>Sends the content as the slot says, and answers the status.</summary>
    public static async Task<int> Put(JsonNode slot, byte[] content)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(slot["method"]!.GetValue<string>()), slot["url"]!.GetValue<string>());
        request.Content = new ByteArrayContent(content);
        foreach (var (name, value) in slot["headers"]!.AsObject())
        {
            if (name == "Content-Type") request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(value!.GetValue<string>());
            else request.Headers.Add(name, value!.GetValue<string>());
        }
        using var answer = await client.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>A paper from its announcement to its verdict, with nothing left in the incoming container.</summary>
    public static async Task<Answered> Uploaded(TestApp app, TestUser by, Guid orderId, string kind, byte[] content, Dictionary<string, object?>? body = null)
    {
        var announced = await Announced(app, by, orderId, kind, content, body);
        Assert.Equal(201, await Put(announced["upload"], content));
        return await Checked(app, by, announced.Id);
    }

    /// <summary>The document once it has a verdict and the check has cleaned up.</summary>
    public static async Task<Answered> Checked(TestApp app, TestUser by, Guid documentId)
    {
        await Wait.Until(async () => (await app.As(by).Get($"/api/documents/{documentId}"))["state"].GetValue<string>(), state => state is not ("awaiting_upload" or "checking"), "a verdict");
        await Wait.Until(async () => (await Blob(app.Storage, "incoming", documentId).ExistsAsync()).Value, exists => !exists, "an empty incoming container");
        return await app.As(by).Get($"/api/documents/{documentId}");
    }

    /// <summary>A document that was accepted some time ago, with its content, without the upload.</summary>
    public static async Task<Guid> Accepted(TestApp app, Guid orderId, byte[] content, string fileName = "paper.pdf", bool visible = true, string kind = "QUOTE")
    {
        var id = Guid.NewGuid();
        await Blob(app.Storage, "documents", id).UploadAsync(new BinaryData(content));
        await using var connection = await app.Database.Connect();
        await connection.ExecuteAsync("""
            insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, size_bytes, sha256, checked_etag, checked_at,
                                   visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
            values (@id, @orderId, @kind, @fileName, 'application/pdf', @Length, 'ACCEPTED', @Length, @hash, 'etag', now(), @visible, @By, 'ADMIN', now(), now())
            """, new { id, orderId, kind, fileName, content.Length, hash = SHA256.HashData(content), visible, By = app.World.Admin.Id });
        return id;
    }

    /// <summary>A document that was rejected some time ago, with its content in quarantine as the check left it there.</summary>
    public static async Task<Guid> Rejected(
        TestApp app, Guid orderId, byte[] content, bool visible = true, string state = "REJECTED", string? foundContentType = "application/pdf", string kind = "QUOTE")
    {
        var id = Guid.NewGuid();
        await Blob(app.Storage, "quarantine", id).UploadAsync(new BinaryData(content), new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["copied_etag"] = "judged" } });
        await using var connection = await app.Database.Connect();
        await connection.ExecuteAsync("""
            insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, size_bytes, sha256, found_content_type, checked_etag, checked_at,
                                   reasons, visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
            values (@id, @orderId, @kind, 'paper.pdf', 'application/pdf', @Bytes, @state::document_state, @Length, @hash, @foundContentType, 'judged', now(),
                    '[{"code": "PDF_ACTIVE_CONTENT", "message": "It has a script.", "detail": "object 7"}]', @visible, @By, 'ADMIN', now(), now())
            """, new { id, orderId, kind, Bytes = Math.Max(1, content.Length), content.Length, state, hash = SHA256.HashData(content), foundContentType, visible, By = app.World.Admin.Id });
        return id;
    }

    public static BlobClient Blob(BlobServiceClient storage, string container, Guid id) =>
        storage.GetBlobContainerClient(container).GetBlobClient(id.ToString("D", CultureInfo.InvariantCulture));
}
