using Glimmerglass.Data;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Health;

/// <summary>Says whether requests can be served: the database answers, and its schema is not older than this build.</summary>
public sealed class GetReadiness(HealthProbes probes, ThisBuild build)
{
    [Function(nameof(GetReadiness)), Open, TellsMore(Permission.ReadOperations)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "_internal/ready")] HttpRequest request)
    {
        var seen = await probes.Database.Ask(request.HttpContext.RequestAborted);
        var checks = HealthJudgement.OfDatabase(seen, standing => standing, Migrator.Newest);
        var report = HealthReport.Of(build, checks, Caller.IsRecognised(request));

        return Answer.Health(report, report.Status == HealthStatus.Fail);
    }
}
