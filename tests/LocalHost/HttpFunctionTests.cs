using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Tests.LocalHost;

public sealed class HttpFunctionTests
{
    public sealed class GetThing
    {
        [Function(nameof(GetThing))]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{id:int}")] HttpRequest request, int id) =>
            Results.Text($"thing {id} {request.Query["q"]}");
    }

    public sealed class PostThing
    {
        [Function(nameof(PostThing))]
        public async Task<IActionResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "things")] HttpRequest request, CancellationToken cancel)
        {
            var text = await new StreamReader(request.Body).ReadToEndAsync(cancel);
            return new OkObjectResult(new { text });
        }
    }

    [Theory]
    [InlineData("/api/things/7?q=x", "thing 7 x")]
    [InlineData("/API/Things/7/", "thing 7 ")]
    public async Task Paths_ignore_case_and_a_trailing_slash(string path, string expected)
    {
        await using var host = await HostUnderTest.Start(typeof(GetThing));

        var text = await host.Http.GetStringAsync(path);

        Assert.Equal(expected, text);
    }

    [Fact]
    public async Task An_action_result_is_executed()
    {
        await using var host = await HostUnderTest.Start(typeof(PostThing));

        var answer = await host.Http.PostAsync("/api/things", new StringContent("hello"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"text":"hello"}""", await answer.Content.ReadAsStringAsync());
    }
}
