using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Looks at a container again and again, and hands each new version of a wanted blob to the function, once per process.</summary>
internal sealed partial class BlobWatch(
    BlobPlan plan, BlobContainerClient container, PoisonRecords poison, BlobAttempts attempts, SemaphoreSlim slots, BlobTimes times, ILogger log)
{
    private readonly ConcurrentDictionary<string, ETag> seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);
    private bool isAway;

    public async Task Run(CancellationToken stopping)
    {
        // The calls of an unsampled activity are not exported: otherwise every look would be a trace.
        using var quiet = new Activity("LocalHost.BlobWatch").Start();
        using var pause = new PeriodicTimer(times.PollInterval);
        try
        {
            do await Look(stopping);
            while (await pause.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The end; what runs may finish below.
        }

        await Task.WhenAll(running.Values);
    }

    private async Task Look(CancellationToken stopping)
    {
        try
        {
            await poison.Load(stopping);
            await Take(stopping);
            if (isAway) LogBack(plan.Path.Container);
            isAway = false;
        }
        catch (RequestFailedException missing) when (missing.Status == 404)
        {
            // The container may be made later.
        }
        catch (Exception away) when (!stopping.IsCancellationRequested)
        {
            if (!isAway) LogAway(away, plan.Path.Container);
            isAway = true;
        }
    }

    private async Task Take(CancellationToken stopping)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in container.GetBlobsAsync(prefix: plan.Path.Prefix, cancellationToken: stopping))
        {
            listed.Add(blob.Name);
            if (blob.Properties.ETag is { } etag && IsNew(blob, etag) && plan.Path.Match(blob.Name) is { } inputs)
                await Begin(blob.Name, etag, inputs, stopping);
        }

        foreach (var gone in seen.Keys.Where(name => !listed.Contains(name))) seen.TryRemove(gone, out _);
    }

    private bool IsNew(BlobItem blob, ETag etag) =>
        !(seen.TryGetValue(blob.Name, out var known) && known == etag) && !running.ContainsKey(blob.Name) && !poison.Contains(blob.Name, etag);

    private async Task Begin(string name, ETag etag, Dictionary<string, object?> inputs, CancellationToken stopping)
    {
        await slots.WaitAsync(stopping);
        seen[name] = etag;
        var finished = new TaskCompletionSource();
        running[name] = finished.Task;
        _ = Task.Run(() => Finish(name, etag, inputs, finished, stopping), CancellationToken.None);
    }

    private async Task Finish(string name, ETag etag, Dictionary<string, object?> inputs, TaskCompletionSource finished, CancellationToken stopping)
    {
        try
        {
            if (!await attempts.Run(name, etag, inputs, stopping)) seen.TryRemove(name, out _);
        }
        finally
        {
            running.TryRemove(name, out _);
            slots.Release();
            finished.SetResult();
        }
    }

    [LoggerMessage(LogLevel.Warning, "The container {Container} cannot be listed. It is tried again until it can.")]
    private partial void LogAway(Exception fault, string container);

    [LoggerMessage(LogLevel.Information, "The container {Container} can be listed again.")]
    private partial void LogBack(string container);
}
