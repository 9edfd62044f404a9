using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Glimmerglass.Data;

/// <summary>Every enum in UPPER_SNAKE words, but where <see cref="LowerWordsAttribute"/> stands.</summary>
internal sealed class WordsConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) => Of(typeToConvert, JsonNamingPolicy.SnakeCaseUpper);

    internal static JsonConverter Of(Type type, JsonNamingPolicy naming) =>
        (JsonConverter)Activator.CreateInstance(typeof(WordsConverter<>).MakeGenericType(type), naming)!;
}

/// <summary>A member whose enum is lower_snake words on the wire.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LowerWordsAttribute : JsonConverterAttribute
{
    public override JsonConverter CreateConverter(Type typeToConvert) =>
        WordsConverter.Of(Nullable.GetUnderlyingType(typeToConvert) ?? typeToConvert, JsonNamingPolicy.SnakeCaseLower);
}

/// <summary>
/// An enum as exactly one of its words. The converter of the framework also takes lists ("PICK_UP,QUOTE"), blanks around a word, and the
/// names in our code.
/// </summary>
internal sealed class WordsConverter<T>(JsonNamingPolicy naming) : JsonConverter<T> where T : struct, Enum
{
    private readonly FrozenDictionary<T, JsonEncodedText> words =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(naming.ConvertName(value.ToString())));

    private readonly FrozenDictionary<string, T> values =
        Enum.GetValues<T>().ToFrozenDictionary(value => naming.ConvertName(value.ToString()), StringComparer.Ordinal);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(words[value]);
}
