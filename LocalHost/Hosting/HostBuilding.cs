using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Puts the host together: what is there before the app's own start-up code runs, and what follows it.</summary>
internal static class HostBuilding
{
    private static readonly TimeSpan GracefulStop = TimeSpan.FromSeconds(10);

    public static WebApplicationBuilder Begin(StartArguments start, Assembly assembly, LocalSettingsFile settings)
    {
        var web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = assembly.GetName().Name,
            ContentRootPath = start.ContentRoot,
            EnvironmentName = start.EnvironmentName,
        });
        web.Configuration.AddInMemoryCollection(settings.Values).AddEnvironmentVariables().AddCommandLine(start.Settings);
        web.Logging.AddConfiguration(web.Configuration.GetSection("Logging"));
        web.Host.UseDefaultServiceProvider((context, options) =>
        {
            options.ValidateScopes = true;
            options.ValidateOnBuild = context.HostingEnvironment.IsDevelopment();
        });
        web.WebHost.UseKestrelCore().ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, context.Configuration.GetValue("LocalHost:Port", 7071));
        });

        web.Services.AddRouting();
        web.Services.TryAddSingleton(TimeProvider.System);
        web.Services.AddSingleton<LocalTrace>();
        web.Services.AddSingleton<MatcherPolicy, FunctionMethodPolicy>();
        web.Services.Configure<HostOptions>(options => options.ShutdownTimeout = GracefulStop);
        return web;
    }

    public static FunctionsHost Finish(FunctionsApplicationBuilder builder, WebApplicationBuilder web)
    {
        var refusals = new Refusals();
        var functions = FunctionScan.Load(builder.FunctionTypes, builder.Configuration, refusals);
        var doors = OpenDoors(functions, builder, refusals);
        var cors = Cors.Read(builder.LocalSettings, refusals);
        RefuseOrder(builder, doors, refusals);
        refusals.ThrowIfAny();

        if (functions.Any(ReturnsActionResult)) web.Services.AddMvcCore();
        var app = web.Build();
        try
        {
            RefuseUnknownConstraints(doors, app.Services, refusals);
            RefuseUnknownDependencies(functions, app.Services, refusals);
            refusals.ThrowIfAny();
            Route(app, builder, doors, cors);
            return new FunctionsHost(app);
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static List<HttpDoor> OpenDoors(IReadOnlyList<LoadedFunction> functions, FunctionsApplicationBuilder builder, Refusals refusals)
    {
        var doors = from function in functions
                    let trigger = function.Trigger as HttpTriggerAttribute
                    where trigger is not null
                    let door = HttpDoor.Open(function, trigger, builder.HostFile.RoutePrefix, refusals)
                    where door is not null
                    select door;
        return [.. doors];
    }

    private static void RefuseOrder(FunctionsApplicationBuilder builder, List<HttpDoor> doors, Refusals refusals)
    {
        if (builder.MiddlewareCameFirst)
            refusals.Add("UseMiddleware was called before ConfigureFunctionsWebApplication, so GetHttpContext() would be null in it. Turn the two round.");
        if (!builder.IsWebApplication && doors.Count > 0)
            refusals.Add("There are HTTP functions, but ConfigureFunctionsWebApplication was not called.");
    }

    private static bool ReturnsActionResult(LoadedFunction function) =>
        function.Method.ReturnType.GetGenericArguments().Append(function.Method.ReturnType).Any(typeof(IActionResult).IsAssignableFrom);

    private static void RefuseUnknownConstraints(List<HttpDoor> doors, IServiceProvider services, Refusals refusals)
    {
        var policies = services.GetRequiredService<ParameterPolicyFactory>();
        foreach (var (door, part) in doors.SelectMany(door => door.Pattern.Parameters.Select(part => (door, part))))
        {
            try
            {
                foreach (var policy in part.ParameterPolicies) policies.Create(part, policy);
            }
            catch (Exception unknown) when (unknown is InvalidOperationException or RouteCreationException)
            {
                refusals.Add(door.Function.Name, $"its route '{door.Pattern.RawText}' is not valid: {unknown.Message}");
            }
        }
    }

    private static void RefuseUnknownDependencies(IReadOnlyList<LoadedFunction> functions, IServiceProvider services, Refusals refusals)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        var missing = from function in functions
                      where !function.Method.IsStatic
                      from needed in function.Type.GetConstructors()[0].GetParameters()
                      where !needed.HasDefaultValue && !known.IsService(needed.ParameterType)
                      select (function.Name, needed);

        foreach (var (name, needed) in missing)
            refusals.Add(name, $"its constructor asks for {needed.ParameterType.Name} '{needed.Name}', which is not registered.");
    }

    private static void Route(WebApplication app, FunctionsApplicationBuilder builder, List<HttpDoor> doors, Cors? cors)
    {
        // The framework would add these by itself once sign-in is registered; in the worker nothing stands before the function.
        var properties = ((IApplicationBuilder)app).Properties;
        properties["__AuthenticationMiddlewareSet"] = true;
        properties["__AuthorizationMiddlewareSet"] = true;

        if (cors is not null) app.Use(cors.Answer);
        app.UseRouting();

        var pipeline = Pipeline.Compose(app.Services, builder.Middleware);
        var parts = new HttpRunParts(
            app.Services.GetRequiredService<IServiceScopeFactory>(), app.Services.GetRequiredService<ILoggerFactory>(),
            app.Services.GetService<IHttpContextAccessor>(), builder.HostFile.FunctionTimeout);
        // Doors are in the order of their names, and of two that match the first one answers, however literal the other is.
        var endpoints = doors.Select((door, order) => Endpoint(door, order + 1, new HttpRun(door.Function, pipeline, parts)));
        ((IEndpointRouteBuilder)app).DataSources.Add(new DefaultEndpointDataSource(endpoints));

        foreach (var map in builder.LocalRoutes) map(app);
    }

    private static Endpoint Endpoint(HttpDoor door, int order, HttpRun run)
    {
        var endpoint = new RouteEndpointBuilder(run.Answer, door.Pattern, order) { DisplayName = door.Function.Name };
        endpoint.Metadata.Add(new FunctionMethods(door.Methods));
        return endpoint.Build();
    }
}
