using Azure.Storage.Blobs;
using Glimmerglass.Data;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.Tests.Jobs;

/// <summary>The files of our own go through the app as it runs: slot, link, trigger, check.</summary>
public sealed class ProofOfTheCheckTests
{
    [Fact]
    public async Task A_check_that_works_is_proved_and_nothing_is_left_in_the_store()
    {
        await using var app = await Running();

        string[] proofs = [await Prove(app.App), await Prove(app.App)];
        await app.App.Database.Execute("update document_canaries set created_at = created_at - interval '1 hour'");
        proofs = [.. proofs, await Prove(app.App)];

        Assert.Empty(await Everything(app.App.Storage));
        Assert.Equal(2, await app.App.Database.Scalar<int>("select count(*) from document_canaries"));
        Assert.Equal(0, await app.App.Database.Scalar<int>("select (select count(*) from documents) + (select count(*) from audit_log) + (select count(*) from outbox)"));
        Assert.All(proofs, proof => Assert.Equal("A good file was accepted, and a bad one was refused for its script.", proof));
    }

    [Fact]
    public async Task An_event_that_does_not_arrive_is_told_and_leaves_nothing()
    {
        await using var app = await Running(("LocalHost:BlobPollInterval", "01:00:00"), ("CanaryTimeLimitSeconds", "1"));

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Prove(app.App));

        Assert.Contains("a good file was expected to be ACCEPTED and is not looked at", fault.Message, StringComparison.Ordinal);
        Assert.Contains("a-document-is-not-checked.md", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await Everything(app.App.Storage));
    }

    [Fact]
    public async Task A_wrong_verdict_is_told_with_its_reasons()
    {
        await using var app = await Running(("UploadMaxBytesOfPapers", "100"));

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => Prove(app.App));

        Assert.Contains("a good file was expected to be ACCEPTED and is REJECTED TOO_LARGE", fault.Message, StringComparison.Ordinal);
        Assert.Empty(await Everything(app.App.Storage));
    }

    [Fact]
    public async Task What_an_earlier_run_left_is_taken_away_and_only_that()
    {
        await using var app = await Running();
        var (canary, young, paper) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        foreach (var (id, age) in new[] { (canary, 31), (young, 20) })
        {
            await app.App.Database.Execute($"""
                insert into document_canaries (id, announced_bytes, announced_sha256, created_at) values ('{id}', 1, sha256('x'), now() - interval '{age} minutes')
                """);
        }
        var content = new BinaryData(Papers.Pdf());
        foreach (var name in new[] { $"{canary}", $"{canary}/0x1", $"{young}", $"{paper}" }) await app.App.Storage.GetBlobContainerClient("quarantine").GetBlobClient(name).UploadAsync(content);
        await app.App.Storage.GetBlobContainerClient("documents").GetBlobClient($"{canary}").UploadAsync(content);

        await Prove(app.App);

        Assert.Equal(new[] { $"quarantine/{young}", $"quarantine/{paper}" }.Order(), (await Everything(app.App.Storage)).Order());
        Assert.Equal(0, await app.App.Database.Scalar<int>($"select count(*) from document_canaries where id = '{canary}'"));
    }

    [Fact]
    public async Task A_canary_that_comes_twice_has_one_verdict()
    {
        await using var app = await Running(("LocalHost:BlobPollInterval", "01:00:00"));
        var (id, content) = (Guid.NewGuid(), Papers.Pdf());
        await app.App.Database.Execute($"""
            insert into document_canaries (id, announced_bytes, announced_sha256, created_at) values ('{id}', {content.Length}, '\x{Convert.ToHexString(CheckRoom.Hash(content))}', now())
            """);
        var upload = Papers.Blob(app.App.Storage, "incoming", id);
        await upload.UploadAsync(new BinaryData(content));
        var check = app.App.Services.GetRequiredService<UploadCheck>();

        await check.Run(id.ToString(), CancellationToken.None);
        await upload.UploadAsync(new BinaryData(Papers.TestVirus()));
        await check.Run(id.ToString(), CancellationToken.None);

        Assert.Equal("ACCEPTED", await app.App.Database.Scalar<string>($"select state::text from document_canaries where id = '{id}'"));
        var left = await Everything(app.App.Storage);
        Assert.Equal(2, left.Count);
        Assert.Contains($"documents/{id}", left);
        Assert.Contains(left, name => name.StartsWith($"quarantine/{id}/", StringComparison.Ordinal));
    }

    private static Task<string> Prove(TestApp app) =>
        app.Services.GetServices<IJob>().Single(job => job.Name == nameof(ProveUploadCheck)).Work(NoProgress.Instance, CancellationToken.None);

    private static async Task<List<string>> Everything(BlobServiceClient storage)
    {
        List<string> names = [];
        foreach (var container in new[] { "incoming", "documents", "quarantine" })
        {
            await foreach (var blob in storage.GetBlobContainerClient(container).GetBlobsAsync()) names.Add($"{container}/{blob.Name}");
        }
        return names;
    }

    private static async Task<RunningApp> Running(params (string Name, string Value)[] settings)
    {
        var app = new TestApp();
        foreach (var (name, value) in settings) app.Settings[name] = value;
        await app.InitializeAsync();
        return new RunningApp(app);
    }

    private sealed record RunningApp(TestApp App) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await App.DisposeAsync();
    }
}
