using Glimmerglass.Data.Idempotency;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Jobs;

/// <summary>Deletes idempotency keys past their 24 hours. They are dead already; this keeps their table small.</summary>
public sealed partial class ForgetIdempotencyKeys(IdempotencyStore keys, TimeProvider clock, ILogger<ForgetIdempotencyKeys> log)
{
    private const int BatchSize = 5_000;
    private const int MaxBatches = 200;

    [Function(nameof(ForgetIdempotencyKeys))]
    public async Task Run([TimerTrigger("%ForgetIdempotencyKeysSchedule%")] TimerInfo timer, CancellationToken cancel)
    {
        var total = 0;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var forgotten = await keys.Forget(clock.GetUtcNow(), BatchSize, cancel);
            total += forgotten;
            if (forgotten < BatchSize) break;
        }
        LogForgotten(log, total);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Forgot {Count} idempotency keys.")]
    private static partial void LogForgotten(ILogger log, int count);
}
