using System.Security.Cryptography;
using System.Text;

namespace Glimmerglass.Functions.Drift;

/// <summary>
/// The fingerprint of settings: each name with the first 8 hexadecimal digits of the SHA-256 of name and value, <c>Name:1f3a9c2b,…</c>, in the order of
/// names. It tells which setting was changed, and no value. Of secrets only the names are in it, and what is not secret about where they lead.
/// </summary>
public static class SettingPrint
{
    private const int Digits = 8;

    public static string Of(IReadOnlyDictionary<string, string> values) =>
        string.Join(',', values.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{Print(pair.Key, pair.Value)}"));

    /// <summary>Null: the text is no fingerprint.</summary>
    public static IReadOnlyDictionary<string, string>? Read(string text)
    {
        var parts = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(part => part.Split(':')).ToList();
        if (parts.Count == 0 || parts.Exists(part => part.Length != 2 || part[1].Length != Digits) || parts.DistinctBy(part => part[0]).Count() != parts.Count) return null;
        return parts.ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
    }

    private static string Print(string name, string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}={value}")))[..Digits];
}
