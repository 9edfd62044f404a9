using System.Net;
using System.Net.Sockets;
using Glimmerglass.LocalHost.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Glimmerglass.Tests.LocalHost;

/// <summary>What Azure would leave out or answer wrongly without a word.</summary>
public sealed class StartRefusalTests
{
    private const AuthorizationLevel Anyone = AuthorizationLevel.Anonymous;
    private static readonly IResult Fine = Results.Ok();

    public sealed record Poco(string Name);

    public static class ReturnsPoco { [Function("X")] public static Poco Run([HttpTrigger(Anyone, "get")] HttpRequest request) => new(request.Path!); }

    public static class ReturnsTaskOfPoco { [Function("X")] public static Task<Poco> Run([HttpTrigger(Anyone, "get")] HttpRequest request) => Task.FromResult(new Poco(request.Path!)); }

    public static class ReturnsText { [Function("X")] public static string Run([HttpTrigger(Anyone, "get")] HttpRequest request) => request.Path!; }

    public static class ReturnsNothing { [Function("X")] public static void Run([HttpTrigger(Anyone, "get")] HttpRequest request) => _ = request; }

    public static class ReturnsTask { [Function("X")] public static Task Run([HttpTrigger(Anyone, "get")] HttpRequest request) => Task.FromResult(request); }

    public static class ReturnsValueTask { [Function("X")] public static ValueTask<IResult> Run([HttpTrigger(Anyone, "get")] HttpRequest request) => new(Results.Ok(request.Path)); }

    public static class HasAsyncVoid
    {
        [Function("X")]
        public static async void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => await Task.FromResult(timer);
    }

    public static class TakesDateOnly { [Function("X")] public static IResult Run([HttpTrigger(Anyone, "get", Route = "x/{day}")] HttpRequest request, DateOnly day) => Results.Ok(day); }

    public static class TakesUnknown { [Function("X")] public static IResult Run([HttpTrigger(Anyone, "get", Route = "x/{id}")] HttpRequest request, string other) => Results.Ok(other); }

    public static class TakesOptional { [Function("X")] public static IResult Run([HttpTrigger(Anyone, "get", Route = "x/{id?}")] HttpRequest request, int id) => Results.Ok(id); }

    public static class TakesBody { [Function("X")] public static IResult Run([HttpTrigger(Anyone, "post")] HttpRequest request, [FromBody] Poco body) => Results.Ok(body); }

    public static class TakesPocoTrigger { [Function("X")] public static IResult Run([HttpTrigger(Anyone, "post")] Poco body) => Results.Ok(body); }

    public static class AsksForKey { [Function("X")] public static IResult Run([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => Fine; }

    public static class AsksForDefaultKey { [Function("X")] public static IResult Run([HttpTrigger("get")] HttpRequest request) => Fine; }

    public static class BadRoute { [Function("X")] public static IResult Run([HttpTrigger(Anyone, "get", Route = "x/{id")] HttpRequest request) => Fine; }

    public static class RootedRoute { [Function("X")] public static IResult Run([HttpTrigger(Anyone, "get", Route = "/x")] HttpRequest request) => Fine; }

    public static class UnknownConstraint { [Function("X")] public static IResult Run([HttpTrigger(Anyone, "get", Route = "x/{id:wish}")] HttpRequest request, string id) => Results.Ok(id); }

    public static class HasNoTrigger { [Function("X")] public static IResult Run(HttpRequest request) => Results.Ok(request.Path); }

    public static class HasTwoTriggers
    {
        [Function("X")]
        public static IResult Run([HttpTrigger(Anyone, "get")] HttpRequest request, [TimerTrigger("0 0 * * * *")] TimerInfo timer) => Results.Ok(timer);
    }

    public static class IsPrivate { [Function("X")] internal static IResult Run([HttpTrigger(Anyone, "get")] HttpRequest request) => Fine; }

    internal static class IsHidden { [Function("X")] public static IResult Run([HttpTrigger(Anyone, "get")] HttpRequest request) => Fine; }

    public abstract class IsAbstract { [Function("X")] public IResult Run([HttpTrigger(Anyone, "get")] HttpRequest request) => Fine; }

    public static class IsGeneric { [Function("X")] public static IResult Run<T>([HttpTrigger(Anyone, "get")] HttpRequest request) => Fine; }

    public sealed class NeedsUnknown(StartRefusalTests tests) { [Function("X")] public IResult Run([HttpTrigger(Anyone, "get")] HttpRequest request) => Results.Ok(tests); }

    public static class BadSchedule { [Function("X")] public static void Run([TimerTrigger("0 0 99 * * *")] TimerInfo timer) { } }

    public static class FiveFields { [Function("X")] public static void Run([TimerTrigger("*/5 * * * *")] TimerInfo timer) { } }

    public static class NoSetting { [Function("X")] public static void Run([TimerTrigger("%NoSuchSchedule%")] TimerInfo timer) { } }

    public static class NoTimerInfo { [Function("X")] public static void Run([TimerTrigger("0 0 * * * *")] string timer) { } }

    public static class TimerWithMore { [Function("X")] public static void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, HttpRequest request) { } }

