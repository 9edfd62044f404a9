using System.Collections.Frozen;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Access;

/// <summary>What each door asks, read once from the attributes of the functions.</summary>
public sealed class Doors(Assembly assembly)
{
    private readonly FrozenDictionary<string, Door> byFunction = assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
        .ToFrozenDictionary(
            method => method.GetCustomAttribute<FunctionAttribute>()!.Name,
            method => new Door(
                method.GetCustomAttribute<NeedsAttribute>()?.Permission,
                method.GetCustomAttribute<OpenAttribute>() is not null,
                method.GetCustomAttribute<TellsMoreAttribute>()?.Permission));

    /// <summary>Null: nothing is declared, so nobody may pass.</summary>
    public Door? Of(string function) => byFunction.GetValueOrDefault(function) is { Open: false, Needs: null } ? null : byFunction.GetValueOrDefault(function);

    /// <param name="TellsMoreTo">Of an open door: who is told more than everybody.</param>
    public sealed record Door(Permission? Needs, bool Open, Permission? TellsMoreTo);
}
