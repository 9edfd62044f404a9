using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Http;

/// <summary>What every answer carries, whatever happens inside: the request id, the security headers, and one log line at the end.</summary>
public sealed partial class EnvelopeMiddleware(ILogger<EnvelopeMiddleware> log) : IFunctionsWorkerMiddleware
{
    /// <summary>What each log line of a request carries.</summary>
    private static readonly Func<ILogger, string, string, string, IDisposable?> InRequest =
        LoggerMessage.DefineScope<string, string, string>("{Function}, request {RequestId}, trace {TraceId}");

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var function = context.FunctionDefinition.Name;
        var started = Stopwatch.GetTimestamp();
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            LogRan(log, function, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return;
        }

        Exchange.Echo(http);
        Protect(http.Response.Headers);
        var (requestId, traceId) = (Exchange.RequestId(http), Exchange.TraceId(http));

        // The result is written after the middleware, so only the end of the answer knows its status.
        http.Response.OnCompleted(() =>
        {
            LogAnswered(log, function, http.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds, requestId, traceId);
            return Task.CompletedTask;
        });

        using (InRequest(log, function, requestId, traceId)) await next(context);
    }

    private static void Protect(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
        headers.CacheControl = "no-store";

        // Which origins may read an answer is the platform's to say; which headers a page may read of it, the platform leaves to us.
        headers.AccessControlExposeHeaders = "ETag, Location, Retry-After, Idempotency-Replayed, x-request-id";
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} answered {Status} in {Milliseconds:F1} ms, request {RequestId}, trace {TraceId}.")]
    private static partial void LogAnswered(ILogger log, string function, int status, double milliseconds, string requestId, string traceId);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} ran in {Milliseconds:F1} ms.")]
    private static partial void LogRan(ILogger log, string function, double milliseconds);
}
