using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.Hosting;

public static class MiddlewareRegistration
{
    /// <summary>Wraps every function in <typeparamref name="T"/>, of which there is one. What is added first is outermost.</summary>
    public static FunctionsApplicationBuilder UseMiddleware<T>(this FunctionsApplicationBuilder builder)
        where T : class, IFunctionsWorkerMiddleware
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddSingleton<T>();
        builder.Middleware.Add(typeof(T));
        builder.MiddlewareCameFirst |= !builder.IsWebApplication;
        return builder;
    }
}
