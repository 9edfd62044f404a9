using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>The middleware around a function, composed once. What was registered first is outermost.</summary>
internal static class Pipeline
{
    public static FunctionExecutionDelegate Compose(IServiceProvider services, IEnumerable<Type> middleware)
    {
        FunctionExecutionDelegate run = Invocation.Run;
        foreach (var type in middleware.Reverse())
        {
            var step = (IFunctionsWorkerMiddleware)services.GetRequiredService(type);
            var next = run;
            run = context => step.Invoke(context, next);
        }

        return run;
    }
}
