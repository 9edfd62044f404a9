using System.Globalization;
using Glimmerglass.Data;
using Microsoft.AspNetCore.Http;

namespace Glimmerglass.Functions.Http;

/// <summary>
/// Reads the parameters of a query, each by its name, and then refuses all at once what is wrong, unknown or given twice.
/// Nothing of a query is ignored.
/// </summary>
public sealed class QueryReader(HttpRequest request)
{
    // With a Z or an offset, never without. Of the digits of a second PostgreSQL keeps six.
    private static readonly string[] InstantForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm'Z'",
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz",
    ];

    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> errors = [];

    public int Limit() => Integer("limit", 1, 200) ?? 25;

    public string? Cursor() => Text("cursor", 2000);

    public string? Text(string name, int maxLength)
    {
        if (Value(name) is not { } value) return null;
        if (value.Length > maxLength) return Wrong<string>(name, $"has at most {maxLength} characters.");
        return value.Contains('\0', StringComparison.Ordinal) ? Wrong<string>(name, "has a character that is no text.") : value;
    }

    public int? Integer(string name, int min, int max)
    {
        if (Value(name) is not { } value) return null;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : Wrong<int?>(name, $"is a whole number from {min} to {max}.");
    }

    public long? Whole(string name, long min, long max)
    {
        if (Value(name) is not { } value) return null;
        return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : Wrong<long?>(name, $"is a whole number from {min} to {max}.");
    }

    /// <summary>An instant as RFC 3339 has it, with its offset; in UTC.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (Value(name) is not { } value) return null;
        return DateTimeOffset.TryParseExact(value, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year is > 1 and < 9999
            ? at.ToUniversalTime()
            : Wrong<DateTimeOffset?>(name, "is an instant such as 2026-03-02T09:00:00Z.");
    }

    public Guid? Id(string name)
    {
        if (Value(name) is not { } value) return null;
        return Guid.TryParseExact(value, "D", out var id) ? id : Wrong<Guid?>(name, "is an id such as 00000000-0000-0000-0000-000000000000.");
    }

    public T? Word<T>(string name) where T : struct, Enum
    {
        if (Value(name) is not { } value) return null;
        return Words.TryRead<T>(value, out var word) ? word : Wrong<T?>(name, $"is one of {string.Join(", ", Words.All<T>())}.");
    }

    /// <summary>One of some words that are written as they stand, such as names of members.</summary>
    public T? OneOf<T>(string name, IReadOnlyDictionary<string, T> words) where T : struct
    {
        if (Value(name) is not { } value) return null;
        return words.TryGetValue(value, out var word) ? word : Wrong<T?>(name, $"is one of {string.Join(", ", words.Keys)}.");
    }

    /// <summary>What is wrong with the query; null when nothing is. Ask after everything was read.</summary>
    public Refusal? Refuse()
    {
        foreach (var (name, values) in request.Query)
        {
            if (!read.Contains(name)) Wrong<object>(name, read.Count == 0 ? "is not known: this door takes no parameters." : $"is not known; known are {string.Join(", ", read)}.");
            else if (values.Count > 1) Wrong<object>(name, "is given twice.");
        }
        return errors.Count == 0 ? null : Refusal.InvalidQuery(errors);
    }

    private string? Value(string name)
    {
        read.Add(name);
        return request.Query.TryGetValue(name, out var values) ? values[0] ?? "" : null;
    }

    private T? Wrong<T>(string name, string sentence)
    {
        errors[name] = [$"{name} {sentence}"];
        return default;
    }
}
