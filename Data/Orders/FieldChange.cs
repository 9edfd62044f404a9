using System.Text.Json;

namespace Glimmerglass.Data.Orders;

/// <summary>One member that changed, with its value before and after as the wire shows them.</summary>
public sealed record FieldChange(string Field, JsonElement? From, JsonElement? To)
{
    public static FieldChange Of<T>(string field, T from, T to) =>
        new(field, JsonSerializer.SerializeToElement(from, Json.Options), JsonSerializer.SerializeToElement(to, Json.Options));

    internal static string? Column(IReadOnlyList<FieldChange> changes) => changes.Count == 0 ? null : JsonSerializer.Serialize(changes, Json.Options);
}
