using Azure;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Runs a blob function on one version until it succeeds, the version is gone, or the attempts are used up.</summary>
internal sealed partial class BlobAttempts(
    BlobPlan plan, BlobContainerClient container, PoisonRecords poison, EventRun run, int mostAttempts, TimeSpan retryDelay, ILogger log)
{
    /// <summary>False when the version is not dealt with, because the host stops or its poison record could not be written.</summary>
    public async Task<bool> Run(string name, ETag etag, Dictionary<string, object?> inputs, CancellationToken stopping)
    {
        var version = new BlobVersion(container.GetBlobClient(name), etag);
        inputs.TryAdd("BlobTrigger", $"{plan.Path.Container}/{name}");
        inputs.TryAdd("Uri", version.Blob.Uri.ToString());

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await run.Run(version, inputs, stopping);
                return true;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return false;
            }
            catch (Exception fault)
            {
                if (!await version.IsStillThere(CancellationToken.None)) return true;
                if (attempt == mostAttempts) return await GiveUp(name, etag, fault);

                LogFailed(fault, attempt, mostAttempts);
            }

            await Task.Delay(attempt * retryDelay, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested) return false;
        }
    }

    private async Task<bool> GiveUp(string name, ETag etag, Exception fault)
    {
        LogPoisoned(fault, mostAttempts, $"{plan.Path.Container}/{name}");
        try
        {
            await poison.Write(name, etag, mostAttempts, fault);
            return true;
        }
        catch (Exception away)
        {
            LogNotRecorded(away);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} of {MostAttempts} failed.")]
    private partial void LogFailed(Exception fault, int attempt, int mostAttempts);

    [LoggerMessage(LogLevel.Error, "All {Attempts} attempts at {Blob} failed; it is poisoned.")]
    private partial void LogPoisoned(Exception fault, int attempts, string blob);

    [LoggerMessage(LogLevel.Warning, "The poison record could not be written, so the blob is tried again.")]
    private partial void LogNotRecorded(Exception fault);
}
