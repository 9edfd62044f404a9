using System.Reflection;
using System.Text.Json.Nodes;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Access;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Tests.Shape;

/// <summary>Every way into the app.</summary>
public sealed class DoorTests
{
    [Fact]
    public void Every_door_is_approved()
    {
        var prefix = (string)JsonNode.Parse(Sources.Read("host.json").Text)!["extensions"]!["http"]!["routePrefix"]!;

        var doors = FunctionList.All.Select(function => Describe(function.Name, function.Run, prefix)).Order(StringComparer.Ordinal);

        Approved.Compare("doors", doors);
    }

    [Fact]
    public void Every_http_door_says_whom_it_lets_in_and_no_other_does()
    {
        var breaches = from function in FunctionList.All
                       let isHttp = FunctionList.Trigger<HttpTriggerAttribute>(function.Run) is not null
                       let said = function.Run.CustomAttributes.Count(attribute => attribute.AttributeType == typeof(NeedsAttribute) || attribute.AttributeType == typeof(OpenAttribute))
                       where said != (isHttp ? 1 : 0)
                       select function.Name;

        Assert.Empty(breaches);
    }

    [Fact]
    public void Every_permission_has_a_door()
    {
        var asked = FunctionList.All.Select(function => function.Run.GetCustomAttribute<NeedsAttribute>()?.Permission).OfType<Permission>();

        Assert.Equal(Enum.GetValues<Permission>().Order(), asked.Distinct().Order());
    }

    [Fact]
    public void Every_timer_is_a_job_of_the_ledger_with_a_schedule_of_its_name()
    {
        var timers = FunctionList.All.Where(function => FunctionList.Trigger<TimerTriggerAttribute>(function.Run) is not null).ToList();

        Assert.Equal(Settings.UsualSchedules.Keys.Order(), timers.Select(timer => timer.Name).Order());
        Assert.All(timers, timer => Assert.Equal($"%{timer.Name}Schedule%", FunctionList.Trigger<TimerTriggerAttribute>(timer.Run)!.Schedule));
        Assert.All(timers, timer => Assert.Contains(typeof(IJob), timer.Type.GetInterfaces()));
        Assert.All(timers, timer => Assert.Contains($"AddSingleton<IJob, {timer.Name}>()", Sources.Read("Functions/Wiring.cs").Text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_platform_asks_for_no_key_of_its_own()
    {
        var keyed = FunctionList.All.Where(function => FunctionList.Trigger<HttpTriggerAttribute>(function.Run) is { AuthLevel: not AuthorizationLevel.Anonymous }).Select(function => function.Name);

        Assert.Empty(keyed);
    }

    [Fact]
    public void Every_parameter_of_a_route_has_a_constraint()
    {
        var loose = from function in FunctionList.All
                    let route = FunctionList.Trigger<HttpTriggerAttribute>(function.Run)?.Route
                    where route is not null && route.Split('/').Any(part => part.StartsWith('{') && !part.Contains(':', StringComparison.Ordinal))
                    select route;

        Assert.Empty(loose);
    }

    private static string Describe(string name, MethodInfo run, string prefix)
    {
        var access = run.GetCustomAttribute<NeedsAttribute>() is { } needs ? $"needs {needs.Permission}" : !run.IsDefined(typeof(OpenAttribute)) ? "nobody" : run.GetCustomAttribute<TellsMoreAttribute>() is { } more ? $"open + {more.Permission}" : "open";
        if (FunctionList.Trigger<HttpTriggerAttribute>(run) is { } http) return $"http   {string.Join('|', http.Methods!).ToUpperInvariant(),-6} /{prefix}/{http.Route,-32} {access,-24} {name}";
        if (FunctionList.Trigger<TimerTriggerAttribute>(run) is { } timer) return $"timer  {timer.Schedule,-69} {name}";
        if (FunctionList.Trigger<BlobTriggerAttribute>(run) is { } blob) return $"blob   {blob.BlobPath + " of " + blob.Connection + " by " + blob.Source,-69} {name}";
        return $"?      {name}";
    }
}
