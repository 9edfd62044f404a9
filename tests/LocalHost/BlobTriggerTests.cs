using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Tests.LocalHost;

public sealed class BlobTriggerTests
{
    private const string PoisonContainer = "webjobs-blobtrigger-poison";

    private readonly Seen seen = new();
    private string connection = "";

    /// <summary>What the functions of a test were given, and what they do with it.</summary>
    public sealed class Seen
    {
        private int running;
        private int most;

        public ConcurrentQueue<(string Name, string Content)> All { get; } = [];

        public Func<string, CancellationToken, Task> Meanwhile { get; set; } = (_, _) => Task.CompletedTask;

        public FunctionContext? Context { get; set; }

        public int MostAtOnce => most;

        public async Task Add(string name, string content, CancellationToken cancel)
        {
            All.Enqueue((name, content));
            var now = Interlocked.Increment(ref running);
            InterlockedMax(now);
            try
            {
                await Meanwhile(name, cancel);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }

        private void InterlockedMax(int now)
        {
            for (var known = most; known < now; known = most) Interlocked.CompareExchange(ref most, now, known);
        }
    }

    public sealed class TakeText(Seen seen)
    {
        [Function(nameof(TakeText))]
        public Task Run([BlobTrigger("incoming/{documentId}", Connection = "Storage")] string content, string documentId, FunctionContext context, CancellationToken cancel)
        {
            seen.Context = context;
            return seen.Add(documentId, content, cancel);
        }
    }

    public sealed class TakeStream(Seen seen)
    {
        [Function(nameof(TakeStream))]
        public async Task Run([BlobTrigger("incoming/{documentId}", Connection = "Storage")] Stream content, string documentId, CancellationToken cancel) =>
            await seen.Add(documentId, await new StreamReader(content).ReadToEndAsync(cancel), cancel);
    }

    public sealed class TakeClient(Seen seen)
    {
        [Function(nameof(TakeClient))]
        public async Task Run([BlobTrigger("incoming/{documentId}", Connection = "Storage", Source = BlobTriggerSource.EventGrid)] BlobClient blob, Guid documentId, CancellationToken cancel) =>
            await seen.Add(documentId.ToString(), (await blob.DownloadContentAsync(cancel)).Value.Content.ToString(), cancel);
    }

    public sealed class TakePart(Seen seen)
    {
        [Function(nameof(TakePart))]
        public Task Run([BlobTrigger("incoming/scans/{folder}/{file}.pdf", Connection = "Storage")] BlobClient blob, string folder, string file, CancellationToken cancel) =>
            seen.Add($"{folder}|{file}", blob.Name, cancel);
    }

