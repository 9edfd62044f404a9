using System.Net;
using System.Text.Json.Nodes;

namespace Glimmerglass.Data.Neon;

/// <summary>A branch of the project.</summary>
public sealed record NeonBranch(string Id, string Name, DateTimeOffset CreatedAt, bool IsDefault);

/// <summary>
/// The project that the database is in, by the HTTP API of Neon (v2, https://api-docs.neon.tech). What Neon answers with operations is waited for. Each
/// step may be repeated: what is there already counts as made, and what is gone as deleted.
/// </summary>
public sealed class NeonProject(NeonCalls calls, string projectId)
{
    private const int MaxBranches = 1000;

    private readonly string root = $"projects/{Uri.EscapeDataString(projectId)}";

    /// <summary>How far back a branch can begin.</summary>
    public async Task<TimeSpan> HistoryWindow(CancellationToken cancel)
    {
        var answer = await calls.Get(root, cancel);
        return TimeSpan.FromSeconds(NeonCalls.Read(answer, "the history window", json => json["project"]!["history_retention_seconds"]!.GetValue<long>()));
    }

    /// <summary>Makes a branch of the default one with a compute to connect to, and answers its id. Neon deletes it by itself at <paramref name="expiresAt"/>.</summary>
    public async Task<string> CreateBranch(string name, DateTimeOffset expiresAt, CancellationToken cancel)
    {
        var body = new JsonObject
        {
            ["branch"] = new JsonObject { ["name"] = name, ["expires_at"] = $"{expiresAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}" },
            ["endpoints"] = new JsonArray(new JsonObject { ["type"] = "read_write" }),
        };
        var (status, answer) = await calls.Send(HttpMethod.Post, $"{root}/branches", body, [HttpStatusCode.Conflict], cancel);
        if (status == HttpStatusCode.Conflict) return await FindBranch(name, cancel);

        var id = NeonCalls.Read(answer, "the branch that was made", json => json["branch"]!["id"]!.GetValue<string>());
        await Wait(answer, cancel);
        return id;
    }

    public async Task CreateDatabase(string branchId, string name, string owner, CancellationToken cancel)
    {
        var body = new JsonObject { ["database"] = new JsonObject { ["name"] = name, ["owner_name"] = owner } };
        var (_, answer) = await calls.Send(HttpMethod.Post, $"{Branch(branchId)}/databases", body, [HttpStatusCode.Conflict], cancel);
        await Wait(answer, cancel);
    }

    /// <summary>The address of a database of a branch, past the pooler, with the password of the role.</summary>
    public async Task<string> ConnectionUrl(string branchId, string database, string role, CancellationToken cancel)
    {
        var query = $"branch_id={Uri.EscapeDataString(branchId)}&database_name={Uri.EscapeDataString(database)}&role_name={Uri.EscapeDataString(role)}&pooled=false";
        return NeonCalls.Read(await calls.Get($"{root}/connection_uri?{query}", cancel), "the address of the branch", json => json["uri"]!.GetValue<string>());
    }

    public async Task DeleteBranch(string branchId, CancellationToken cancel)
    {
        var (_, answer) = await calls.Send(HttpMethod.Delete, Branch(branchId), null, [HttpStatusCode.NotFound], cancel);
        await Wait(answer, cancel);
    }

    /// <summary>The branches whose names begin with this, at most 1,000.</summary>
    public async Task<IReadOnlyCollection<NeonBranch>> ListBranches(string prefix, CancellationToken cancel)
    {
        var answer = await calls.Get($"{root}/branches?search={Uri.EscapeDataString(prefix)}&sort_by=created_at&sort_order=asc&limit={MaxBranches}", cancel);
        return NeonCalls.Read<IReadOnlyCollection<NeonBranch>>(answer, "the branches", json =>
            [.. json["branches"]!.AsArray().Select(branch => new NeonBranch(branch!["id"]!.GetValue<string>(), branch["name"]!.GetValue<string>(),
                branch["created_at"]!.GetValue<DateTimeOffset>(), branch["default"]?.GetValue<bool>() ?? false)).Where(branch => branch.Name.StartsWith(prefix, StringComparison.Ordinal))]);
    }

    private string Branch(string id) => $"{root}/branches/{Uri.EscapeDataString(id)}";

    /// <summary>The one that an earlier attempt made, whose answer was lost.</summary>
    private async Task<string> FindBranch(string name, CancellationToken cancel)
    {
        var found = (await ListBranches(name, cancel)).FirstOrDefault(branch => branch.Name == name);
        return found?.Id ?? throw new NeonFault($"Neon has a conflict over the branch {name} and does not have it. Hint: run it again.");
    }

    private async Task Wait(JsonNode? answer, CancellationToken cancel)
    {
        if (answer is null) return;
        var ids = NeonCalls.Read<IReadOnlyList<string>>(answer, "the operations", json => [.. (json["operations"]?.AsArray() ?? []).Select(operation => operation!["id"]!.GetValue<string>())]);
        foreach (var id in ids) await calls.WaitFor($"{root}/operations/{Uri.EscapeDataString(id)}", cancel);
    }
}
