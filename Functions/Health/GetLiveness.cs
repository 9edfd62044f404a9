using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Health;

/// <summary>The same as <see cref="GetHealth"/>, at the address that the platform asks.</summary>
public sealed class GetLiveness(ThisBuild build)
{
    [Function(nameof(GetLiveness)), Open]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "_internal/health")] HttpRequest request) =>
        Task.FromResult(Answer.Health(HealthReport.Of(build, [], withDetails: false), isFailing: false));
}
