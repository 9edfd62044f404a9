using System.Collections.Frozen;
using System.Text.Json;
using Glimmerglass.Data;
using Microsoft.AspNetCore.Http;

namespace Glimmerglass.Functions.Http;

/// <summary>A refusal as problem details (RFC 9457), and the one place that knows the HTTP status of each code.</summary>
public sealed class Problem(Refusal refusal) : IResult
{
    private static readonly FrozenDictionary<string, (int Status, string Title)> Known = new Dictionary<string, (int, string)>
    {
        ["NOT_SIGNED_IN"] = (401, "Not signed in"),
        ["WRONG_KEY"] = (401, "Wrong key"),
        ["NOT_APPROVED"] = (403, "Not approved"),
        ["NOT_ALLOWED"] = (403, "Not allowed"),
        ["MALFORMED_BODY"] = (400, "Malformed body"),
        ["BODY_TOO_SLOW"] = (408, "Body too slow"),
        ["BODY_TOO_LARGE"] = (413, "Body too large"),
        ["UNSUPPORTED_CONTENT_TYPE"] = (415, "Unsupported content type"),
        ["INVALID_QUERY"] = (400, "Invalid query"),
        ["INVALID_CURSOR"] = (400, "Invalid cursor"),
        ["INVALID_HEADER"] = (400, "Invalid header"),
        ["INVALID"] = (400, "Invalid"),
        ["NOT_FOUND"] = (404, "Not found"),
        ["PRECONDITION_REQUIRED"] = (428, "Precondition required"),
        ["STALE"] = (412, "Changed meanwhile"),
        ["INVALID_TRANSITION"] = (409, "Invalid transition"),
        ["CANCEL_REASON_REQUIRED"] = (400, "Reason required"),
        ["RESTORE_REASON_REQUIRED"] = (400, "Reason required"),
        ["COMMENT_REQUIRED"] = (400, "Comment required"),
        ["MISSING_REQUIREMENTS"] = (409, "Missing requirements"),
        ["SERIAL_TAKEN"] = (409, "Serial number taken"),
        ["DOCUMENT_NOT_ACCEPTED"] = (409, "Document not accepted"),
        ["DOCUMENT_NOT_REJECTED"] = (409, "Document not rejected"),
        ["DOCUMENT_NOT_RELEASABLE"] = (409, "Document not releasable"),
        ["NOTHING_UPLOADED"] = (409, "Nothing uploaded"),
        ["DOCUMENT_CHECKED_ALREADY"] = (409, "Document checked already"),
        ["JOB_RUNNING"] = (409, "Job is running"),
        ["IDEMPOTENCY_KEY_REUSED"] = (422, "Idempotency key reused"),
        ["IDEMPOTENCY_KEY_IN_FLIGHT"] = (409, "Idempotency key in flight"),
        ["TIMED_OUT"] = (503, "Timed out"),
        ["UNAVAILABLE"] = (503, "Unavailable"),
        ["BUSY"] = (503, "Busy"),
        ["READ_ONLY"] = (503, "Read only"),
        ["FAULT"] = (500, "Fault"),
    }.ToFrozenDictionary();

    /// <summary>Every code there is: the list that the shape tests compare with the refusals.</summary>
    internal static IReadOnlyCollection<string> Codes => Known.Keys;

    /// <summary>In seconds. What is too much or in fail-over does not pass in one.</summary>
    private static string RetryAfter(Refusal refusal) => refusal.Code is "BUSY" or "READ_ONLY" ? "5" : "1";

    public Task ExecuteAsync(HttpContext httpContext) => Write(httpContext, refusal);

    public static async Task Write(HttpContext http, Refusal refusal)
    {
        var (status, title) = Known[refusal.Code];
        var members = new Dictionary<string, object?>
        {
            ["type"] = "about:blank",
            ["title"] = title,
            ["status"] = status,
            ["detail"] = refusal.Detail,
            ["instance"] = http.Request.Path.Value,
            ["code"] = refusal.Code,
            ["traceId"] = Exchange.TraceId(http),
            ["requestId"] = Exchange.RequestId(http),
        };
        foreach (var (member, value) in refusal.Facts) members[member] = value;

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json";
        http.Response.Headers.CacheControl = "no-store";
        if (status == 401) http.Response.Headers.WWWAuthenticate = "Bearer";
        if (status == 503 || refusal.Code == "IDEMPOTENCY_KEY_IN_FLIGHT") http.Response.Headers.RetryAfter = RetryAfter(refusal);

        Telemetry.Refused(refusal.Code);
        var body = JsonSerializer.SerializeToUtf8Bytes(members, Json.Options);
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, CancellationToken.None);
    }
}
