using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;
using Dapper;

namespace Glimmerglass.Tests;

/// <summary>Papers and their way through the slot, as a browser sends them.</summary>
public static class Papers
{
    /// <summary>A PDF that nobody else uploads.</summary>
    public static byte[] Pdf() => Encoding.ASCII.GetBytes($"%PDF-1.4\n% {Guid.NewGuid()}\n%%EOF\n");

    /// <summary>An MP4 of this size by its header; the rest is one box of nothing.</summary>
    public static byte[] Video(int bytes)
    {
        var video = new byte[bytes];
        "\0\0\0\u0018ftypisom\0\0\u0002\0isommp42"u8.CopyTo(video);
        return video;
    }

    public static byte[] TestVirus() => [.. Pdf(), .. @"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-"u8, .. "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"u8];

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

    public static BlobClient Blob(BlobServiceClient storage, string container, Guid id) =>
        storage.GetBlobContainerClient(container).GetBlobClient(id.ToString("D", CultureInfo.InvariantCulture));
}
