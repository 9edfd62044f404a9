using System.Net;
using Glimmerglass.LocalHost;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Glimmerglass.Tests.LocalHost;

public sealed class HostSettingsTests
{
    private const string Origin = "http://localhost:5173";

    public sealed class GetSetting(IConfiguration configuration)
    {
        [Function(nameof(GetSetting))]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "settings/{name}")] HttpRequest request, string name) => Results.Text(configuration[name] ?? "none");
    }

    [Fact]
    public async Task Local_settings_are_read_and_two_underscores_divide_levels()
    {
        var folder = new SettingsFolder().WithLocalSettings("""
            {
              // func allows comments
              "IsEncrypted": false,
              "Values": { "Plain": "a", "Section__Name": "b", "Flag": true }
            }
            """);
        await using var host = await HostUnderTest.Start(folder, _ => { }, typeof(GetSetting));

        Assert.Equal(("a", "b", "true"), (await Setting(host, "Plain"), await Setting(host, "Section:Name"), await Setting(host, "Flag")));
    }

    [Fact]
    public async Task The_environment_wins_over_local_settings_and_the_command_line_over_both()
    {
        // A name of this test's own, as the environment belongs to every test.
        var name = $"LocalHostTest{Guid.NewGuid():n}";
        var folder = new SettingsFolder().WithLocalSettings($$"""{ "Values": { "{{name}}__A": "file", "{{name}}__B": "file", "{{name}}__C": "file" } }""");
        Environment.SetEnvironmentVariable($"{name}__B", "environment");
        Environment.SetEnvironmentVariable($"{name}__C", "environment");

        var builder = FunctionsApplication.CreateBuilder(["--contentRoot", folder.Path, $"--{name}:C=line"]);

        Assert.Equal(["file", "environment", "line"], new[] { "A", "B", "C" }.Select(key => builder.Configuration[$"{name}:{key}"]));
    }

    [Theory]
    [InlineData("--port", "7123")]
    [InlineData("--port=7123")]
    [InlineData("--LocalHost:Port=7123")]
    [InlineData("--fresh", "--port", "7123")]
    public void The_port_may_be_given_on_the_command_line(params string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder([.. args, "--contentRoot", new SettingsFolder().Path]);

        Assert.Equal("7123", builder.Configuration["LocalHost:Port"]);
    }

    [Fact]
    public void Functions_come_from_the_assembly_that_calls()
    {
        var builder = FunctionsApplication.CreateBuilder(["--port", "0", "--contentRoot", new SettingsFolder().Path]);

        Assert.Contains(typeof(GetSetting), builder.FunctionTypes);
    }

    [Fact]
    public async Task The_address_is_on_this_machine_only_and_names_the_port_that_was_found()
    {
        await using var host = await HostUnderTest.Start(typeof(GetSetting));

        Assert.Equal("127.0.0.1", host.Address.Host);
        Assert.NotEqual(0, host.Address.Port);
    }

    [Fact]
    public void A_host_that_has_not_started_has_no_address()
    {
        var (builder, _) = HostUnderTest.NewBuilder(new SettingsFolder(), typeof(GetSetting));
        using var host = builder.ConfigureFunctionsWebApplication().Build();

        Assert.Throws<InvalidOperationException>(() => LocalAddress.Of(host));
    }

    [Fact]
    public async Task Local_routes_stand_beside_the_functions()
    {
        await using var host = await HostUnderTest.Start(
            builder => builder.MapLocal(routes => routes.MapGet("/local/hello", (RequestDelegate)(http => http.Response.WriteAsync("hello")))), typeof(GetSetting));

        Assert.Equal("hello", await host.Http.GetStringAsync("/local/hello"));
    }

    [Fact]
    public async Task A_preflight_of_an_allowed_origin_is_answered_before_any_function()
    {
        await using var host = await StartWithCors($$"""{ "Host": { "CORS": "https://example.com, {{Origin}}", "CORSCredentials": true } }""");

        var answer = await Ask(host, HttpMethod.Options, Origin, ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "if-match"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal((Origin, "true", "PATCH", "if-match"), (Header(answer, "Allow-Origin"), Header(answer, "Allow-Credentials"), Header(answer, "Allow-Methods"), Header(answer, "Allow-Headers")));
    }

    [Fact]
    public async Task An_answer_to_an_allowed_origin_says_so()
    {
        await using var host = await StartWithCors($$"""{ "Host": { "CORS": "{{Origin}}" } }""");

        var answer = await Ask(host, HttpMethod.Get, Origin);

        Assert.Equal((HttpStatusCode.OK, Origin, null), (answer.StatusCode, Header(answer, "Allow-Origin"), Header(answer, "Allow-Credentials")));
        Assert.Equal("Origin", answer.Headers.Vary.Single());
    }

    [Theory]
    [InlineData("http://localhost:5174")]
    [InlineData("https://localhost:5173")]
    [InlineData("http://localhost:5173.example.com")]
    [InlineData("null")]
    public async Task Another_origin_gets_no_permission_and_its_preflight_is_404(string other)
    {
        await using var host = await StartWithCors($$"""{ "Host": { "CORS": "{{Origin}}" } }""");

        var preflight = await Ask(host, HttpMethod.Options, other, ("Access-Control-Request-Method", "GET"));
        var answer = await Ask(host, HttpMethod.Get, other);

        Assert.Equal((HttpStatusCode.NotFound, null), (preflight.StatusCode, Header(preflight, "Allow-Origin")));
        Assert.Equal((HttpStatusCode.OK, null), (answer.StatusCode, Header(answer, "Allow-Origin")));
        Assert.Equal("Origin", answer.Headers.Vary.Single());
    }

    [Fact]
    public async Task Every_origin_may_be_allowed_without_credentials()
    {
        await using var host = await StartWithCors("""{ "Host": { "CORS": "*" } }""");

        var answer = await Ask(host, HttpMethod.Get, "https://anywhere.example");

        Assert.Equal("*", Header(answer, "Allow-Origin"));
    }

    [Fact]
    public async Task Without_CORS_an_origin_changes_nothing()
    {
        await using var host = await HostUnderTest.Start(typeof(GetSetting));

        var preflight = await Ask(host, HttpMethod.Options, Origin, ("Access-Control-Request-Method", "GET"));

        Assert.Equal((HttpStatusCode.NotFound, null), (preflight.StatusCode, Header(preflight, "Allow-Origin")));
    }

    private static Task<HostUnderTest> StartWithCors(string settings) => HostUnderTest.Start(new SettingsFolder().WithLocalSettings(settings), _ => { }, typeof(GetSetting));

    private static Task<string> Setting(HostUnderTest host, string name) => host.Http.GetStringAsync($"/api/settings/{name}");

    private static Task<HttpResponseMessage> Ask(HostUnderTest host, HttpMethod method, string origin, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, "/api/settings/x");
        request.Headers.Add("Origin", origin);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return host.Http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues($"Access-Control-{name}", out var values) ? values.Single() : null;
}
