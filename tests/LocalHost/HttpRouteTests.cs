using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Tests.LocalHost;

public sealed class HttpRouteTests
{
    private const AuthorizationLevel Anyone = AuthorizationLevel.Anonymous;

    public enum Colour { Red, Green }

    public static class GetThing
    {
        [Function(nameof(GetThing))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "things/{id:int}")] HttpRequest request, int id) => Results.Text($"thing {id}{request.QueryString}");
    }

    public static class PostThing
    {
        [Function(nameof(PostThing))]
        public static IResult Run([HttpTrigger(Anyone, "post", Route = "things/{id:int}")] HttpRequest request, int id) => Results.Text($"posted {id}");
    }

    public static class Unrouted
    {
        [Function(nameof(Unrouted))]
        public static IResult Run([HttpTrigger(Anyone)] HttpRequest request) => Results.Text(request.Method);
    }

    public static class AnyPiece
    {
        [Function(nameof(AnyPiece))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "shelf/{piece}")] HttpRequest request, string piece) => Results.Text($"any {piece}");
    }

    public static class ZLiteral
    {
        [Function(nameof(ZLiteral))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "shelf/top")] HttpRequest request) => Results.Text("literal");
    }

    public static class ALiteral
    {
        [Function(nameof(ALiteral))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "shelf/top")] HttpRequest request) => Results.Text("literal");
    }

    public static class AGuid
    {
        [Function(nameof(AGuid))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "shelf/{id:guid}")] HttpRequest request, Guid id) => Results.Text($"guid {id:n}");
    }

    public static class OptionalPiece
    {
        [Function(nameof(OptionalPiece))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "pages/{page:int?}")] HttpRequest request, int? page) => Results.Text($"page {page?.ToString() ?? "none"}");
    }

    public static class TakeText
    {
        [Function(nameof(TakeText))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "text/{value}")] HttpRequest request, string value) => Results.Text(value);
    }

    public static class TakeGuid
    {
        [Function(nameof(TakeGuid))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "guid/{value}")] HttpRequest request, Guid value) => Results.Text($"{value}");
    }

    public static class TakeInt
    {
        [Function(nameof(TakeInt))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "int/{value}")] HttpRequest request, int value) => Results.Text($"{value}");
    }

    public static class TakeLong
    {
        [Function(nameof(TakeLong))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "long/{value}")] HttpRequest request, long? value) => Results.Text($"{value}");
    }

    public static class TakeDecimal
    {
        [Function(nameof(TakeDecimal))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "decimal/{value}")] HttpRequest request, decimal value) => Results.Text($"{value}");
    }

    public static class TakeBool
    {
        [Function(nameof(TakeBool))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "bool/{value}")] HttpRequest request, bool value) => Results.Text($"{value}");
    }

    public static class TakeEnum
    {
        [Function(nameof(TakeEnum))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "enum/{value}")] HttpRequest request, Colour value) => Results.Text($"{value}");
    }

    public static class TakeDateTime
    {
        [Function(nameof(TakeDateTime))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "datetime/{value}")] HttpRequest request, DateTime value) => Results.Text($"{value:s}");
    }

    public static class TakeInstant
    {
        [Function(nameof(TakeInstant))]
        public static IResult Run([HttpTrigger(Anyone, "get", Route = "instant/{value}")] HttpRequest request, DateTimeOffset? value) => Results.Text($"{value:u}");
    }

    private static readonly Type[] Takers =
    [
        typeof(TakeText), typeof(TakeGuid), typeof(TakeInt), typeof(TakeLong), typeof(TakeDecimal), typeof(TakeBool), typeof(TakeEnum), typeof(TakeDateTime), typeof(TakeInstant),
    ];

    [Theory]
    [InlineData("/api/things/7", "thing 7")]
    [InlineData("/API/Things/7?q=x", "thing 7?q=x")]
    [InlineData("/api/things/7/", "thing 7")]
    public async Task Paths_ignore_case_and_a_trailing_slash(string path, string expected)
    {
        await using var host = await HostUnderTest.Start(typeof(GetThing));

        Assert.Equal(expected, await host.Http.GetStringAsync(path));
    }

    [Theory]
    [InlineData("GET", "/api/nothing")]
    [InlineData("GET", "/things/7")]
    [InlineData("GET", "/api/things/seven")]
    [InlineData("DELETE", "/api/things/7")]
    [InlineData("HEAD", "/api/things/7")]
    [InlineData("OPTIONS", "/api/things/7")]
    public async Task An_unknown_route_a_failed_constraint_and_a_wrong_method_are_404_without_body(string method, string path)
    {
        await using var host = await HostUnderTest.Start(typeof(GetThing), typeof(PostThing));

        var answer = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(answer.Content.Headers.Allow);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Functions_share_a_route_by_method()
    {
        await using var host = await HostUnderTest.Start(typeof(GetThing), typeof(PostThing));

        var posted = await host.Http.PostAsync("/api/things/3", null);

        Assert.Equal("posted 3", await posted.Content.ReadAsStringAsync());
        Assert.Equal("thing 3", await host.Http.GetStringAsync("/api/things/3"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PURGE")]
    public async Task Without_route_and_methods_the_name_is_the_route_and_every_method_fits(string method)
    {
        await using var host = await HostUnderTest.Start(typeof(Unrouted));

        var answer = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/api/unrouted"));

        Assert.Equal(method, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "v2/shop" } } }""", "/v2/shop/things/1")]
    [InlineData("""{ "extensions": { "http": { "routePrefix": "" } } }""", "/things/1")]
    public async Task The_prefix_is_read_from_host_json(string hostJson, string path)
    {
        await using var host = await HostUnderTest.Start(new SettingsFolder().WithHostJson(hostJson), _ => { }, typeof(GetThing));

        Assert.Equal("thing 1", await host.Http.GetStringAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/api/things/1")).StatusCode);
    }

    [Fact]
    public async Task A_parameter_beats_a_literal_when_its_name_comes_first()
    {
        await using var host = await HostUnderTest.Start(typeof(ZLiteral), typeof(AnyPiece));

        Assert.Equal("any top", await host.Http.GetStringAsync("/api/shelf/top"));
    }

    [Fact]
    public async Task A_literal_beats_a_parameter_when_its_name_comes_first()
    {
        await using var host = await HostUnderTest.Start(typeof(AnyPiece), typeof(ALiteral));

        Assert.Equal("literal", await host.Http.GetStringAsync("/api/shelf/top"));
    }

    [Fact]
    public async Task A_constraint_lets_other_paths_pass_on()
    {
        await using var host = await HostUnderTest.Start(typeof(AnyPiece), typeof(AGuid));
        var id = Guid.NewGuid();

        Assert.Equal($"guid {id:n}", await host.Http.GetStringAsync($"/api/shelf/{id}"));
        Assert.Equal("any top", await host.Http.GetStringAsync("/api/shelf/top"));
    }

    [Theory]
    [InlineData("/api/pages", "page none")]
    [InlineData("/api/pages/4", "page 4")]
    public async Task An_optional_piece_may_be_left_out(string path, string expected)
    {
        await using var host = await HostUnderTest.Start(typeof(OptionalPiece));

        Assert.Equal(expected, await host.Http.GetStringAsync(path));
    }

    [Theory]
    [InlineData("text/a%2Fb", "a%2Fb")]
    [InlineData("text/a%20b", "a b")]
    [InlineData("guid/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3f2504e0-4f89-11d3-9a0c-0305e82c3301")]
    [InlineData("int/-7", "-7")]
    [InlineData("long/9000000000", "9000000000")]
    [InlineData("decimal/1.50", "1.50")]
    [InlineData("bool/true", "True")]
    [InlineData("enum/1", "Green")]
    [InlineData("datetime/2026-03-02", "2026-03-02T00:00:00")]
    [InlineData("instant/2026-03-02T10:00:00+01:00", "2026-03-02 09:00:00Z")]
    public async Task Route_values_become_parameters(string path, string expected)
    {
        await using var host = await HostUnderTest.Start(Takers);

        Assert.Equal(expected, await host.Http.GetStringAsync($"/api/{path}"));
    }

    [Theory]
    [InlineData("guid/7")]
    [InlineData("int/seven")]
    [InlineData("int/9000000000")]
    [InlineData("long/1.5")]
    [InlineData("decimal/1,5")]
    [InlineData("bool/True")]
    [InlineData("bool/1")]
    [InlineData("enum/Green")]
    [InlineData("datetime/yesterday")]
    [InlineData("instant/now")]
    public async Task A_value_that_does_not_fit_is_a_fault_of_the_function(string path)
    {
        await using var host = await HostUnderTest.Start(Takers);

        var answer = await host.Http.GetAsync($"/api/{path}");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_function_that_is_switched_off_is_404()
    {
        await using var host = await HostUnderTest.Start(builder => builder.Configuration["AzureWebJobs.GetThing.Disabled"] = "true", typeof(GetThing), typeof(PostThing));

        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("/api/things/1")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.Http.PostAsync("/api/things/1", null)).StatusCode);
    }
}
