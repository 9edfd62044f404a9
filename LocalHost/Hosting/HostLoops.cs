using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Makes the loops behind the timer and blob functions.</summary>
internal sealed class HostLoops(RunParts parts, HostFile hostFile, IConfiguration configuration, TimeProvider clock, BlobTimes blobTimes)
{
    public BackgroundLoops Make(FunctionPlans plans)
    {
        // One limit for all blob functions, as the platform counts them.
        var slots = new SemaphoreSlim(hostFile.MaxDegreeOfParallelism);
        return new BackgroundLoops([.. plans.Timers.Select(Timer), .. plans.Blobs.Select(plan => Blob(plan, slots))], parts.Logs.CreateLogger<BackgroundLoops>());
    }

    private BackgroundLoop Timer(TimerPlan plan)
    {
        var record = new TimerStatusFile(configuration["LocalHost:Data"], plan.Function.Name);
        var loop = new TimerLoop(plan, new EventRun(plan.Function, parts), record, clock, parts.LogOf(plan.Function));
        return new BackgroundLoop(plan.Function.Name, loop.Run);
    }

    private BackgroundLoop Blob(BlobPlan plan, SemaphoreSlim slots)
    {
        var log = parts.LogOf(plan.Function);
        var container = plan.Path.Container;
        var account = new BlobServiceClient(plan.ConnectionString);
        var looking = new BlobServiceClient(plan.ConnectionString, WithoutRetry());

        var poison = new PoisonRecords(looking, plan.Function.Name, container, clock);
        var attempts = new BlobAttempts(
            plan, account.GetBlobContainerClient(container), poison, new EventRun(plan.Function, parts), hostFile.PoisonBlobThreshold, blobTimes.RetryDelay, log);
        var watch = new BlobWatch(plan, looking.GetBlobContainerClient(container), poison, attempts, slots, blobTimes, log);
        return new BackgroundLoop(plan.Function.Name, watch.Run);
    }

    // For the host's own calls, whose retry is the next look.
    private static BlobClientOptions WithoutRetry()
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = 0;
        options.Retry.NetworkTimeout = TimeSpan.FromSeconds(10);
        return options;
    }
}
