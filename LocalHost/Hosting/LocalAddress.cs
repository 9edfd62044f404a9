using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Glimmerglass.LocalHost;

/// <summary>Where a started host listens.</summary>
public static class LocalAddress
{
    /// <summary>The first address, as http://127.0.0.1:7071. Throws before the host has started.</summary>
    public static Uri Of(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);

        var bound = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return bound is null ? throw new InvalidOperationException("The host listens nowhere yet. Start it first.") : new Uri(bound);
    }
}
