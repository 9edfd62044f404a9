using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
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
            kestrel.Listen(IPAddress.Loopback, FunctionsHost.PortOf(context.Configuration));
        });

        web.Services.AddRouting();
        web.Services.TryAddSingleton(TimeProvider.System);
        web.Services.AddSingleton<LocalTrace>();
        web.Services.AddSingleton<MatcherPolicy, FunctionMethodPolicy>();
        web.Services.Configure<HostOptions>(options => options.ShutdownTimeout = FunctionsHost.GracefulStop);
        return web;
    }

    public static FunctionsHost Finish(FunctionsApplicationBuilder builder, WebApplicationBuilder web)
    {
        var refusals = new Refusals();
        var plans = FunctionPlans.Make(builder, refusals);
        var cors = Cors.Read(builder.LocalSettings, refusals);
        var blobTimes = BlobTimes.Read(builder.Configuration, refusals);
        StartChecks.RefuseOrder(builder, plans, refusals);
        StartChecks.RefuseSameDoors(plans, refusals);
        refusals.ThrowIfAny();

        if (plans.HaveActionResults) web.Services.AddMvcCore();
        var app = web.Build();
        try
        {
            StartChecks.RefuseUnknownConstraints(plans, app.Services, refusals);
            StartChecks.RefuseUnknownDependencies(plans, app.Services, refusals);
            refusals.ThrowIfAny();

            var parts = RunParts.Of(app.Services, builder.Middleware, builder.HostFile.FunctionTimeout);
            HostRouting.Route(app, plans, parts, cors, builder.LocalRoutes);
            var loops = new HostLoops(parts, builder.HostFile, app.Configuration, app.Services.GetRequiredService<TimeProvider>(), blobTimes);
            return new FunctionsHost(app, loops.Make(plans));
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }
}
