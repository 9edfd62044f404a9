using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Builder;

namespace Glimmerglass.LocalHost;

public static class LocalRouting
{
    /// <summary>Adds routes beside the functions: without prefix and middleware, and never in Azure.</summary>
    public static FunctionsApplicationBuilder MapLocal(this FunctionsApplicationBuilder builder, Action<IEndpointRouteBuilder> map)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.LocalRoutes.Add(map);
        return builder;
    }
}
