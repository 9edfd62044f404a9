using System.Globalization;
using System.Text;
using System.Text.Json;
using Glimmerglass.Data.Documents;

namespace Glimmerglass.Functions.Documents;

/// <summary>
/// One result of the malware scanning of Microsoft Defender for Storage, as its Event Grid event of the type
/// <c>Microsoft.Security.MalwareScanningResult</c> tells it (Microsoft Learn, "Understand malware scanning results").
/// <paramref name="Etag"/> is without quotes; <paramref name="Detail"/> names what was found, or why nothing was.
/// </summary>
public sealed record ScanReport(Uri Blob, string Etag, ScanResult Result, string? Detail, DateTimeOffset? FinishedAt)
{
    private const int MaxNames = 5;
    private const int MaxNameLength = 100;
    private const int MaxEtagLength = 200;

    /// <summary>Null: the data of the event lacks the blob, its ETag or the result. Members that are not known here are passed over.</summary>
    public static ScanReport? Read(JsonElement data)
    {
        if (!Uri.TryCreate(Text(data, "blobUri"), UriKind.Absolute, out var blob)) return null;
        if (Text(data, "eTag")?.Trim('"') is not { Length: > 0 and <= MaxEtagLength } etag || etag.AsSpan().ContainsAnyExceptInRange('!', '~')) return null;
        if (Text(data, "scanResultType") is not { Length: > 0 } type) return null;

        var details = Member(data, "scanResultDetails");
        DateTimeOffset? finishedAt = DateTimeOffset.TryParse(
            Text(data, "scanFinishedTimeUtc"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
        return type switch
        {
            "No threats found" => new ScanReport(blob, etag, ScanResult.Clean, null, finishedAt),
            "Malicious" => new ScanReport(blob, etag, ScanResult.Malicious, Names(details), finishedAt),
            _ => new ScanReport(blob, etag, ScanResult.NotScanned, Legible(type), finishedAt),
        };
    }

    private static string? Names(JsonElement? details)
    {
        if (details is not { } found || Member(found, "malwareNamesFound") is not { ValueKind: JsonValueKind.Array } names) return null;

        var told = names.EnumerateArray().Select(Text).OfType<string>().Select(Legible).Where(name => name.Length > 0).Take(MaxNames).ToList();
        return told.Count == 0 ? null : string.Join("; ", told);
    }

    /// <summary>Without what could not be shown or kept, and not without end.</summary>
    private static string Legible(string text) => string.Concat(text.EnumerateRunes().Where(rune => !Rune.IsControl(rune)).Take(MaxNameLength)).Trim();

    private static string? Text(JsonElement from, string member) => Member(from, member) is { } value ? Text(value) : null;

    private static JsonElement? Member(JsonElement from, string member) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(member, out var value) ? value : null;

    private static string? Text(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no text.
            return null;
        }
    }
}
