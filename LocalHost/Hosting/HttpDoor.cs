using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>An HTTP function with its route and methods. No methods means all of them.</summary>
internal sealed record HttpDoor(LoadedFunction Function, RoutePattern Pattern, IReadOnlyList<string> Methods)
{
    public static HttpDoor? Open(LoadedFunction function, HttpTriggerAttribute trigger, string routePrefix, Refusals refusals)
    {
        var before = refusals.Count;
        var pattern = Parse(function, trigger, routePrefix, refusals);
        if (trigger.AuthLevel != AuthorizationLevel.Anonymous)
            refusals.Add(function.Name, $"its level is {trigger.AuthLevel}, which asks for keys, and LocalHost has none. Use AuthorizationLevel.Anonymous and middleware.");
        if (!IsAnswer(function.Method.ReturnType))
            refusals.Add(function.Name, $"it returns {NameOf(function.Method.ReturnType)}, which Azure answers with 200 and an empty body. Return IResult, IActionResult or Results<…>, or a Task of these.");
        if (function.Triggered.ParameterType != typeof(HttpRequest))
            refusals.Add(function.Name, $"the HttpTrigger is on '{function.Triggered.Name}', which must be an HttpRequest.");
        if (pattern is not null) RefuseInputs(function, pattern, refusals);

        return refusals.Count == before ? new HttpDoor(function, pattern!, [.. (trigger.Methods ?? []).Select(HttpMethods.GetCanonicalizedValue)]) : null;
    }

    private static RoutePattern? Parse(LoadedFunction function, HttpTriggerAttribute trigger, string routePrefix, Refusals refusals)
    {
        var route = trigger.Route ?? function.Name;
        try
        {
            if (route.StartsWith('/') || route.StartsWith('~')) throw new RoutePatternException(route, "It must not start with '/' or '~': the prefix comes before it.");
            return RoutePatternFactory.Parse(routePrefix.Length == 0 ? route : $"{routePrefix}/{route}");
        }
        catch (RoutePatternException bad)
        {
            refusals.Add(function.Name, $"its route '{route}' is not valid: {bad.Message}");
            return null;
        }
    }

    private static void RefuseInputs(LoadedFunction function, RoutePattern pattern, Refusals refusals)
    {
        foreach (var input in function.Inputs)
        {
            if (pattern.GetParameter(input.Name!) is not { } part)
                refusals.Add(function.Name, $"parameter '{input.Name}' is not in the route '{pattern.RawText}', so nothing fills it.");
            else if (!RouteValue.CanBind(input.ParameterType))
                refusals.Add(function.Name, $"parameter '{input.Name}' is a {NameOf(input.ParameterType)}, which no route value becomes.");
            else if (part.IsOptional && !CanBeNull(input))
                refusals.Add(function.Name, $"parameter '{input.Name}' is optional in the route, so its type must be nullable.");
        }
    }

    private static bool CanBeNull(ParameterInfo input) =>
        !input.ParameterType.IsValueType || Nullable.GetUnderlyingType(input.ParameterType) is not null;

    private static bool IsAnswer(Type type)
    {
        var bare = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GetGenericArguments()[0] : type;
        return typeof(IResult).IsAssignableFrom(bare) || typeof(IActionResult).IsAssignableFrom(bare);
    }

    private static string NameOf(Type type) => !type.IsGenericType ? type.Name
        : $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
}
