using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Health;

/// <summary>Whether the store of documents answers, and how fast.</summary>
public sealed class GetStorageHealth(HealthProbes probes, ThisBuild build)
{
    [Function(nameof(GetStorageHealth)), Open, TellsMore(Permission.ReadOperations)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/storage")] HttpRequest request)
    {
        var seen = await probes.Storage.Ask(request.HttpContext.RequestAborted);
        var report = HealthReport.Of(build, [HealthJudgement.OfLook(seen, "storage:responseTime", "datastore")], Caller.IsRecognised(request));

        return Answer.Health(report, report.Status == HealthStatus.Fail);
    }
}