    public static class TimerReturns { [Function("X")] public static string Run([TimerTrigger("0 0 * * * *")] TimerInfo timer) => ""; }

    public static class NoConnection { [Function("X")] public static void Run([BlobTrigger("incoming/{name}", Connection = "NoSuchStorage")] string blob) { } }

    public static class BadConnection { [Function("X")] public static void Run([BlobTrigger("incoming/{name}", Connection = "BadStorage")] string blob) { } }

    public static class BadContainer { [Function("X")] public static void Run([BlobTrigger("In Coming/{name}", Connection = "Storage")] string blob) { } }

    public static class BadBlobPath { [Function("X")] public static void Run([BlobTrigger("incoming/{na me}", Connection = "Storage")] string blob) { } }

    public static class BlobAsPoco { [Function("X")] public static void Run([BlobTrigger("incoming/{name}", Connection = "Storage")] Poco blob) { } }

    public static class BlobWithMore { [Function("X")] public static void Run([BlobTrigger("incoming/{name}", Connection = "Storage")] string blob, string other) { } }

    public static class DottedName { [Function("Get.Thing")] public static IResult Run([HttpTrigger(Anyone, "get")] HttpRequest request) => Fine; }

    public static class OneName { [Function("Same")] public static IResult Run([HttpTrigger(Anyone, "get", Route = "one")] HttpRequest request) => Fine; }

    public static class SameName { [Function("same")] public static IResult Run([HttpTrigger(Anyone, "get", Route = "two")] HttpRequest request) => Fine; }

    public static class OneRoute { [Function("A")] public static IResult Run([HttpTrigger(Anyone, "get", "post", Route = "same/{id}")] HttpRequest request) => Fine; }

    public static class SameRoute { [Function("B")] public static IResult Run([HttpTrigger(Anyone, "post", Route = "Same/{id}")] HttpRequest request) => Fine; }

    public static class Good { [Function("Good")] public static IResult Run([HttpTrigger(Anyone, "get")] HttpRequest request) => Fine; }

