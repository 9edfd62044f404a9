using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Glimmerglass.Tests;

/// <summary>An answer that was read to its end.</summary>
public sealed record Answered(int Status, JsonNode? Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public string? Code => Body?["code"]?.GetValue<string>();

    public string? ETag => Headers.TryGetValues("ETag", out var values) ? values.Single() : null;

    public JsonNode this[string member] => Body![member] ?? throw new Xunit.Sdk.XunitException($"No member {member} in {Body}");

    public Guid Id => this["id"].GetValue<Guid>();

    public override string ToString() => $"{Status} {Body?.ToJsonString()}";
}

public static class Requests
{
    /// <summary>Sends a body as JSON (an object, or text as it stands) and reads the answer.</summary>
    public static async Task<Answered> Send(
        this HttpClient client, HttpMethod method, string path, object? body = null, string? ifMatch = null, string? key = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, Web), Encoding.UTF8, "application/json");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await client.Read(request);
    }

    public static async Task<Answered> Read(this HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json" or "application/health+json";
        return new Answered((int)response.StatusCode, isJson ? JsonNode.Parse(text) : null, response.Headers, response.Content.Headers);
    }

    public static Task<Answered> Get(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.Send(HttpMethod.Get, path, headers: headers);

    public static Task<Answered> Post(this HttpClient client, string path, object? body, string? ifMatch = null, string? key = null) =>
        client.Send(HttpMethod.Post, path, body, ifMatch, key);

    public static Task<Answered> Patch(this HttpClient client, string path, object? body, string? ifMatch = null) =>
        client.Send(HttpMethod.Patch, path, body, ifMatch);

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
}
