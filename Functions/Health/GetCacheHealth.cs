using Glimmerglass.Data;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Health;

/// <summary>How full the cache of callers is. What is cached lies in this process, so it is there when the process is.</summary>
public sealed class GetCacheHealth(KnownCallers callers, ThisBuild build, TimeProvider clock)
{
    [Function(nameof(GetCacheHealth)), Open, TellsMore(Permission.ReadOperations)]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/cache")] HttpRequest request)
    {
        var known = new HealthCheck
        {
            Name = "callers:known",
            ComponentType = "component",
            ObservedValue = callers.Count,
            ObservedUnit = "callers",
            Status = HealthStatus.Pass,
            Time = clock.Now(),
        };
        return Task.FromResult(Answer.Health(HealthReport.Of(build, [known], Caller.IsRecognised(request)), isFailing: false));
    }
}
