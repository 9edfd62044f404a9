using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Glimmerglass.Data.Neon;

/// <summary>The project that the database is in, by the HTTP API of Neon (v2, https://api-docs.neon.tech).</summary>
public sealed class NeonProject(HttpClient http, string projectId)
{
    /// <summary>How far back a branch can begin.</summary>
    public async Task<TimeSpan> HistoryWindow(CancellationToken cancel)
    {
        var answer = await http.GetFromJsonAsync<JsonNode>($"projects/{Uri.EscapeDataString(projectId)}", cancel);
        return TimeSpan.FromSeconds((long)answer!["project"]!["history_retention_seconds"]!);
    }
}
