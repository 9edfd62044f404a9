using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>The running app.</summary>
internal sealed class FunctionsHost(WebApplication app) : IHost, IAsyncDisposable
{
    public IServiceProvider Services => app.Services;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        // Nobody asks for the trace: it works by being there.
        app.Services.GetRequiredService<LocalTrace>();
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            var port = app.Configuration.GetValue("LocalHost:Port", 7071);
            throw new StartRefusedException($"Port {port} is taken by another program. Stop that one, or choose another port with --port.", taken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken = default) => app.StopAsync(cancellationToken);

    public void Dispose() => ((IDisposable)app).Dispose();

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
