using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Health;

/// <summary>Which build answers here.</summary>
public sealed class GetVersion(ThisBuild build)
{
    [Function(nameof(GetVersion)), Open]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "version")] HttpRequest request) =>
        Task.FromResult<IResult>(Answer.Ok(build));
}
