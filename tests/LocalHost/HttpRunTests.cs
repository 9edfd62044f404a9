using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Text;
using Glimmerglass.LocalHost.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Tests.LocalHost;

public sealed class HttpRunTests
{
    private const AuthorizationLevel Anyone = AuthorizationLevel.Anonymous;

    private readonly Script script = new();

    /// <summary>What the function of a test does.</summary>
    public sealed class Script
    {
        public Func<HttpRequest, FunctionContext, CancellationToken, Task<IResult>> Function { get; set; } = (_, _, _) => Task.FromResult(Results.Text("fine"));

        public Func<FunctionContext, Func<Task>, Task> Middleware { get; set; } = (_, next) => next();

        public List<string> Steps { get; } = [];
    }

    public sealed class Play(Script script)
    {
        [Function(nameof(Play))]
        public Task<IResult> Run([HttpTrigger(Anyone, "get", "post", Route = "play/{id?}")] HttpRequest request, FunctionContext context, string? id, CancellationToken cancel) =>
            script.Function(request, context, cancel);
    }

    public sealed class Number
    {
        [Function(nameof(Number))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "number/{id}")] HttpRequest request, int id) => Results.Ok(id);
    }

    public static class Mvc
    {
        [Function(nameof(Mvc))]
        public static async Task<IActionResult> Run([HttpTrigger(Anyone, "post")] HttpRequest request, HttpRequest again) =>
            new OkObjectResult(new { Text = await new StreamReader(request.Body).ReadToEndAsync(), Same = ReferenceEquals(request, again) });
    }

    public sealed class Outer(Script script) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            script.Steps.Add("outer in");
            await script.Middleware(context, () => next(context));
            script.Steps.Add("outer out");
        }
    }

    public sealed class Inner(Script script) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            script.Steps.Add("inner in");
            await next(context);
            script.Steps.Add("inner out");
        }
    }

    public sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Failing
    {
        public string First { get; } = new('x', 2000);

        public string Second => throw new InvalidOperationException("cannot be written");
    }

    private sealed class Sneaky : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, go) =>
            {
                http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim("name", "filter")], "filter"));
                return go(http);
            });
            next(app);
        };
    }

    [Fact]
    public async Task Action_results_are_executed_too()
    {
        await using var host = await HostUnderTest.Start(typeof(Mvc));

        var answer = await host.Http.PostAsync("/api/mvc", new StringContent("hello"));

        Assert.Equal("""{"text":"hello","same":true}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Middleware_wraps_in_the_order_of_its_registration_and_the_result_comes_after()
    {
        script.Function = (_, _, _) =>
        {
            script.Steps.Add("function");
            return Task.FromResult<IResult>(new Told(script));
        };
        await using var host = await Start();

        await host.Http.GetAsync("/api/play");

        Assert.Equal(["outer in", "inner in", "function", "inner out", "outer out", "result"], script.Steps);
    }

    [Fact]
    public async Task Middleware_may_answer_instead_of_the_function()
    {
        script.Middleware = (context, _) =>
        {
            context.GetHttpContext()!.Response.StatusCode = 403;
            return context.GetHttpContext()!.Response.WriteAsync("no");
        };
        await using var host = await Start();

        var answer = await host.Http.GetAsync("/api/play");

        Assert.Equal((HttpStatusCode.Forbidden, "no"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Middleware_may_answer_after_the_function_threw()
    {
        script.Function = (_, _, _) => throw new InvalidOperationException("secret");
        script.Middleware = async (context, next) =>
        {
            try
            {
                await next();
            }
            catch (InvalidOperationException)
            {
                var response = context.GetHttpContext()!.Response;
                response.StatusCode = 500;
                await response.WriteAsync("sorry");
            }
        };
        await using var host = await Start();

        var answer = await host.Http.GetAsync("/api/play");

        Assert.Equal("sorry", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Middleware_sees_a_route_value_that_does_not_fit()
    {
        Exception? caught = null;
        script.Middleware = async (_, next) => caught = await Record.ExceptionAsync(next);
        await using var host = await HostUnderTest.Start(Configure, typeof(Number));

        await host.Http.GetAsync("/api/number/seven");

        Assert.Equal("Parameter 'id' must be a Int32, but 'seven' was given.", Assert.IsType<UnreadableInputException>(caught).Message);
    }

    [Fact]
    public async Task Middleware_does_not_see_a_fault_of_the_result()
    {
        Exception? caught = null;
        script.Function = (request, _, _) =>
        {
            request.HttpContext.Response.Headers["x-request-id"] = "abc";
            return Task.FromResult(Results.Json(new Failing()));
        };
        script.Middleware = async (_, next) => caught = await Record.ExceptionAsync(next);
        await using var host = await Start();

        var answer = await host.Http.GetAsync("/api/play");

        Assert.Null(caught);
        Assert.Equal((HttpStatusCode.InternalServerError, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("abc", answer.Headers.GetValues("x-request-id").Single());
        Assert.True(answer.Headers.ConnectionClose);
    }

    [Fact]
    public async Task A_fault_is_500_without_body_and_headers_survive()
    {
        script.Function = (request, _, _) =>
        {
            request.HttpContext.Response.Headers["x-request-id"] = "abc";
            request.HttpContext.Response.ContentLength = 12;
            throw new InvalidOperationException("secret");
        };
        await using var host = await Start();

        var answer = await host.Http.GetAsync("/api/play");

        Assert.Equal((HttpStatusCode.InternalServerError, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("abc", answer.Headers.GetValues("x-request-id").Single());
        var line = Assert.Single(host.Log.Lines, line => line.Level >= LogLevel.Error);
        Assert.Equal(("Function.Play", "secret"), (line.Category, line.Exception!.Message));
    }

    [Fact]
    public async Task A_response_that_had_started_keeps_its_status()
    {
        script.Function = async (request, _, cancel) =>
        {
            await request.HttpContext.Response.WriteAsync("half", cancel);
            await request.HttpContext.Response.Body.FlushAsync(cancel);
            throw new InvalidOperationException("too late");
        };
        await using var host = await Start();

        using var answer = await host.Http.GetAsync("/api/play", HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsStringAsync());
        await Wait.Until(() => host.Log.Lines.Count(line => line.Exception?.Message == "too late") == 1, "one line in the log");
    }

    [Fact]
    public async Task A_null_result_is_a_fault_where_Azure_answers_200_and_nothing()
    {
        script.Function = (_, _, _) => Task.FromResult<IResult>(null!);
        await using var host = await Start();

        var answer = await host.Http.GetAsync("/api/play");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains(host.Log.From("Function.Play"), line => line.Exception!.Message.Contains("Play returned null", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_startup_filter_may_set_the_user()
    {
        script.Function = (request, _, _) => Task.FromResult(Results.Text(request.HttpContext.User.FindFirstValue("name")));
        await using var host = await HostUnderTest.Start(builder =>
        {
            Configure(builder);
            builder.Services.AddSingleton<IStartupFilter, Sneaky>();
        }, typeof(Play));

        Assert.Equal("filter", await host.Http.GetStringAsync("/api/play"));
    }

    [Fact]
    public async Task The_accessor_knows_no_request()
    {
        script.Function = (_, context, _) => Task.FromResult(Results.Text($"{context.InstanceServices.GetRequiredService<IHttpContextAccessor>().HttpContext is null}"));
        await using var host = await HostUnderTest.Start(builder =>
        {
            Configure(builder);
            builder.Services.AddHttpContextAccessor();
        }, typeof(Play));

        Assert.Equal("True", await host.Http.GetStringAsync("/api/play"));
    }

    [Fact]
    public async Task Each_run_has_a_scope_that_lives_until_the_result_is_written()
    {
        var scopes = new List<Scoped>();
        script.Function = (_, context, _) =>
        {
            var scoped = context.InstanceServices.GetRequiredService<Scoped>();
            scopes.Add(scoped);
            return Task.FromResult<IResult>(new Told(script, () => $"disposed: {scoped.IsDisposed}"));
        };
        await using var host = await Start();

        var answers = new[] { await host.Http.GetStringAsync("/api/play"), await host.Http.GetStringAsync("/api/play") };

        Assert.Equal(["disposed: False", "disposed: False"], answers);
        Assert.NotSame(scopes[0], scopes[1]);
        await Wait.Until(() => scopes.TrueForAll(scoped => scoped.IsDisposed), "the scopes end");
    }

    [Fact]
    public async Task The_context_knows_the_function_and_the_run()
    {
        FunctionContext? seen = null;
        object? id = null;
        script.Function = (_, context, _) =>
        {
            seen = context;
            id = context.BindingContext.BindingData["id"];
            return Task.FromResult(Results.Ok());
        };
        await using var host = await Start();

        await host.Http.GetAsync("/api/play/7");

        Assert.True(Guid.TryParse(seen!.InvocationId, out _));
        Assert.Equal("Play", seen.FunctionDefinition.Name);
        Assert.Equal("Glimmerglass.Tests.LocalHost.HttpRunTests+Play.Run", seen.FunctionDefinition.EntryPoint);
        Assert.Equal(typeof(HttpRunTests).Assembly.Location, seen.FunctionDefinition.PathToAssembly);
        Assert.Equal(["request", "context", "id", "cancel"], seen.FunctionDefinition.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("httpTrigger", seen.FunctionDefinition.InputBindings["request"].Type);
        Assert.Equal("7", id);
        Assert.Equal(0, seen.RetryContext.RetryCount);
        Assert.Equal(seen.FunctionId, seen.FunctionDefinition.Id);
    }

    [Fact]
    public async Task Features_and_items_carry_what_middleware_found_out()
    {
        script.Middleware = (context, next) =>
        {
            context.Features.Set(new Scoped());
            context.Items["found"] = "it";
            return next();
        };
        script.Function = (_, context, _) => Task.FromResult(Results.Text($"{context.Items["found"]} {context.Features.Get<Scoped>() is not null}"));
        await using var host = await Start();

        Assert.Equal("it True", await host.Http.GetStringAsync("/api/play"));
    }

    [Fact]
    public async Task A_trace_continues_that_of_the_caller()
    {
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None);
        script.Function = (_, context, _) => Task.FromResult(Results.Text($"{Activity.Current!.TraceId} {context.TraceContext.TraceParent} {context.TraceContext.TraceState}"));
        await using var host = await Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/play");
        request.Headers.Add("traceparent", $"00-{parent.TraceId}-{parent.SpanId}-00");
        request.Headers.Add("tracestate", "a=b");

        var words = (await (await new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = host.Address }.SendAsync(request)).Content.ReadAsStringAsync()).Split(' ');

        Assert.Equal($"{parent.TraceId}", words[0]);
        Assert.StartsWith($"00-{parent.TraceId}-", words[1], StringComparison.Ordinal);
        Assert.Equal("a=b", words[2]);
    }

    [Fact]
    public async Task A_request_without_a_trace_begins_one()
    {
        script.Function = (_, context, _) => Task.FromResult(Results.Text(context.TraceContext.TraceParent));
        await using var host = await Start();

        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", await host.Http.GetStringAsync("/api/play"));
    }

    [Fact]
    public async Task A_body_over_30_000_000_bytes_is_500_without_body()
    {
        script.Function = async (request, _, cancel) =>
        {
            await request.Body.CopyToAsync(Stream.Null, cancel);
            return Results.Text("read");
        };
        await using var host = await Start();

        var large = await Ask(host, "POST /api/play HTTP/1.1\r\nHost: x\r\nContent-Length: 30000001\r\n\r\n");
        var fits = await host.Http.PostAsync("/api/play", new ByteArrayContent(new byte[30_000_000]));

        Assert.StartsWith("HTTP/1.1 500 ", large, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 0\r\n", large, StringComparison.Ordinal);
        Assert.Equal("read", await fits.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Both_tokens_fire_when_the_client_leaves_and_the_result_is_not_executed()
    {
        var arrived = new TaskCompletionSource();
        var left = new TaskCompletionSource<bool>();
        script.Function = async (request, _, cancel) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            left.SetResult(request.HttpContext.RequestAborted.IsCancellationRequested);
            return new Told(script);
        };
        await using var host = await Start();

        using (var client = await Connect(host))
        {
            await client.GetStream().WriteAsync("GET /api/play HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            await arrived.Task;
            client.Client.Close(0);
        }

        Assert.True(await left.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await Wait.Until(() => script.Steps.Contains("outer out"), "the run ends");
        await host.Stop();
        Assert.DoesNotContain("result", script.Steps);
        Assert.DoesNotContain(host.Log.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task Only_the_token_fires_on_a_function_time_out()
    {
        script.Function = async (request, _, cancel) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Results.Text($"aborted: {request.HttpContext.RequestAborted.IsCancellationRequested}");
        };
        await using var host = await HostUnderTest.Start(new SettingsFolder().WithHostJson("""{ "functionTimeout": "00:00:00.050" }"""), Configure, typeof(Play));

        Assert.Equal("aborted: False", await host.Http.GetStringAsync("/api/play"));
    }

    [Fact]
    public async Task A_request_in_flight_is_answered_while_the_host_stops()
    {
        var arrived = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        script.Function = async (_, _, _) =>
        {
            arrived.SetResult();
            await release.Task;
            return Results.Text("fine");
        };
        await using var host = await Start();

        var asking = host.Http.GetStringAsync("/api/play");
        await arrived.Task;
        var stopping = host.Stop();
        await Wait.Until(() => host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, "the stop begins");
        release.SetResult();

        Assert.Equal("fine", await asking);
        await stopping;
    }

    private sealed class Told(Script script, Func<string>? text = null) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            script.Steps.Add("result");
            return httpContext.Response.WriteAsync(text?.Invoke() ?? "told");
        }
    }

    private Task<HostUnderTest> Start() => HostUnderTest.Start(Configure, typeof(Play));

    private void Configure(FunctionsApplicationBuilder builder)
    {
        builder.Services.AddSingleton(script).AddScoped<Scoped>();
        builder.UseMiddleware<Outer>().UseMiddleware<Inner>();
    }

    private static async Task<TcpClient> Connect(HostUnderTest host)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Address.Port);
        return client;
    }

    private static async Task<string> Ask(HostUnderTest host, string head)
    {
        using var client = await Connect(host);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        var buffer = new byte[4096];
        var count = await client.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        return Encoding.ASCII.GetString(buffer, 0, count);
    }
}
