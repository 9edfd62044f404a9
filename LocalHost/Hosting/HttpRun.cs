using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Answers requests with one function: middleware around it, and its result executed after and outside of them.</summary>
internal sealed partial class HttpRun(LoadedFunction function, RunParts parts)
{
    private readonly ILogger log = parts.LogOf(function);

    public async Task Answer(HttpContext http)
    {
        // The accessor is empty in functions on Azure, and code that leans on it must fail here too.
        if (parts.Accessor is not null) parts.Accessor.HttpContext = null;

        try
        {
            await using var scope = parts.Scopes.CreateAsyncScope();
            using var deadline = new CancellationTokenSource(parts.Timeout);
            using var gone = http.RequestAborted.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
            var call = new Invocation(function, scope.ServiceProvider, deadline.Token) { Http = http, Inputs = http.Request.RouteValues };

            await parts.Pipeline(call);
            await Execute(call, http);
        }
        catch (Exception) when (http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // The status is out already. The server logs the fault and ends the connection in the midst of the body, so nobody takes it for whole.
            throw;
        }
        catch (Exception fault)
        {
            Fail(http, fault);
        }
    }

    private Task Execute(Invocation call, HttpContext http)
    {
        if (http.RequestAborted.IsCancellationRequested) return Task.CompletedTask;

        return call.Result switch
        {
            IResult result => result.ExecuteAsync(http),
            IActionResult result => result.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new())),
            null when call.HasReturned && !http.Response.HasStarted => throw new InvalidOperationException(
                $"{function.Name} returned null, which Azure answers with 200 and an empty body."),
            _ => Task.CompletedTask,
        };
    }

    private void Fail(HttpContext http, Exception fault)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            LogClientLeft(fault.GetType().Name);
            return;
        }

        LogFault(fault);
        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        http.Response.ContentLength = 0;

        // What a result wrote before it failed cannot be taken back from the server, and would be read as the beginning of the next answer.
        var body = http.Response.BodyWriter;
        if (body.CanGetUnflushedBytes && body.UnflushedBytes > 0) http.Response.Headers.Connection = "close";
    }

    [LoggerMessage(LogLevel.Error, "The invocation failed.")]
    private partial void LogFault(Exception fault);

    [LoggerMessage(LogLevel.Debug, "The client left before the answer: {Fault}.")]
    private partial void LogClientLeft(string fault);
}
