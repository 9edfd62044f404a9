using System.Diagnostics;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Sees to it that every run has an Activity, whether or not the app listens to any.</summary>
internal sealed class LocalTrace : IDisposable
{
    /// <summary>The name under which the worker itself starts activities.</summary>
    private static readonly ActivitySource Source = new("Microsoft.Azure.Functions.Worker");

    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" || ReferenceEquals(source, Source),
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
    };

    public LocalTrace() => ActivitySource.AddActivityListener(listener);

    public static Activity? Start(string function)
    {
        // A timer or blob run begins a trace: it must not continue the one in which the host was started.
        Activity.Current = null;
        return Source.StartActivity($"function {function}", ActivityKind.Internal);
    }

    public void Dispose() => listener.Dispose();
}
