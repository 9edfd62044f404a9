using System.Net;
using Glimmerglass.Data.Orders;
using Glimmerglass.Tests.Http;
using Glimmerglass.Tests.Rules;

namespace Glimmerglass.Tests.Journeys;

/// <summary>Each bad example goes the way of a browser: announced, sent through its slot, judged by the blob function, and told to whoever asks.</summary>
public sealed class RefusedPapersTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Kind = "POST_PRODUCTION_MEDIA";

    public static TheoryData<string> Bad => [.. FileCheckFixtures.Rows().Where(row => !row.Accepted).Select(row => row.File)];

    [Theory, MemberData(nameof(Bad))]
    public async Task A_bad_file_is_refused_with_its_reasons_and_blocks_the_gate(string file)
    {
        var row = FileCheckFixtures.Row(file);
        var content = await File.ReadAllBytesAsync(Path.Combine(FileCheckFixtures.Folder, file));
        var order = await StandingOrder.In(app, OrderStatus.InProduction, serial: $"SN-{Guid.NewGuid():N}");
        var admin = app.As(app.World.Admin);

        var truly = Announcement(file, row.DeclaredContentType, content.Length);
        var announced = await admin.Post($"/api/orders/{order}/documents", truly);
        if (announced.Status == (int)HttpStatusCode.BadRequest)
        {
            // Nobody gets a slot for what is refused by its name, its type or its size alone; so it comes under a false name.
            Assert.Equal("INVALID", announced.Code);
            announced = await admin.Post($"/api/orders/{order}/documents", Announcement("paper.pdf", "application/pdf", Math.Max(1, content.Length)));
        }
        Assert.Equal(201, announced.Status);
        Assert.Equal(201, await Papers.Put(announced["upload"], content));
        var document = await Papers.Checked(app, app.World.Admin, announced.Id);
        var check = await admin.Get($"/api/orders/{order}/status?to=PRE_SHIPPING");

        var codes = document["reasons"].AsArray().Select(reason => reason!["code"]!.GetValue<string>()).ToList();
        Assert.Equal("rejected", document["state"].GetValue<string>());
        Assert.All(row.Reasons, oneOf => Assert.NotEmpty(oneOf.Intersect(codes)));
        var blocker = Assert.Single(check["moves"][0]!["blockers"]!.AsArray(), blocker => blocker!["subject"]!.GetValue<string>() == Kind)!;
        Assert.Equal("DOCUMENT_REJECTED", blocker["code"]!.GetValue<string>());
        Assert.All(document["reasons"].AsArray(), reason => Assert.Contains(reason!["message"]!.GetValue<string>(), blocker["message"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.False(await Papers.Blob(app.Storage, "incoming", announced.Id).ExistsAsync());
        Assert.False(await Papers.Blob(app.Storage, "documents", announced.Id).ExistsAsync());
        Assert.Equal(content, (await Papers.Blob(app.Storage, "quarantine", announced.Id).DownloadContentAsync()).Value.Content.ToArray());
    }

    private static Dictionary<string, object?> Announcement(string fileName, string contentType, long sizeBytes) =>
        new() { ["kind"] = Kind, ["fileName"] = fileName, ["contentType"] = contentType, ["sizeBytes"] = sizeBytes };
}
