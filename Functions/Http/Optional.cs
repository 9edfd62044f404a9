using System.Text.Json;
using System.Text.Json.Serialization;

namespace Glimmerglass.Functions.Http;

/// <summary>A member of a merge patch (RFC 7396): absent leaves the value, null clears it, anything else sets it.</summary>
[JsonConverter(typeof(OptionalConverter))]
public readonly record struct Optional<T>(T? Value, bool IsGiven)
{
    /// <summary>The value after the patch.</summary>
    public T? Or(T? current) => IsGiven ? Value : current;
}

/// <summary>Reads <see cref="Optional{T}"/> as its value; a member that is absent is never read, so it stays not given.</summary>
internal sealed class OptionalConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Optional<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<Optional<T>>
    {
        public override bool HandleNull => true;

        public override Optional<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonSerializer.Deserialize<T>(ref reader, options), IsGiven: true);

        public override void Write(Utf8JsonWriter writer, Optional<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Value, options);
    }
}
