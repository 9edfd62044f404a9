using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Finds the functions among types and refuses those that Azure would leave out or run wrongly without a word.</summary>
internal static partial class FunctionScan
{
    private const BindingFlags AnyMethod =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<LoadedFunction> Load(IEnumerable<Type> types, IConfiguration configuration, Refusals refusals)
    {
        var found = from type in types
                    from method in type.GetMethods(AnyMethod)
                    let name = method.GetCustomAttribute<FunctionAttribute>()?.Name
                    where name is not null
                    select (name, method);
        var all = found.ToList();

        foreach (var twice in all.GroupBy(function => function.name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            refusals.Add(twice.Key, $"this name is used by {string.Join(" and ", twice.Select(function => Place(function.method)))}. A name belongs to one function.");

        return [.. from function in all
                   where !IsDisabled(function.name, configuration)
                   let loaded = Load(function.name, function.method, refusals)
                   where loaded is not null
                   orderby loaded.Name
                   select loaded];
    }

    private static LoadedFunction? Load(string name, MethodInfo method, Refusals refusals)
    {
        if ((Name().IsMatch(name) ? RefuseMethod(method) : "a name is a letter and up to 127 letters, digits, '-' and '_'.") is { } reason)
        {
            refusals.Add(name, reason);
            return null;
        }

        var triggers = (from parameter in method.GetParameters()
                        from attribute in parameter.GetCustomAttributes()
                        where attribute is HttpTriggerAttribute or TimerTriggerAttribute or BlobTriggerAttribute
                        select (parameter, attribute)).ToList();
        if (triggers.Count == 1) return new LoadedFunction(name, method, triggers[0].parameter, triggers[0].attribute);

        refusals.Add(name, triggers.Count == 0
            ? "it has no trigger. Give one parameter an HttpTrigger, TimerTrigger or BlobTrigger."
            : $"it has {triggers.Count} triggers. A function has exactly one.");
        return null;
    }

    private static string? RefuseMethod(MethodInfo method)
    {
        var type = method.DeclaringType!;
        var isStaticClass = type is { IsAbstract: true, IsSealed: true };

        if (!method.IsPublic) return $"{Place(method)} is not public, so the worker does not find it.";
        if (!type.IsVisible) return $"the class {type.Name} is not public, so the worker does not find it.";
        if (type.IsAbstract && !isStaticClass) return $"the class {type.Name} is abstract and cannot be made.";
        if (type.ContainsGenericParameters || method.IsGenericMethodDefinition) return $"{Place(method)} is generic, and nobody names its types.";
        if (!isStaticClass && !method.IsStatic && type.GetConstructors().Length != 1) return $"the class {type.Name} needs exactly one public constructor.";
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            return "it is async void, so nobody waits for it or sees it fail. Return a Task.";

        var bound = method.GetParameters().FirstOrDefault(parameter => parameter.GetCustomAttributes().Any(IsModelBinding));
        return bound is null ? null
            : $"parameter '{bound.Name}' has an attribute of model binding. A broken body would be a 500: read body, query and headers from the HttpRequest.";
    }

    private static bool IsModelBinding(Attribute attribute) =>
        attribute is IBindingSourceMetadata || attribute.GetType().Name is "FromBodyAttribute";

    private static bool IsDisabled(string name, IConfiguration configuration) =>
        (configuration[$"AzureWebJobs.{name}.Disabled"] ?? configuration[$"AzureWebJobs:{name}:Disabled"]) is { } flag
        && (flag == "1" || flag.Equals("true", StringComparison.OrdinalIgnoreCase));

    private static string Place(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$")]
    private static partial Regex Name();
}
