namespace Glimmerglass.Tests;

/// <summary>What every refusal looks like.</summary>
internal static class Problems
{
    private static readonly string[] Members = ["type", "title", "status", "detail", "instance", "code", "traceId", "requestId"];

    /// <summary>Asserts status and code, the members of problem details, and that none of them lies about the answer.</summary>
    public static Answered Assert(int status, string code, Answered answer)
    {
        Xunit.Assert.Equal((status, code), (answer.Status, answer.Code));
        Xunit.Assert.Equal("application/problem+json", answer.ContentHeaders.ContentType?.MediaType);
        Xunit.Assert.Equal(status, answer["status"].GetValue<int>());
        Xunit.Assert.All(Members, member => Xunit.Assert.NotEmpty(answer[member].ToString()));
        Xunit.Assert.Equal(answer.Headers.GetValues("x-request-id").Single(), answer["requestId"].GetValue<string>());
        return answer;
    }

    /// <summary>The members beyond the usual ones: what a refusal tells of what it refused.</summary>
    public static IEnumerable<string> Told(Answered answer) => answer.Body!.AsObject().Select(member => member.Key).Except(Members);

    /// <summary>The members that a refusal with code INVALID or INVALID_QUERY complains of.</summary>
    public static IEnumerable<string> Complaints(this Answered answer) => answer["errors"].AsObject().Select(member => member.Key).Order(StringComparer.Ordinal);
}
