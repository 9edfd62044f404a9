using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Runs a function that no request waits for. Faults come out: what they mean is the trigger's business.</summary>
internal sealed class EventRun(LoadedFunction function, RunParts parts)
{
    public async Task Run(object? triggered, IReadOnlyDictionary<string, object?>? inputs, CancellationToken stopping)
    {
        using var activity = LocalTrace.Start(function.Name);
        await using var scope = parts.Scopes.CreateAsyncScope();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        deadline.CancelAfter(parts.Timeout);

        var call = new Invocation(function, scope.ServiceProvider, deadline.Token)
        {
            TriggerValue = triggered,
            Inputs = inputs ?? ImmutableDictionary<string, object?>.Empty,
        };
        try
        {
            await parts.Pipeline(call);
        }
        finally
        {
            // A stream was opened for this run alone.
            (call.TriggerValue as IDisposable)?.Dispose();
        }
    }
}