    public sealed class Passing : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) => next(context);
    }

    [Theory]
    [InlineData(typeof(ReturnsPoco), "it returns Poco")]
    [InlineData(typeof(ReturnsTaskOfPoco), "it returns Task<Poco>")]
    [InlineData(typeof(ReturnsText), "it returns String")]
    [InlineData(typeof(ReturnsNothing), "it returns Void")]
    [InlineData(typeof(ReturnsTask), "it returns Task")]
    [InlineData(typeof(ReturnsValueTask), "it returns ValueTask<IResult>")]
    [InlineData(typeof(HasAsyncVoid), "async void")]
    [InlineData(typeof(TakesDateOnly), "parameter 'day' is a DateOnly")]
    [InlineData(typeof(TakesUnknown), "parameter 'other' is not in the route")]
    [InlineData(typeof(TakesOptional), "parameter 'id' is optional in the route")]
    [InlineData(typeof(TakesBody), "parameter 'body' has an attribute of model binding")]
    [InlineData(typeof(TakesPocoTrigger), "must be an HttpRequest")]
    [InlineData(typeof(AsksForKey), "its level is Function")]
    [InlineData(typeof(AsksForDefaultKey), "its level is Function")]
    [InlineData(typeof(BadRoute), "its route 'x/{id' is not valid")]
    [InlineData(typeof(RootedRoute), "its route '/x' is not valid")]
    [InlineData(typeof(UnknownConstraint), "its route 'api/x/{id:wish}' is not valid")]
    [InlineData(typeof(HasNoTrigger), "it has no trigger")]
    [InlineData(typeof(HasTwoTriggers), "it has 2 triggers")]
    [InlineData(typeof(IsPrivate), "IsPrivate.Run is not public")]
    [InlineData(typeof(IsHidden), "the class IsHidden is not public")]
    [InlineData(typeof(IsAbstract), "the class IsAbstract is abstract")]
    [InlineData(typeof(IsGeneric), "IsGeneric.Run is generic")]
    [InlineData(typeof(NeedsUnknown), "its constructor asks for StartRefusalTests 'tests'")]
    [InlineData(typeof(BadSchedule), "its schedule '0 0 99 * * *' is not valid")]
    [InlineData(typeof(FiveFields), "its schedule '*/5 * * * *' is not valid")]
    [InlineData(typeof(NoSetting), "The setting %NoSuchSchedule% is not there")]
    [InlineData(typeof(NoTimerInfo), "must be a TimerInfo")]
    [InlineData(typeof(TimerWithMore), "parameter 'request' is filled by nothing")]
    [InlineData(typeof(TimerReturns), "it returns String")]
    [InlineData(typeof(NoConnection), "its connection 'NoSuchStorage' is not among the settings")]
    [InlineData(typeof(BadConnection), "the setting 'BadStorage' is not a storage connection string")]
    [InlineData(typeof(BadContainer), "'In Coming' is not the name of a container")]
    [InlineData(typeof(BadBlobPath), "Braces must enclose a name")]
    [InlineData(typeof(BlobAsPoco), "must be a BlobClient, a Stream or a string")]
    [InlineData(typeof(BlobWithMore), "parameter 'other' is not in the path")]
    public void A_function_that_Azure_would_run_wrongly_stops_the_start(Type function, string reason)
    {
        var refused = Refuse(function);

        Assert.StartsWith("X: ", Assert.Single(refused.Reasons), StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_has_no_other_signs_than_a_file_may_have()
    {
        var refused = Refuse(typeof(DottedName));

        Assert.Contains("Get.Thing: a name is a letter and", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_belongs_to_one_function()
    {
        var refused = Refuse(typeof(OneName), typeof(SameName));

        Assert.Contains("Same: this name is used by OneName.Run and SameName.Run", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_route_and_method_belong_to_one_function()
    {
        var refused = Refuse(typeof(OneRoute), typeof(SameRoute));

        Assert.Contains("B: its route 'api/Same/{id}' with the same method is A's", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_reasons_are_told_at_once()
    {
        var refused = Refuse(typeof(AsksForKey), typeof(BadSchedule), typeof(OneName), typeof(SameName));

        Assert.Equal(4, refused.Reasons.Count);
    }

    [Fact]
    public void Middleware_before_the_web_application_stops_the_start()
    {
        var (builder, _) = HostUnderTest.NewBuilder(new SettingsFolder(), typeof(Good));

        builder.UseMiddleware<Passing>().ConfigureFunctionsWebApplication();

        Assert.Contains("UseMiddleware was called before ConfigureFunctionsWebApplication", Assert.Throws<StartRefusedException>(builder.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HTTP_functions_without_the_web_application_stop_the_start()
    {
        var (builder, _) = HostUnderTest.NewBuilder(new SettingsFolder(), typeof(Good));

        Assert.Contains("ConfigureFunctionsWebApplication was not called", Assert.Throws<StartRefusedException>(builder.Build).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Host": { "CORS": "*", "CORSCredentials": true } }""", "every origin")]
    [InlineData("""{ "Host": { "CORS": "localhost:5173/app" } }""", "'localhost:5173/app'")]
    [InlineData("""{ "Host": { "CORS": "https://*.example.com" } }""", "'https://*.example.com'")]
    public void CORS_that_is_too_wide_or_not_an_origin_stops_the_start(string settings, string reason)
    {
        var (builder, _) = HostUnderTest.NewBuilder(new SettingsFolder().WithLocalSettings(settings), typeof(Good));

        Assert.Contains(reason, Assert.Throws<StartRefusedException>(builder.Build).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host.json", "{ nope")]
    [InlineData("host.json", """{ "functionTimeout": "soon" }""")]
    [InlineData("host.json", """{ "extensions": { "blobs": { "maxDegreeOfParallelism": 0 } } }""")]
    [InlineData("local.settings.json", "{ nope")]
    [InlineData("local.settings.json", """{ "Values": { "A": { "B": "c" } } }""")]
    public void A_damaged_file_stops_the_start_and_is_named(string file, string text)
    {
        var folder = new SettingsFolder().With(file, text);

        var refused = Assert.Throws<StartRefusedException>(() => HostUnderTest.NewBuilder(folder, typeof(Good)));

        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var (builder, _) = HostUnderTest.NewBuilder(new SettingsFolder(), typeof(Good));
        builder.ConfigureFunctionsWebApplication().Configuration["LocalHost:Port"] = $"{port}";
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => host.StartAsync());

        Assert.Contains($"Port {port} is taken", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--port", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("1")]
    public void A_function_that_is_switched_off_is_not_looked_at(string flag)
    {
        var (builder, _) = HostUnderTest.NewBuilder(new SettingsFolder(), typeof(AsksForKey));
        builder.ConfigureFunctionsWebApplication().Configuration["AzureWebJobs.X.Disabled"] = flag;

        using var host = builder.Build();

        Assert.NotNull(host);
    }

    private static StartRefusedException Refuse(params Type[] functions)
    {
        var (builder, _) = HostUnderTest.NewBuilder(new SettingsFolder(), functions);
        builder.ConfigureFunctionsWebApplication();
        builder.Configuration["Storage"] = "UseDevelopmentStorage=true";
        builder.Configuration["BadStorage"] = "not a connection string";
        return Assert.Throws<StartRefusedException>(() => builder.Build());
    }
}
