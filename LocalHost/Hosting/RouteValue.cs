using System.Globalization;
using System.Text.Json;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Turns a piece of a route or blob name into a parameter, by the same grammar as the worker.</summary>
internal static class RouteValue
{
    private static readonly HashSet<Type> Bindable =
        [typeof(Guid), typeof(int), typeof(long), typeof(decimal), typeof(bool), typeof(DateTime), typeof(DateTimeOffset)];

    public static bool CanBind(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(string) || bare.IsEnum || Bindable.Contains(bare);
    }

    /// <summary>Absent values are null for what can be null.</summary>
    public static T Read<T>(string name, string? text)
    {
        if (text is null) return default(T) is null ? default! : throw new UnreadableInputException(name, typeof(T), text);
        if (typeof(T) == typeof(string)) return (T)(object)text;

        try
        {
            return (T)Parse(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), text);
        }
        catch (Exception broken) when (broken is FormatException or JsonException or OverflowException)
        {
            throw new UnreadableInputException(name, typeof(T), text, broken);
        }
    }

    // The worker reads identifiers and instants by themselves and all else as JSON, hence enums by number and true in lower case.
    private static object Parse(Type type, string text)
    {
        if (type == typeof(Guid)) return Guid.Parse(text);
        if (type == typeof(DateTime)) return DateTime.Parse(text, CultureInfo.InvariantCulture);
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

        return JsonSerializer.Deserialize(text, type) ?? throw new FormatException("null is not a value here.");
    }
}
