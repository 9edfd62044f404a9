using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>The running app.</summary>
internal sealed class FunctionsHost(WebApplication app, BackgroundLoops loops) : IHost, IAsyncDisposable
{
    /// <summary>How long running invocations may go on once the host stops.</summary>
    public static readonly TimeSpan GracefulStop = TimeSpan.FromSeconds(10);

    private const int DefaultPort = 7071;

    public IServiceProvider Services => app.Services;

    public static int PortOf(IConfiguration configuration) => configuration.GetValue("LocalHost:Port", DefaultPort);

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        // Nobody asks for the trace: it works by being there.
        app.Services.GetRequiredService<LocalTrace>();
        try
        {
            await app.StartAsync(cancellationToken);
            loops.Start(app.Lifetime.ApplicationStopping);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new StartRefusedException($"Port {PortOf(app.Configuration)} is taken by another program. Stop that one, or choose another port with --port.", taken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        app.Lifetime.StopApplication();
        await Task.WhenAll(app.StopAsync(cancellationToken), loops.Finish(GracefulStop));
    }

    public void Dispose() => ((IDisposable)app).Dispose();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
