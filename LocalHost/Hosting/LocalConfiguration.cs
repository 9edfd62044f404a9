using Glimmerglass.LocalHost.Hosting;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.LocalHost;

/// <summary>The settings that a host will start with, for what has to be known before there is one: local.settings.json below the environment.</summary>
public static class LocalConfiguration
{
    public static IConfigurationRoot Read() => new ConfigurationBuilder()
        .AddInMemoryCollection(LocalSettingsFile.Read(StartArguments.Read([]).ContentRoot).Values)
        .AddEnvironmentVariables()
        .Build();
}
