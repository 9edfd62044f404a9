using Glimmerglass.LocalHost.SignIn;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace Glimmerglass.Tests.Journeys;

/// <summary>A walk in named steps: the log says which one stalled.</summary>
public sealed class Journey(TestApp app, ITestOutputHelper output)
{
    private int steps;

    public void Step(string what) => output.WriteLine($"{++steps}. {what}");

    /// <summary>Signs in by e-mail and password, as a person does.</summary>
    public async Task<HttpClient> SignedIn(TestUser user)
    {
        app.Services.GetRequiredService<LocalAccounts>().Add(user.Id, user.Email, Data.Words.Word(user.Role), "correct horse");
        var answer = await app.Anonymous.Post("/local/sign-in", new { email = user.Email, password = "correct horse" });
        Assert.Equal(200, answer.Status);
        return app.Client(answer["accessToken"].GetValue<string>());
    }

    public static async Task<Answered> Moved(HttpClient by, Guid orderId, string to, int status, string? comment = null)
    {
        var etag = (await by.Get($"/api/orders/{orderId}")).ETag;
        var answer = await by.Post($"/api/orders/{orderId}/status", comment is null ? new { to } : new { to, comment }, etag);
        Assert.Equal(status, answer.Status);
        return answer;
    }

    public static IEnumerable<string> Words(System.Text.Json.Nodes.JsonNode? list) => list!.AsArray().Select(word => word!.GetValue<string>());
}
