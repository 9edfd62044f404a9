using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Glimmerglass.Data;

/// <summary>Every enum in UPPER_SNAKE words, but those that name a converter of their own.</summary>
internal sealed class WordsConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum && !typeToConvert.IsDefined(typeof(JsonConverterAttribute), inherit: false);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(WordsConverter<>).MakeGenericType(typeToConvert), JsonNamingPolicy.SnakeCaseUpper)!;
}

/// <summary>
/// An enum as exactly one of its words. The converter of the framework also takes lists ("PICK_UP,QUOTE"), blanks around a word, and the
/// names in our code.
/// </summary>
internal class WordsConverter<T>(JsonNamingPolicy naming) : JsonConverter<T> where T : struct, Enum
{
    private readonly FrozenDictionary<T, JsonEncodedText> words =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(naming.ConvertName(value.ToString())));

    private readonly FrozenDictionary<string, T> values =
        Enum.GetValues<T>().ToFrozenDictionary(value => naming.ConvertName(value.ToString()), StringComparer.Ordinal);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(words[value]);
}
