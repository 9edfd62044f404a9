using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Glimmerglass.Functions.Http;

/// <summary>The two ids that tie a request to its log lines and its problem.</summary>
public static partial class Exchange
{
    private const string RequestIdHeader = "x-request-id";

    /// <summary>The trace of the request: the caller's, when it sent a traceparent.</summary>
    public static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    /// <summary>The caller's request id when it is a plain word of at most 128 characters, else one of ours.</summary>
    public static string RequestId(HttpContext http)
    {
        if (http.Items[RequestIdHeader] is string known) return known;
        var given = http.Request.Headers[RequestIdHeader].ToString();
        var id = PlainWord().IsMatch(given) ? given : Guid.NewGuid().ToString("N");
        http.Items[RequestIdHeader] = id;
        return id;
    }

    internal static void Echo(HttpContext http) => http.Response.Headers[RequestIdHeader] = RequestId(http);

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,128}\z")]
    private static partial Regex PlainWord();
}
