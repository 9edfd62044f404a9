using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Puts the HTTP functions and the local routes in front of the server.</summary>
internal static class HostRouting
{
    public static void Route(WebApplication app, FunctionPlans plans, RunParts parts, Cors? cors, IEnumerable<Action<IEndpointRouteBuilder>> localRoutes)
    {
        // The framework would add these by itself once sign-in is registered; in the worker nothing stands before the function.
        var properties = ((IApplicationBuilder)app).Properties;
        properties["__AuthenticationMiddlewareSet"] = true;
        properties["__AuthorizationMiddlewareSet"] = true;

        if (cors is not null) app.Use(cors.Answer);
        app.UseRouting();

        // Doors are in the order of their names, and of two that match the first one answers, however literal the other is.
        var endpoints = plans.Doors.Select((door, order) => Endpoint(door, order + 1, new HttpRun(door.Function, parts)));
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(endpoints));

        foreach (var map in localRoutes) map(app);
    }

    private static Endpoint Endpoint(HttpDoor door, int order, HttpRun run)
    {
        var endpoint = new RouteEndpointBuilder(run.Answer, door.Pattern, order) { DisplayName = door.Function.Name };
        endpoint.Metadata.Add(new FunctionMethods(door.Methods));
        return endpoint.Build();
    }
}
