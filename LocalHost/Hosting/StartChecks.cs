using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Reasons not to start that no function shows by itself.</summary>
internal static class StartChecks
{
    public static void RefuseOrder(FunctionsApplicationBuilder builder, FunctionPlans plans, Refusals refusals)
    {
        if (builder.MiddlewareCameFirst)
            refusals.Add("UseMiddleware was called before ConfigureFunctionsWebApplication, so GetHttpContext() would be null in it. Turn the two round.");
        if (!builder.IsWebApplication && plans.Doors.Count > 0)
            refusals.Add("There are HTTP functions, but ConfigureFunctionsWebApplication was not called.");
    }

    public static void RefuseSameDoors(FunctionPlans plans, Refusals refusals)
    {
        var twice = from one in plans.Doors
                    from other in plans.Doors
                    where string.CompareOrdinal(one.Function.Name, other.Function.Name) < 0
                    where string.Equals(one.Pattern.RawText, other.Pattern.RawText, StringComparison.OrdinalIgnoreCase)
                    where one.Methods.Count == 0 || other.Methods.Count == 0 || one.Methods.Intersect(other.Methods).Any()
                    select (one, other);
        foreach (var (one, other) in twice)
            refusals.Add(other.Function.Name, $"its route '{other.Pattern.RawText}' with the same method is {one.Function.Name}'s, so it would never run.");
    }

    public static void RefuseUnknownConstraints(FunctionPlans plans, IServiceProvider services, Refusals refusals)
    {
        var policies = services.GetRequiredService<ParameterPolicyFactory>();
        foreach (var (door, part) in plans.Doors.SelectMany(door => door.Pattern.Parameters.Select(part => (door, part))))
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

    public static void RefuseUnknownDependencies(FunctionPlans plans, IServiceProvider services, Refusals refusals)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        var missing = from function in plans.All
                      where !function.Method.IsStatic
                      from needed in function.Type.GetConstructors()[0].GetParameters()
                      where !needed.HasDefaultValue && !known.IsService(needed.ParameterType)
                      select (function.Name, needed);

        foreach (var (name, needed) in missing)
            refusals.Add(name, $"its constructor asks for {needed.ParameterType.Name} '{needed.Name}', which is not registered.");
    }
}
