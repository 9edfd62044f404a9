using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Glimmerglass.Data;
using Glimmerglass.Data.Idempotency;
using Microsoft.AspNetCore.Http;

namespace Glimmerglass.Functions.Http;

/// <summary>
/// The answers of our doors. A body is serialised when the answer is made, inside the function: what fails while a result is written is
/// beyond every middleware.
/// </summary>
public static class Answer
{
    // What is not there is left out of a report, as its format has it.
    private static readonly JsonSerializerOptions WithoutNulls = new(Json.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static IResult Refuse(Refusal refusal) => new Problem(refusal);

    public static JsonAnswer Ok(object value) => new(StatusCodes.Status200OK, Bytes(value), null, null);

    /// <summary>A resource with its version: it carries an ETag, and a reader who has it already gets 304.</summary>
    public static IResult Resource(HttpRequest request, object value, int version)
    {
        var answer = Versioned(value, version);
        return ETags.NoneMatch(request, answer.ETag!) ? answer : new NotModified(answer.ETag!);
    }

    /// <summary>A resource as it is after a change.</summary>
    public static JsonAnswer Versioned(object value, int version)
    {
        var bytes = Bytes(value);
        return new JsonAnswer(StatusCodes.Status200OK, bytes, ETags.Of(version, bytes), null);
    }

    /// <summary>A new resource and where it is; <paramref name="answer"/> may say more than the resource itself, whose ETag it is.</summary>
    public static JsonAnswer Created(string location, object resource, int version, object? answer = null)
    {
        var bytes = Bytes(resource);
        return new JsonAnswer(StatusCodes.Status201Created, answer is null ? bytes : Bytes(answer), ETags.Of(version, bytes), location);
    }

    public static JsonAnswer Created(string location, object value) => new(StatusCodes.Status201Created, Bytes(value), null, location);

    /// <summary>Work that was begun and goes on; how it ends is told at the location.</summary>
    public static JsonAnswer Accepted(string location, object value) => new(StatusCodes.Status202Accepted, Bytes(value), null, location);

    /// <summary>An answer that anyone may see and keep for a while; a reader who has it already gets 304.</summary>
    public static IResult Public(HttpRequest request, byte[] body, TimeSpan maxAge)
    {
        var (etag, cacheControl) = (ETags.Of(body), $"public, max-age={(int)maxAge.TotalSeconds}");
        return ETags.NoneMatch(request, etag)
            ? new JsonAnswer(StatusCodes.Status200OK, body, etag, null) { CacheControl = cacheControl }
            : new NotModified(etag) { CacheControl = cacheControl };
    }

    /// <summary>How something stands (draft-inadarei-api-health-check-06): 503 when it fails, so that whoever routes requests need not read the report.</summary>
    public static IResult Health(object report, bool isFailing) =>
        new JsonAnswer(isFailing ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(report, report.GetType(), WithoutNulls), null, null)
        {
            ContentType = "application/health+json",
        };

    /// <summary>Sends the reader elsewhere. The redirect of the framework would log the link, and the link is a key.</summary>
    public static IResult See(Uri link) => new Redirection(link);

    public static IResult NoContent() => Results.NoContent();

    private static byte[] Bytes(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Json.Options);

    private sealed class Redirection(Uri link) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status302Found;
            httpContext.Response.Headers.Location = link.AbsoluteUri;
            return Task.CompletedTask;
        }
    }

    private sealed class NotModified(string etag) : IResult
    {
        internal string? CacheControl { get; init; }

        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            httpContext.Response.Headers.ETag = etag;
            if (CacheControl is not null) httpContext.Response.Headers.CacheControl = CacheControl;
            return Task.CompletedTask;
        }
    }
}

/// <summary>A JSON answer, whole before it is sent, so that it can be kept and given again.</summary>
public sealed class JsonAnswer(int status, byte[] body, string? etag, string? location) : IResult
{
    public string? ETag => etag;

    internal string? CacheControl { get; init; }

    internal string ContentType { get; init; } = "application/json; charset=utf-8";

    internal bool Replayed { get; init; }

    /// <summary>The same answer, marked as one to a request that was repeated.</summary>
    internal JsonAnswer Repeated() => new(status, body, etag, location) { Replayed = true };

    /// <summary>The answer as it is kept under an idempotency key.</summary>
    internal KeptAnswer Keep() => new(status, location, etag, Encoding.UTF8.GetString(body));

    internal static JsonAnswer Again(EarlierAnswer earlier) =>
        new(earlier.AnswerStatus, Encoding.UTF8.GetBytes(earlier.AnswerBody), earlier.AnswerEtag, earlier.AnswerLocation) { Replayed = true };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        if (etag is not null) response.Headers.ETag = etag;
        if (location is not null) response.Headers.Location = location;
        if (CacheControl is not null) response.Headers.CacheControl = CacheControl;
        if (Replayed) response.Headers["Idempotency-Replayed"] = "true";
        await response.Body.WriteAsync(body, httpContext.RequestAborted);
    }
}
