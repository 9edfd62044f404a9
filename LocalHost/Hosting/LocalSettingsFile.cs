using System.Text.Json;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>local.settings.json, as func reads it: settings that the environment overrides, and the platform's CORS.</summary>
internal sealed record LocalSettingsFile(IReadOnlyDictionary<string, string?> Values, IReadOnlyList<string> CorsOrigins, bool CorsCredentials)
{
    private const string Name = "local.settings.json";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static LocalSettingsFile Read(string contentRoot)
    {
        var path = Path.Combine(contentRoot, Name);
        if (!File.Exists(path)) return new LocalSettingsFile(new Dictionary<string, string?>(), [], false);

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            return Read(json.RootElement);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new StartRefusedException($"{Name} cannot be read: {broken.Message}", broken);
        }
    }

    private static LocalSettingsFile Read(JsonElement root)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (root.TryGetProperty(nameof(Values), out var given))
        {
            // The file's values stand for environment variables, so __ separates the levels there too.
            foreach (var value in given.EnumerateObject())
                values[value.Name.Replace("__", ":", StringComparison.Ordinal)] = Text(value);
        }

        var hasHost = root.TryGetProperty("Host", out var host);
        var cors = hasHost && host.TryGetProperty("CORS", out var list) ? list.GetString() ?? "" : "";
        var credentials = hasHost && host.TryGetProperty("CORSCredentials", out var flag) && flag.GetBoolean();

        return new LocalSettingsFile(values, cors.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), credentials);
    }

    private static string? Text(JsonProperty value) => value.Value.ValueKind switch
    {
        JsonValueKind.String => value.Value.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number => value.Value.GetRawText(),
        _ => throw new InvalidOperationException($"Values.{value.Name} must be a string. Hint: write nested settings as Section__Name."),
    };
}
