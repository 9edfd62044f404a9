using Glimmerglass.Data;
using Glimmerglass.Data.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Http;

/// <summary>
/// Turns what was thrown into an answer: malformed requests, faults, and requests that ran out of time. Without it the worker answers 500
/// with an empty body. It also gives the request its deadline: <see cref="HttpContext.RequestAborted"/> fires when the client leaves, when the
/// function is timed out, and when the deadline passes, so one token stops the work in each case.
/// </summary>
public sealed partial class FaultMiddleware(Settings settings, TimeProvider clock, ILogger<FaultMiddleware> log) : IFunctionsWorkerMiddleware
{
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        var clientLeft = http.RequestAborted;
        using var deadline = new CancellationTokenSource(settings.RequestDeadline, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(clientLeft, context.CancellationToken, deadline.Token);
        http.RequestAborted = stop.Token;
        try
        {
            await next(context);
        }
        catch (Exception fault)
        {
            await Answer(http, context.FunctionDefinition.Name, fault, clientLeft.IsCancellationRequested, outOfTime: stop.IsCancellationRequested);
        }
        finally
        {
            // The result is written after this, and must not be skipped because the work took long.
            http.RequestAborted = clientLeft;
        }
    }

    private async Task Answer(HttpContext http, string function, Exception fault, bool clientLeft, bool outOfTime)
    {
        // What was stopped because its client left is no fault, and nobody is there to read an answer.
        if (clientLeft && fault is OperationCanceledException) return;

        var refusal = fault switch
        {
            MalformedRequestException malformed => malformed.Refusal,
            _ when outOfTime => Refusal.TimedOut(),
            _ => DatabaseFault.Of(fault) switch
            {
                Remedy.Shed => Refusal.Busy(),
                Remedy.ReadOnly => Refusal.ReadOnly(),
                Remedy.None when !FileFault.IsPassing(fault) => Refusal.Fault(),
                _ => Refusal.Unavailable(),
            },
        };
        if (fault is not MalformedRequestException) LogFault(log, fault, function, refusal.Code);
        if (!clientLeft && !http.Response.HasStarted) await Problem.Write(http, refusal);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Function} failed: {Code}.")]
    private static partial void LogFault(ILogger log, Exception fault, string function, string code);
}
