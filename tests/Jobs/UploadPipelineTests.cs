using Glimmerglass.Tests.Rules;
using Npgsql;

namespace Glimmerglass.Tests.Jobs;

/// <summary>Uploads through the door, the slot and the blob trigger, as in life.</summary>
public sealed class UploadPipelineTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Kind = "PRE_SHIPPING_MEDIA";

    [Fact]
    public async Task An_accepted_paper_counts_and_makes_a_new_version_of_the_order()
    {
        var order = await An.PlacedOrder(app);

        var document = await Papers.Uploaded(app, app.World.Dealer, order.Id, "QUOTE", Papers.Pdf());

        Assert.Equal(("accepted", 2, "[]"), (document["state"].GetValue<string>(), document["version"].GetValue<int>(), document["reasons"].ToJsonString()));
        Assert.Equal(64, document["sha256"].GetValue<string>().Length);
        Assert.NotNull(document["checkedAt"]);
        var check = await app.As(app.World.Admin).Get($"/api/orders/{order.Id}/status?to=IN_PRODUCTION");
        Assert.Equal(2, check["version"].GetValue<int>());
        Assert.Equal("""["PROOF_OF_PAYMENT","INVOICE"]""", check["moves"][0]!["missing"]!["docs"]!.ToJsonString());
        var standing = await Standing.Of(app.Database, app.Storage, order.Id, document.Id);
        Assert.Equal(new Standing { State = "ACCEPTED", Codes = "[]", Attempts = 1, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true }, standing);
    }

    [Theory]
    [InlineData("EMPTY", 10, "rejected"), InlineData("TOO_LARGE", 0, "rejected"), InlineData("SIZE_MISMATCH", 1, "rejected"), InlineData("HASH_MISMATCH", 0, "rejected")]
    [InlineData("TYPE_NOT_ALLOWED", 0, "rejected"), InlineData("TYPE_MISMATCH", 0, "rejected"), InlineData("WEB_SHORTCUT", 0, "rejected"), InlineData("TEST_VIRUS", 0, "infected")]
    public async Task A_refused_paper_tells_its_uploader_why_and_blocks_the_order(string code, int missing, string state)
    {
        var content = Bad(code);
        var order = await An.PlacedOrder(app);
        var contentType = code == "TYPE_MISMATCH" ? "image/png" : "application/pdf";
        var announced = An.Announcement("QUOTE", Math.Min(content.Length + missing, 25 << 20)).With("contentType", contentType).With("fileName", "paper");
        if (code == "HASH_MISMATCH") announced["sha256"] = new string('0', 64);

        var document = await Papers.Uploaded(app, app.World.Dealer, order.Id, "QUOTE", content, announced);

        Assert.Equal(state, document["state"].GetValue<string>());
        var reasons = document["reasons"].AsArray();
        Assert.Contains(code, reasons.Select(reason => reason!["code"]!.GetValue<string>()));
        Assert.All(reasons, reason => Assert.EndsWith(".", reason!["message"]!.GetValue<string>(), StringComparison.Ordinal));
        var blockers = (await app.As(app.World.Dealer).Get($"/api/orders/{order.Id}/status?to=IN_PRODUCTION"))["moves"][0]!["blockers"]!.AsArray();
        var blocker = blockers.Single(one => one!["subject"]!.GetValue<string>() == "QUOTE")!;
        Assert.Equal("DOCUMENT_REJECTED", blocker["code"]!.GetValue<string>());
        Assert.Contains(reasons[0]!["message"]!.GetValue<string>(), blocker["message"]!.GetValue<string>(), StringComparison.Ordinal);
        var standing = await Standing.Of(app.Database, app.Storage, order.Id, document.Id);
        Assert.Equal((false, false, 1, 1, 2), (standing.Incoming, standing.Kept, standing.Quarantined, standing.Told, standing.OrderVersion));
    }

    [Fact]
    public async Task While_a_paper_is_checked_the_status_check_says_so()
    {
        var order = await An.PlacedOrder(app);
        var content = Papers.Pdf();
        var announced = await Papers.Announced(app, app.World.Dealer, order.Id, "QUOTE", content);
        await using var connection = await app.Database.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand($"select 1 from orders where id = '{order.Id}' for update", connection);
        await hold.ExecuteScalarAsync();

        await Papers.Put(announced["upload"], content);
        await Wait.Until(async () => (await app.As(app.World.Dealer).Get($"/api/documents/{announced.Id}"))["state"].GetValue<string>(), state => state == "checking", "the check to begin");
        var during = await app.As(app.World.Dealer).Get($"/api/orders/{order.Id}/status?to=IN_PRODUCTION");
        var opened = await app.As(app.World.Dealer).Get($"/api/documents/{announced.Id}/content");
        await transaction.RollbackAsync();
        var after = await Papers.Checked(app, app.World.Dealer, announced.Id);

        Assert.Contains(during["moves"][0]!["blockers"]!.AsArray(), blocker => blocker!["subject"]!.GetValue<string>() == "QUOTE" && blocker["code"]!.GetValue<string>() == "DOCUMENT_BEING_CHECKED");
        Assert.Equal((409, "checking"), (opened.Status, opened["state"].GetValue<string>()));
        Assert.Equal("accepted", after["state"].GetValue<string>());
    }

    [Fact]
    public async Task A_good_paper_after_a_refused_one_opens_the_way()
    {
        var order = await An.PlacedOrder(app);
        await Papers.Uploaded(app, app.World.Dealer, order.Id, "QUOTE", Papers.TestVirus());

        await Papers.Uploaded(app, app.World.Dealer, order.Id, "QUOTE", Papers.Pdf());

        var check = await app.As(app.World.Dealer).Get($"/api/orders/{order.Id}/status?to=IN_PRODUCTION");
        Assert.DoesNotContain("QUOTE", check["moves"][0]!["missing"]!["docs"]!.AsArray().Select(kind => kind!.GetValue<string>()));
    }

    [Fact]
    public async Task A_used_slot_that_is_used_again_changes_nothing()
    {
        var order = await An.PlacedOrder(app);
        var (content, other) = (Papers.Pdf(), Papers.Pdf());
        var announced = await Papers.Announced(app, app.World.Dealer, order.Id, "QUOTE", content);
        await Papers.Put(announced["upload"], content);
        await Papers.Checked(app, app.World.Dealer, announced.Id);
        var judged = await Standing.Of(app.Database, app.Storage, order.Id, announced.Id);

        await Papers.Put(announced["upload"], other);
        var standing = await Wait.Until(() => Standing.Of(app.Database, app.Storage, order.Id, announced.Id), found => found is { Incoming: false, Quarantined: 1 }, "the second upload in quarantine");

        Assert.Equal(judged with { Quarantined = 1 }, standing);
        Assert.Equal(content, (await Papers.Blob(app.Storage, "documents", announced.Id).DownloadContentAsync()).Value.Content.ToArray());
    }

    [Fact]
    public async Task A_stray_upload_leaves_the_incoming_container()
    {
        var stray = app.Storage.GetBlobContainerClient("incoming").GetBlobClient("stray.pdf");
        await stray.UploadAsync(new BinaryData(Papers.Pdf()));

        await Wait.Until(async () => (await stray.ExistsAsync()).Value, exists => !exists, "the stray to leave");

        Assert.Single(await Standing.Quarantine(app.Storage, "stray.pdf"));
    }

    [Fact]
    public async Task A_large_video_is_accepted()
    {
        var order = await An.PlacedOrder(app);
        var video = Papers.Video(60 << 20);
        var announced = An.Announcement(Kind, video.Length).With("fileName", "walk.mp4").With("contentType", "video/mp4");

        var document = await Papers.Uploaded(app, app.World.Admin, order.Id, Kind, video, announced);

        Assert.Equal("accepted", document["state"].GetValue<string>());
        Assert.Equal(60 << 20, (await Papers.Blob(app.Storage, "documents", document.Id).GetPropertiesAsync()).Value.ContentLength);
    }

    [Theory, MemberData(nameof(FileCheckFixtures.Accepted), MemberType = typeof(FileCheckFixtures))]
    public async Task A_good_file_of_a_real_producer_is_accepted(string file)
    {
        var order = await An.PlacedOrder(app);
        var (content, announced) = await Announcement(file);

        var document = await Papers.Uploaded(app, app.World.Admin, order.Id, Kind, content, announced);

        Assert.Equal(("accepted", "[]"), (document["state"].GetValue<string>(), document["reasons"].ToJsonString()));
        Assert.Equal(content, (await Papers.Blob(app.Storage, "documents", document.Id).DownloadContentAsync()).Value.Content.ToArray());
    }

    [Theory, MemberData(nameof(FileCheckFixtures.Refused), MemberType = typeof(FileCheckFixtures))]
    public async Task A_bad_file_gets_no_slot_or_is_refused_for_the_reasons_expected(string file)
    {
        var order = await An.PlacedOrder(app);
        var (content, announced) = await Announcement(file);

        var answer = await app.As(app.World.Admin).Post($"/api/orders/{order.Id}/documents", announced);
        if (answer.Status != 201)
        {
            Assert.Equal((400, "INVALID"), (answer.Status, answer.Code));
            // Whoever lies to get a slot is found out by the content.
            announced = An.Announcement(Kind, Math.Max(1, content.Length));
        }

        var document = await Papers.Uploaded(app, app.World.Admin, order.Id, Kind, content, announced);
        var codes = document["reasons"].AsArray().Select(reason => reason!["code"]!.GetValue<string>()).ToList();
        Assert.Equal("rejected", document["state"].GetValue<string>());
        if (answer.Status == 201) Assert.All(FileCheckFixtures.Row(file).Reasons, oneOf => Assert.NotEmpty(oneOf.Intersect(codes)));
        else Assert.NotEmpty(codes.Intersect(["TYPE_MISMATCH", "WEB_SHORTCUT", "EMPTY"]));
        Assert.False(await Papers.Blob(app.Storage, "documents", document.Id).ExistsAsync());
    }

    private static byte[] Bad(string code) => code switch
    {
        "EMPTY" => [],
        "TOO_LARGE" => [.. Papers.Pdf(), .. new byte[25 << 20]],
        "TYPE_NOT_ALLOWED" => Papers.Video(5000),
        "WEB_SHORTCUT" => "[InternetShortcut]\r\nURL=https://example.com\r\n"u8.ToArray(),
        "TEST_VIRUS" => Papers.TestVirus(),
        _ => Papers.Pdf(),
    };

    private static async Task<(byte[] Content, Dictionary<string, object?> Announcement)> Announcement(string file)
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(FileCheckFixtures.Folder, file));
        return (content, An.Announcement(Kind, content.Length).With("fileName", file).With("contentType", FileCheckFixtures.Row(file).DeclaredContentType));
    }
}
