using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Tests.Stores;

/// <summary>A server that answers as the API of Neon does, over real HTTP, and as it does on bad days.</summary>
public sealed class FakeNeon : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ConcurrentDictionary<string, int> operations = new();

    private FakeNeon(WebApplication server) => this.server = server;

    public const string Key = "napi_not_a_key";

    public const string Project = "quiet-lake-1";

    public Uri Address => new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/api/v2/");

    /// <summary>Method and path of what was asked, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Answers before the real one, one for each request: a status, and what it says.</summary>
    public ConcurrentQueue<(int Status, string Body)> First { get; } = [];

    /// <summary>The branches by id.</summary>
    public ConcurrentDictionary<string, (string Name, DateTimeOffset CreatedAt, bool IsDefault)> Branches { get; } = new(new Dictionary<string, (string, DateTimeOffset, bool)> { ["br-main"] = ("main", DateTimeOffset.UnixEpoch, true) });

    /// <summary>How often an operation is still running when it is asked for.</summary>
    public int Polls { get; set; }

    public string EndsAs { get; set; } = "finished";

    /// <summary>Makes the address of a database of a branch.</summary>
    public Func<string, string> Url { get; set; } = database => $"postgresql://owner:secret@ep-new.eu-central-1.aws.neon.tech/{database}?sslmode=require";

    public Func<string, Task> OnDatabase { get; set; } = _ => Task.CompletedTask;

    public bool LosesAnswers { get; set; }

    public static async Task<FakeNeon> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var neon = new FakeNeon(builder.Build());
        neon.server.Use(neon.Guard);
        var project = neon.server.MapGroup($"/api/v2/projects/{Project}");
        project.MapGet("", () => Json(new JsonObject { ["project"] = new JsonObject { ["id"] = Project, ["history_retention_seconds"] = 604_800 } }));
        project.MapPost("/branches", neon.MakeBranch);
        project.MapGet("/branches", neon.ListBranches);
        project.MapDelete("/branches/{id}", (string id) => neon.Branches.TryRemove(id, out _) ? neon.Done() : Results.NotFound());
        project.MapPost("/branches/{id}/databases", neon.MakeDatabase);
        project.MapGet("/operations/{id}", neon.FindOperation);
        project.MapGet("/connection_uri", (string database_name) => Json(new JsonObject { ["uri"] = neon.Url(database_name) }));
        await neon.server.StartAsync();
        return neon;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static IResult Json(JsonNode node, int status = 200) => Results.Text(node.ToJsonString(), "application/json", statusCode: status);

    private async Task Guard(HttpContext context, RequestDelegate next)
    {
        Asked.Enqueue($"{context.Request.Method} {context.Request.Path.Value!["/api/v2/projects/".Length..]}{context.Request.QueryString}");
        if (context.Request.Headers.Authorization != $"Bearer {Key}") context.Response.StatusCode = 401;
        else if (First.TryDequeue(out var answer))
        {
            context.Response.StatusCode = answer.Status;
            if (answer.Status is 302) context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            await context.Response.WriteAsync(answer.Body);
        }
        else if (LosesAnswers && context.Request.Method == "POST")
        {
            LosesAnswers = false;
            var kept = context.Response.Body;
            context.Response.Body = Stream.Null;
            await next(context);
            context.Response.Body = kept;
            context.Abort();
        }
        else await next(context);
    }

    private async Task<IResult> MakeBranch(HttpRequest request)
    {
        var body = (await JsonNode.ParseAsync(request.Body))!;
        var name = body["branch"]!["name"]!.GetValue<string>();
        if (body["endpoints"]![0]!["type"]!.GetValue<string>() != "read_write" || body["branch"]!["expires_at"]!.GetValue<DateTimeOffset>() == default) return Results.BadRequest();
        if (Branches.Values.Any(branch => branch.Name == name)) return Json(new JsonObject { ["message"] = "branch already exists" }, 409);

        var id = $"br-{Guid.NewGuid():n}";
        Branches[id] = (name, DateTimeOffset.UtcNow, false);
        return Json(new JsonObject { ["branch"] = new JsonObject { ["id"] = id, ["name"] = name }, ["operations"] = Begun(2) }, 201);
    }

    private IResult ListBranches(string search) => Json(new JsonObject
    {
        ["branches"] = new JsonArray([.. Branches.Where(branch => branch.Value.Name.Contains(search, StringComparison.Ordinal)).Select(branch => new JsonObject
        {
            ["id"] = branch.Key,
            ["name"] = branch.Value.Name,
            ["created_at"] = branch.Value.CreatedAt,
            ["default"] = branch.Value.IsDefault,
        })]),
    });

    private async Task<IResult> MakeDatabase(string id, HttpRequest request)
    {
        if (!Branches.ContainsKey(id)) return Results.NotFound();
        var body = (await JsonNode.ParseAsync(request.Body))!;
        await OnDatabase(body["database"]!["name"]!.GetValue<string>());
        return body["database"]!["owner_name"]!.GetValue<string>().Length == 0 ? Results.BadRequest() : Json(new JsonObject { ["database"] = new JsonObject(), ["operations"] = Begun(1) }, 201);
    }

    private IResult Done() => Json(new JsonObject { ["operations"] = Begun(1) });

    private JsonArray Begun(int count)
    {
        var begun = new JsonArray();
        for (var number = 0; number < count; number++)
        {
            var id = Guid.NewGuid().ToString();
            operations[id] = Polls;
            begun.Add(new JsonObject { ["id"] = id, ["action"] = "create_branch", ["status"] = "running" });
        }
        return begun;
    }

    private IResult FindOperation(string id)
    {
        var left = operations.AddOrUpdate(id, 0, (_, polls) => polls - 1);
        return Json(new JsonObject { ["operation"] = new JsonObject { ["id"] = id, ["action"] = "create_branch", ["status"] = left >= 0 ? "running" : EndsAs } });
    }
}
