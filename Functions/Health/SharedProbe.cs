using System.Data.Common;
using Glimmerglass.Data;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Health;

/// <summary>What a look at something found, or why it found nothing.</summary>
public sealed record Sight<T>(T? Found, string? Trouble, TimeSpan Took, DateTimeOffset At) where T : class;

/// <summary>
/// Looks at something for everybody who asks at once, and once in <see cref="HealthProbes.Lifetime"/>: any number of callers cost one look. A look has a limit, and one
/// that outlasts it even after it was told to stop lets no other begin beside it. A caller who leaves stops nothing.
/// </summary>
public sealed partial class SharedProbe<T>(string name, Func<CancellationToken, Task<T>> look, TimeSpan limit, TimeProvider clock, ILogger log) where T : class
{
    private readonly Lock gate = new();
    private Task<Sight<T>>? shared;
    private Task<T>? looking;
    private long begunAt;

    public Task<Sight<T>> Ask(CancellationToken cancel)
    {
        lock (gate)
        {
            if (shared is null || (shared.IsCompleted && clock.GetElapsedTime(begunAt) >= HealthProbes.Lifetime))
            {
                begunAt = clock.GetTimestamp();
                shared = Look(begunAt, clock.Now());
            }
            return shared.WaitAsync(cancel);
        }
    }

    private async Task<Sight<T>> Look(long started, DateTimeOffset at)
    {
        if (looking is { IsCompleted: false }) return new Sight<T>(null, "The look before this one has not come back.", TimeSpan.Zero, at);

        var stop = new CancellationTokenSource(limit, clock);
        looking = Task.Run(() => look(stop.Token), CancellationToken.None);
        _ = looking.ContinueWith(Forget, stop, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            var found = await looking.WaitAsync(limit, clock);
            return new Sight<T>(found, null, clock.GetElapsedTime(started), at);
        }
        catch (Exception fault)
        {
            var inTime = fault is not (OperationCanceledException or TimeoutException);
            LogTrouble(log, fault, name);
            return new Sight<T>(null, inTime ? Sentence(fault) : $"No answer within {limit.TotalSeconds:0.###} s.", clock.GetElapsedTime(started), at);
        }
    }

    /// <summary>What became of a look that nobody waits for any more is nobody's fault.</summary>
    private static void Forget(Task<T> ended, object? stop)
    {
        _ = ended.Exception;
        ((CancellationTokenSource)stop!).Dispose();
    }

    /// <summary>No message: it may name hosts and accounts. The log has it.</summary>
    private static string Sentence(Exception fault) => fault switch
    {
        DbException { SqlState: { } state } => $"The database refused with {state}.",
        _ when DatabaseFault.Of(fault) == Remedy.Shed => "It has no room: no connection was free in time, or a limit is reached.",
        _ => $"It failed with {fault.GetType().Name}.",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The health of the {Name} could not be seen.")]
    private static partial void LogTrouble(ILogger log, Exception fault, string name);
}
