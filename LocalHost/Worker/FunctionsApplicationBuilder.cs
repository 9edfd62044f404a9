using System.Reflection;
using Glimmerglass.LocalHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Collects services, settings and middleware, and builds the host. What Azure would ignore in silence stops <see cref="Build"/>.</summary>
public sealed class FunctionsApplicationBuilder : IHostApplicationBuilder
{
    private readonly WebApplicationBuilder web;

    internal FunctionsApplicationBuilder(string[] args, Assembly assembly)
    {
        var start = StartArguments.Read(args);
        LocalSettings = LocalSettingsFile.Read(start.ContentRoot);
        HostFile = HostFile.Read(start.ContentRoot);
        FunctionTypes = [.. assembly.GetTypes()];
        web = HostBuilding.Begin(start, assembly, LocalSettings);
    }

    public IServiceCollection Services => web.Services;

    public ConfigurationManager Configuration => web.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => web.Configuration;

    public IHostEnvironment Environment => web.Environment;

    public ILoggingBuilder Logging => web.Logging;

    public IMetricsBuilder Metrics => web.Metrics;

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)web).Properties;

    internal HostFile HostFile { get; }

    internal LocalSettingsFile LocalSettings { get; }

    internal IReadOnlyList<Type> FunctionTypes { get; private set; }

    internal List<Type> Middleware { get; } = [];

    internal List<Action<IEndpointRouteBuilder>> LocalRoutes { get; } = [];

    internal bool IsWebApplication { get; set; }

    /// <summary>Whether middleware was added while there was no HttpContext for it to see yet.</summary>
    internal bool MiddlewareCameFirst { get; set; }

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull =>
        ((IHostApplicationBuilder)web).ConfigureContainer(factory, configure);

    public IHost Build() => HostBuilding.Finish(this, web);

    /// <summary>These functions, in place of those of the calling assembly.</summary>
    internal FunctionsApplicationBuilder UseFunctions(params Type[] types)
    {
        FunctionTypes = types;
        return this;
    }
}
