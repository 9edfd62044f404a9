namespace Glimmerglass.LocalHost.Hosting;

/// <summary>A route value or blob name does not fit the parameter. Thrown where the function would run, so middleware sees it.</summary>
public sealed class UnreadableInputException(string name, Type type, string? found, Exception? cause = null)
    : Exception($"Parameter '{name}' must be {Expected(type)}, but {(found is null ? "nothing" : $"'{found}'")} was given.", cause)
{
    private static string Expected(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsEnum ? $"the number of a {bare.Name}" : $"a {bare.Name}";
    }
}
