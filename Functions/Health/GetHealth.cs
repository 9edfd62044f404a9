using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Health;

/// <summary>Says that the process is alive. It touches nothing else: whoever asks must not wake a database.</summary>
public sealed class GetHealth(ThisBuild build)
{
    [Function(nameof(GetHealth)), Open]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request) =>
        Task.FromResult(Answer.Health(HealthReport.Of(build, [], withDetails: false), isFailing: false));
}
