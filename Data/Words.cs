using System.Collections.Frozen;
using System.Text.Json;

namespace Glimmerglass.Data;

/// <summary>The words of an enum as the database and the wire write them: UPPER_SNAKE.</summary>
public static class Words
{
    public static string Word<T>(this T value) where T : struct, Enum => Of<T>.Word[value];

    /// <summary>Reads a word exactly as written; numbers and other spellings are no words.</summary>
    public static bool TryRead<T>(string? word, out T value) where T : struct, Enum
    {
        value = default;
        return word is not null && Of<T>.Value.TryGetValue(word, out value);
    }

    public static IReadOnlyCollection<string> All<T>() where T : struct, Enum => Of<T>.Value.Keys;

    private static class Of<T> where T : struct, Enum
    {
        internal static readonly FrozenDictionary<T, string> Word =
            Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString()));

        internal static readonly FrozenDictionary<string, T> Value = Word.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