    public sealed class Marking : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.Items["marked"] = true;
            await next(context);
        }
    }

    [Fact]
    public async Task A_connection_called_Storage_is_the_hosts_own_storage()
    {
        var store = await Store();
        await using var host = await Start(typeof(TakeText), setting: "AzureWebJobsStorage");

        await Put(store, Guid.NewGuid().ToString(), "hello");

        await Wait.Until(() => !seen.All.IsEmpty, "the function runs");
    }

    [Theory]
    [InlineData(typeof(TakeText))]
    [InlineData(typeof(TakeStream))]
    [InlineData(typeof(TakeClient))]
    public async Task A_new_blob_triggers_its_function(Type function)
    {
        var store = await Store();
        await using var host = await Start(function);
        var name = Guid.NewGuid().ToString();

        await Put(store, name, "hello");

        await Wait.Until(() => !seen.All.IsEmpty, "the function runs");
        Assert.Equal((name, "hello"), Assert.Single(seen.All));
    }

    [Fact]
    public async Task Blobs_that_were_there_before_the_start_trigger_too()
    {
        var store = await Store();
        await Put(store, "early", "1");

        await using var host = await Start(typeof(TakeText));

        await Wait.Until(() => !seen.All.IsEmpty, "the function runs");
    }

    [Fact]
    public async Task A_version_triggers_once_and_a_new_version_again()
    {
        var store = await Store();
        await using var host = await Start(typeof(TakeText));

        await Put(store, "a", "one");
        await Wait.Until(() => seen.All.Count == 1, "the first version");
        await Put(store, "z", "another");
        await Wait.Until(() => seen.All.Count == 2, "another blob, listed with the first");
        await Put(store, "a", "two");
        await Wait.Until(() => seen.All.Count == 3, "the second version");

        Assert.Equal(["one", "another", "two"], seen.All.Select(blob => blob.Content));
    }

    [Fact]
    public async Task Pieces_of_the_name_fill_parameters_and_other_names_are_left_alone()
    {
        var store = await Store();
        await Put(store, "scans/2026/05/paper.txt", "x");
        await Put(store, "letters/2026/paper.pdf", "x");
        await Put(store, "scans/2026/05/paper.pdf", "x");

        await using var host = await Start(typeof(TakePart));

        await Wait.Until(() => !seen.All.IsEmpty, "the function runs");
        Assert.Equal(("2026/05|paper", "scans/2026/05/paper.pdf"), Assert.Single(seen.All));
    }

    [Fact]
    public async Task Middleware_wraps_blob_functions()
    {
        var store = await Store();
        await using var host = await Start(typeof(TakeText));

        await Put(store, "a", "one");

        await Wait.Until(() => !seen.All.IsEmpty, "the function runs");
        Assert.True(seen.Context!.Items.ContainsKey("marked"));
        Assert.Equal("incoming/a", seen.Context.BindingContext.BindingData["BlobTrigger"]);
        Assert.Equal("blobTrigger", seen.Context.FunctionDefinition.InputBindings["content"].Type);
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", seen.Context.TraceContext.TraceParent);
    }

    [Fact]
    public async Task A_failure_is_tried_again()
    {
        var store = await Store();
        seen.Meanwhile = (_, _) => seen.All.Count < 3 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
        await using var host = await Start(typeof(TakeText));

        await Put(store, "a", "one");

        await Wait.Until(() => seen.All.Count == 3, "the third attempt");
        Assert.Empty(await PoisonNames(store));
    }

    [Fact]
    public async Task Five_failures_leave_a_poison_record()
    {
        var store = await Store();
        seen.Meanwhile = (_, _) => throw new InvalidOperationException("never");
        await using var host = await Start(typeof(TakeText));

        await Put(store, "a", "one");
        await Wait.Until(async () => (await PoisonNames(store)).Count == 1, "the record");

        var version = (await store.GetBlobContainerClient("incoming").GetBlobClient("a").GetPropertiesAsync()).Value.ETag.ToString().Trim('"');
        var name = Assert.Single(await PoisonNames(store));
        Assert.Equal($"TakeText/incoming/a/{version}.json", name);
        var record = (await store.GetBlobContainerClient(PoisonContainer).GetBlobClient(name).DownloadContentAsync()).Value.Content.ToObjectFromJson<JsonElement>();
        Assert.Equal(("TakeText", "incoming", "a"), (Text(record, "function"), Text(record, "container"), Text(record, "name")));
        Assert.Equal((5, "System.InvalidOperationException", "never"), (record.GetProperty("attempts").GetInt32(), Text(record, "exceptionType"), Text(record, "exceptionMessage")));
        Assert.Equal(5, seen.All.Count);
        Assert.Single(host.Log.From("Function.TakeText"), line => line.Level == LogLevel.Error);
    }

    [Fact]
    public async Task A_poisoned_version_is_not_tried_after_a_restart_but_a_new_one_is()
    {
        var store = await Store();
        seen.Meanwhile = (_, _) => throw new InvalidOperationException("never");
        await using (var first = await Start(typeof(TakeText)))
        {
            await Put(store, "a", "one");
            await Wait.Until(async () => (await PoisonNames(store)).Count == 1, "the record");
        }

        seen.Meanwhile = (_, _) => Task.CompletedTask;
        await using var second = await Start(typeof(TakeText));
        await Put(store, "b", "other");
        await Wait.Until(() => seen.All.Count == 6, "the blob beside it");
        await Put(store, "a", "two");
        await Wait.Until(() => seen.All.Count == 7, "the new version");

        Assert.Equal(["other", "two"], seen.All.Skip(5).Select(blob => blob.Content));
    }

    [Fact]
    public async Task The_number_of_attempts_is_read_from_host_json()
    {
        var store = await Store();
        seen.Meanwhile = (_, _) => throw new InvalidOperationException("never");
        await using var host = await Start(typeof(TakeText), """{ "extensions": { "blobs": { "poisonBlobThreshold": 2 } } }""");

        await Put(store, "a", "one");
        await Wait.Until(async () => (await PoisonNames(store)).Count == 1, "the record");

        Assert.Equal(2, seen.All.Count);
    }

    [Fact]
    public async Task A_blob_that_vanishes_between_attempts_is_not_poison()
    {
        var store = await Store();
        seen.Meanwhile = async (name, cancel) =>
        {
            await store.GetBlobContainerClient("incoming").DeleteBlobAsync(name, cancellationToken: cancel);
            throw new InvalidOperationException("after it was moved");
        };
        await using var host = await Start(typeof(TakeText));

        await Put(store, "a", "one");
        await Wait.Until(() => seen.All.Count == 1, "the function runs");
        seen.Meanwhile = (_, _) => Task.CompletedTask;
        await Put(store, "b", "two");
        await Wait.Until(() => seen.All.Count == 2, "the next blob");

        Assert.Equal(["a", "b"], seen.All.Select(blob => blob.Name));
        Assert.Empty(await PoisonNames(store));
    }

    [Fact]
    public async Task Runs_at_once_are_limited_by_host_json()
    {
        var store = await Store();
        var release = new TaskCompletionSource();
        seen.Meanwhile = (_, _) => release.Task;
        for (var i = 0; i < 6; i++) await Put(store, $"blob-{i}", "x");
        await using var host = await Start(typeof(TakeText), """{ "extensions": { "blobs": { "maxDegreeOfParallelism": 2 } } }""");

        await Wait.Until(() => seen.All.Count == 2, "as many as may");
        release.SetResult();
        await Wait.Until(() => seen.All.Count == 6, "all of them");

        Assert.Equal(2, seen.MostAtOnce);
    }

    [Fact]
    public async Task A_container_may_come_later()
    {
        connection = await TestServices.Azurite();
        var store = new BlobServiceClient(connection);
        await using var host = await Start(typeof(TakeText));

        await store.GetBlobContainerClient("incoming").CreateAsync();
        await Put(store, "a", "one");

        await Wait.Until(() => seen.All.Count == 1, "the function runs");
        Assert.DoesNotContain(host.Log.From("Function.TakeText"), line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_store_that_is_away_is_one_warning_per_outage_and_looking_goes_on()
    {
        await using var azurite = await TestServices.PrivateAzurite();
        connection = azurite.ConnectionString;
        var store = new BlobServiceClient(connection);
        await store.GetBlobContainerClient("incoming").CreateAsync();
        await azurite.Stop();
        await using var host = await Start(typeof(TakeText));

        await Wait.Until(() => Warnings(host) == 1, "the warning");
        await azurite.Start();
        await Put(store, "a", "one");

        await Wait.Until(() => seen.All.Count == 1, "the function runs");
        Assert.Equal(1, Warnings(host));
    }

    [Fact]
    public async Task The_token_fires_when_the_host_stops_and_the_blob_is_taken_again_after_the_next_start()
    {
        var store = await Store();
        seen.Meanwhile = (_, cancel) => Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        await using (var first = await Start(typeof(TakeText)))
        {
            await Put(store, "a", "one");
            await Wait.Until(() => seen.All.Count == 1, "the function runs");
        }

        seen.Meanwhile = (_, _) => Task.CompletedTask;
        await using var second = await Start(typeof(TakeText));

        await Wait.Until(() => seen.All.Count == 2, "the function runs again");
        Assert.Empty(await PoisonNames(store));
    }

    private async Task<BlobServiceClient> Store()
    {
        connection = await TestServices.Azurite();
        var store = new BlobServiceClient(connection);
        await store.GetBlobContainerClient("incoming").CreateAsync();
        return store;
    }

    private Task<HostUnderTest> Start(Type function, string hostJson = "{}", string setting = "Storage") => HostUnderTest.Start(new SettingsFolder().WithHostJson(hostJson), builder =>
    {
        builder.Configuration["Storage"] = "UseDevelopmentStorage=true";
        builder.Configuration[setting] = connection;
        builder.Configuration["LocalHost:BlobPollInterval"] = "00:00:00.020";
        builder.Configuration["LocalHost:BlobRetryDelay"] = "00:00:00.010";
        builder.Services.AddSingleton(seen);
        builder.UseMiddleware<Marking>();
    }, function);

    private static async Task Put(BlobServiceClient store, string name, string content) =>
        await store.GetBlobContainerClient("incoming").GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true);

    private static async Task<List<string>> PoisonNames(BlobServiceClient store)
    {
        var container = store.GetBlobContainerClient(PoisonContainer);
        if (!await container.ExistsAsync()) return [];

        var names = new List<string>();
        await foreach (var blob in container.GetBlobsAsync()) names.Add(blob.Name);
        return names;
    }

    private static int Warnings(HostUnderTest host) => host.Log.From("Function.TakeText").Count(line => line.Level == LogLevel.Warning);

    private static string? Text(JsonElement record, string member) => record.GetProperty(member).GetString();
}
