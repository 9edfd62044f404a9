using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>What the runs of all functions share.</summary>
internal sealed record RunParts(
    IServiceScopeFactory Scopes, ILoggerFactory Logs, IHttpContextAccessor? Accessor, TimeSpan Timeout, FunctionExecutionDelegate Pipeline)
{
    public static RunParts Of(IServiceProvider services, IEnumerable<Type> middleware, TimeSpan timeout) => new(
        services.GetRequiredService<IServiceScopeFactory>(),
        services.GetRequiredService<ILoggerFactory>(),
        services.GetService<IHttpContextAccessor>(),
        timeout,
        Hosting.Pipeline.Compose(services, middleware));

    public ILogger LogOf(LoadedFunction function) => Logs.CreateLogger($"Function.{function.Name}");
}
