using Glimmerglass.Functions.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.Tests.Jobs;

public sealed class CheckFailureTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_file_that_makes_the_check_fail_is_failed_and_poisoned_and_recovers_by_a_later_event()
    {
        var order = await An.PlacedOrder(app);
        var documents = app.Storage.GetBlobContainerClient("documents");
        var announced = await Papers.Announced(app, app.World.Dealer, order.Id, "QUOTE", Papers.Pdf());
        await documents.DeleteAsync();

        await Papers.Put(announced["upload"], Papers.Pdf());
        var poison = await Wait.Until(Poisoned, found => found.Count > 0, "a poison record");
        var failed = await Standing.Of(app.Database, app.Storage, order.Id, announced.Id);
        var answer = await app.As(app.World.Dealer).Get($"/api/documents/{announced.Id}");
        var check = await app.As(app.World.Dealer).Get($"/api/orders/{order.Id}/status?to=IN_PRODUCTION");

        Assert.StartsWith($"{nameof(CheckUploadedDocument)}/incoming/{announced.Id}/", Assert.Single(poison), StringComparison.Ordinal);
        Assert.Equal(("FAILED", """["CHECK_FAILED"]""", 5, 1, true), (failed.State, failed.Codes, failed.Attempts, failed.Told, failed.Incoming));
        Assert.Equal("failed", answer["state"].GetValue<string>());
        Assert.Contains(check["moves"][0]!["blockers"]!.AsArray(), blocker => blocker!["subject"]!.GetValue<string>() == "QUOTE" && blocker["code"]!.GetValue<string>() == "DOCUMENT_REJECTED");

        await documents.CreateIfNotExistsAsync();
        var later = ActivatorUtilities.CreateInstance<CheckUploadedDocument>(app.Services);
        await later.Run(Papers.Blob(app.Storage, "incoming", announced.Id), announced.Id.ToString(), CancellationToken.None);

        var recovered = await Standing.Of(app.Database, app.Storage, order.Id, announced.Id);
        Assert.Equal(("ACCEPTED", 2, false, true), (recovered.State, recovered.Told, recovered.Incoming, recovered.Kept));
    }

    private async Task<List<string>> Poisoned()
    {
        var found = new List<string>();
        var records = app.Storage.GetBlobContainerClient("webjobs-blobtrigger-poison");
        if (!await records.ExistsAsync()) return found;
        await foreach (var record in records.GetBlobsAsync()) found.Add(record.Name);
        return found;
    }
}
