using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>The platform's CORS: exact origins, preflights answered before any function sees them.</summary>
internal sealed class Cors(HashSet<string> origins, bool credentials)
{
    private readonly bool anyOrigin = origins.Contains("*");

    /// <summary>Null when no origin is set.</summary>
    public static Cors? Read(LocalSettingsFile settings, Refusals refusals)
    {
        var origins = settings.CorsOrigins.ToHashSet(StringComparer.Ordinal);
        if (settings.CorsCredentials && origins.Contains("*"))
            refusals.Add("local.settings.json allows credentials to every origin (CORS '*' with CORSCredentials). Name the origins.");
        foreach (var origin in origins.Where(origin => origin != "*" && !IsOrigin(origin)))
            refusals.Add($"local.settings.json names '{origin}' under CORS, which is not an origin. Hint: scheme and host, without a path, as http://localhost:5173.");

        return origins.Count == 0 ? null : new Cors(origins, settings.CorsCredentials);
    }

    public Task Answer(HttpContext http, RequestDelegate next)
    {
        var origin = http.Request.Headers.Origin;
        if (StringValues.IsNullOrEmpty(origin)) return next(http);

        if (!anyOrigin) http.Response.Headers.Append("Vary", "Origin");
        if (!anyOrigin && !origins.Contains(origin.ToString())) return next(http);

        http.Response.Headers.AccessControlAllowOrigin = anyOrigin ? "*" : origin;
        if (credentials) http.Response.Headers.AccessControlAllowCredentials = "true";
        return HttpMethods.IsOptions(http.Request.Method) ? Preflight(http) : next(http);
    }

    private static Task Preflight(HttpContext http)
    {
        var asked = http.Request.Headers;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.AccessControlAllowMethods = asked.AccessControlRequestMethod;
        http.Response.Headers.AccessControlAllowHeaders = asked.AccessControlRequestHeaders;
        return Task.CompletedTask;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == text;
}
