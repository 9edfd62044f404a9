using System.Globalization;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Functions.Documents;

/// <summary>Words figures and lists for the uploader, the same on every machine.</summary>
internal static class Sentence
{
    public static string Of(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>A size a person can compare: bytes below 10 KB, otherwise KB or MB rounded up to one decimal, 1 MB being 1,048,576 bytes.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 10 << 10 => Of($"{bytes:N0} bytes"),
        < 1 << 20 => Of($"{Math.Ceiling(bytes / 102.4) / 10:0.#} KB"),
        _ => Of($"{Math.Ceiling(bytes / 104857.6) / 10:0.#} MB"),
    };

    /// <summary>"PDF", "PDF or JPEG", "PDF, JPEG or PNG".</summary>
    public static string Choice(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : string.Join(", ", words.SkipLast(1)) + " or " + words[^1];

    public static string Types(string kind) => Choice([.. FileType.AllowedFor(kind).Select(type => type.Name)]);

    public static string Extensions(FileType type) => Choice([.. type.Extensions.Select(extension => "." + extension)]);

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes).ToLower(CultureInfo.InvariantCulture);
}
