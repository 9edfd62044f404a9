using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Glimmerglass.Functions.Http;

/// <summary>
/// Strong entity tags of the form "version-digest": the version is what If-Match compares, the digest of the answer makes the tag change
/// with everything that a reader sees. W/ and a -gzip suffix, which proxies add, are tolerated.
/// </summary>
public static partial class ETags
{
    public static string Of(int version, ReadOnlySpan<byte> body) => string.Create(CultureInfo.InvariantCulture, $"\"{version}-{Digest(body)}\"");

    /// <summary>The tag of something that has no version: its digest alone.</summary>
    public static string Of(ReadOnlySpan<byte> body) => $"\"{Digest(body)}\"";

    /// <summary>Compares If-Match with the version that was read. Null: go on.</summary>
    public static Refusal? RefuseUnlessMatched(HttpRequest request, int version)
    {
        var given = request.Headers.IfMatch.ToString();
        if (given.Length == 0) return Refusal.PreconditionRequired();
        foreach (var tag in given.Split(','))
        {
            if (tag.Trim() == "*" || VersionOf(tag) == version) return null;
        }
        return Refusal.Stale();
    }

    public static bool NoneMatch(HttpRequest request, string etag)
    {
        var given = request.Headers.IfNoneMatch.ToString();
        return given.Length == 0 || !given.Split(',').Any(tag => tag.Trim() == "*" || Bare(tag) == Bare(etag));
    }

    private static string Digest(ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, digest);
        return Convert.ToHexStringLower(digest[..6]);
    }

    private static int? VersionOf(string tag) =>
        OurTag().Match(Bare(tag)) is { Success: true } ours && int.TryParse(ours.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;

    [GeneratedRegex(@"\A([0-9]{1,10})(-[0-9a-f]{12})?\z")]
    private static partial Regex OurTag();

    private static string Bare(string tag)
    {
        var text = tag.Trim();
        if (text.StartsWith("W/", StringComparison.Ordinal)) text = text[2..];
        text = text.Trim('"');
        return text.EndsWith("-gzip", StringComparison.Ordinal) ? text[..^"-gzip".Length] : text;
    }
}
