using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Glimmerglass.Tests.Jobs;

public sealed class CheckVerdictTests(CheckRoom room) : IClassFixture<CheckRoom>
{
    private static Standing Accepted => new() { State = "ACCEPTED", Codes = "[]", Attempts = 1, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true };

    private static Standing Refused(string state, string codes) =>
        new() { State = state, Codes = codes, Attempts = 1, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Quarantined = 1 };

    [Fact]
    public async Task A_good_paper_is_kept_and_told()
    {
        var content = Papers.Pdf();
        var document = await room.Uploaded(content);

        await room.Run(document.Id);

        Assert.Equal(Accepted, await room.Standing(document));
        Assert.Equal(content, await room.Content("documents", document.Id));
        Assert.Equal(Convert.ToHexStringLower(CheckRoom.Hash(content)), await room.Database.Scalar<string>($"select encode(sha256, 'hex') from documents where id = '{document.Id}'"));
        Assert.Equal(1, await room.Database.Scalar<int>($"""
            select count(*) from order_history
             where order_id = '{document.Order}' and user_id is null and visible_to_dealer and changes @> '[{"{"}"field": "QUOTE", "to": "ACCEPTED"{"}"}]'
            """));
    }

    public static TheoryData<string, byte[], int, string, string, string> Bad => new()
    {
        { "empty", [], 0, "QUOTE", "REJECTED", """["EMPTY", "SIZE_MISMATCH"]""" },
        { "shorter", Papers.Pdf(), 1, "QUOTE", "REJECTED", """["SIZE_MISMATCH"]""" },
        { "a video", Papers.Video(5000), 0, "QUOTE", "REJECTED", """["TYPE_NOT_ALLOWED", "TYPE_MISMATCH"]""" },
        { "a video of media", Papers.Video(5000), 0, "PRE_SHIPPING_MEDIA", "REJECTED", """["TYPE_MISMATCH"]""" },
        { "a page", "<!doctype html><p>no paper</p>"u8.ToArray(), 0, "QUOTE", "REJECTED", """["TYPE_NOT_ALLOWED", "TYPE_MISMATCH"]""" },
        { "a shortcut", "[InternetShortcut]\r\nURL=https://example.com\r\n"u8.ToArray(), 0, "QUOTE", "REJECTED", """["TYPE_MISMATCH", "WEB_SHORTCUT"]""" },
        { "the test virus", Papers.TestVirus(), 0, "QUOTE", "INFECTED", """["TEST_VIRUS"]""" },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task A_bad_file_is_quarantined_with_its_reasons(string what, byte[] content, int missing, string kind, string state, string codes)
    {
        var document = await room.Announced([.. content, .. new byte[missing]], kind);
        await room.Upload(document.Id.ToString(), content);

        await room.Run(document.Id);

        Assert.True(Refused(state, codes) == await room.Standing(document), $"{what}: {await room.Standing(document)}");
        Assert.Equal(content, await room.Content("quarantine", document.Id));
    }

    [Fact]
    public async Task Another_content_than_the_announced_one_is_refused()
    {
        var content = Papers.Pdf();
        var document = await room.Announced(content, sha256: CheckRoom.Hash(Papers.Pdf()));
        await room.Upload(document.Id.ToString(), content);

        await room.Run(document.Id);

        Assert.Equal(Refused("REJECTED", """["HASH_MISMATCH"]"""), await room.Standing(document));
    }

    [Fact]
    public async Task The_announced_content_is_accepted()
    {
        var content = Papers.Pdf();
        var document = await room.Announced(content, sha256: CheckRoom.Hash(content));
        await room.Upload(document.Id.ToString(), content);

        await room.Run(document.Id);

        Assert.Equal(Accepted, await room.Standing(document));
    }

    [Fact]
    public async Task A_paper_past_its_limit_is_too_large()
    {
        var document = await room.Announced(Papers.Pdf());
        await room.Upload(document.Id.ToString(), [.. Papers.Pdf(), .. new byte[(25 << 20) + 1]]);

        await room.Run(document.Id);

        Assert.Equal(Refused("REJECTED", """["TOO_LARGE", "SIZE_MISMATCH"]"""), await room.Standing(document));
    }

    [Fact]
    public async Task A_page_blob_that_claims_much_and_holds_nothing_is_refused_unread()
    {
        var document = await room.Announced(Papers.Pdf());
        await room.Storage.GetBlobContainerClient("incoming").GetPageBlobClient(document.Id.ToString()).CreateAsync(600L << 20);
        var reads = 0;

        await room.Run(document.Id, new RequestSteps().Before(RequestSteps.Read, () => Task.FromResult(reads++)));

        Assert.Equal(0, reads);
        Assert.Equal(Refused("REJECTED", """["TOO_LARGE", "SIZE_MISMATCH"]"""), (await room.Standing(document)));
    }

    [Fact]
    public async Task What_an_uploader_writes_on_a_blob_is_not_kept()
    {
        var content = Papers.Pdf();
        var document = await room.Announced(content);
        await Papers.Blob(room.Storage, "incoming", document.Id).UploadAsync(new BinaryData(content), new BlobUploadOptions
        {
            Metadata = new Dictionary<string, string> { ["copied_etag"] = "forged", ["note"] = "mine" },
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/html", ContentEncoding = "gzip", ContentDisposition = "inline", CacheControl = "public" },
        });

        await room.Run(document.Id);

        Assert.Equal(Accepted, await room.Standing(document));
        var kept = (await Papers.Blob(room.Storage, "documents", document.Id).GetPropertiesAsync()).Value;
        Assert.Equal(["copied_etag"], kept.Metadata.Keys);
        Assert.NotEqual("forged", kept.Metadata["copied_etag"]);
        Assert.Equal("application/octet-stream", kept.ContentType);
        Assert.True(string.IsNullOrEmpty(kept.ContentEncoding) && string.IsNullOrEmpty(kept.ContentDisposition) && string.IsNullOrEmpty(kept.CacheControl));
    }

    [Fact]
    public async Task A_verdict_on_a_hidden_document_is_no_notice_for_the_dealer()
    {
        var content = Papers.Pdf();
        var document = await room.Announced(content, visible: false);
        await room.Upload(document.Id.ToString(), content);

        await room.Run(document.Id);

        Assert.Equal(Accepted with { Noticed = 0 }, await room.Standing(document));
        Assert.Equal(0, await room.Database.Scalar<int>($"select count(*) from order_history where order_id = '{document.Order}' and visible_to_dealer"));
    }
}
