using Glimmerglass.LocalHost;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Tests.LocalHost;

/// <summary>A LocalHost with functions of a test's own, on a free port and in an empty folder.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private readonly IHost host;

    private HostUnderTest(IHost host, LogOfTest log)
    {
        this.host = host;
        Log = log;
        Address = LocalAddress.Of(host);
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public LogOfTest Log { get; }

    public IServiceProvider Services => host.Services;

    public static async Task<HostUnderTest> Start(Action<FunctionsApplicationBuilder> configure, params Type[] functions) =>
        await Start(new SettingsFolder(), configure, functions);

    public static Task<HostUnderTest> Start(params Type[] functions) => Start(_ => { }, functions);

    public static async Task<HostUnderTest> Start(SettingsFolder folder, Action<FunctionsApplicationBuilder> configure, params Type[] functions)
    {
        var (builder, log) = NewBuilder(folder, functions);
        builder.ConfigureFunctionsWebApplication();
        configure(builder);
        var host = builder.Build();
        await host.StartAsync();
        return new HostUnderTest(host, log);
    }

    public static (FunctionsApplicationBuilder Builder, LogOfTest Log) NewBuilder(SettingsFolder folder, params Type[] functions)
    {
        var log = new LogOfTest();
        var builder = FunctionsApplication.CreateBuilder(["--port", "0", "--contentRoot", folder.Path]).UseFunctions(functions);
        builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        return (builder, log);
    }

    public Task Stop() => host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
