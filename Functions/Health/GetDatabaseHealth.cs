using Glimmerglass.Data;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Health;

/// <summary>How the database stands: whether it answers, how fast, whether it takes writes, and at which script it is.</summary>
public sealed class GetDatabaseHealth(HealthProbes probes, ThisBuild build)
{
    [Function(nameof(GetDatabaseHealth)), Open, TellsMore(Permission.ReadOperations)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/db")] HttpRequest request)
    {
        var seen = await probes.Database.Ask(request.HttpContext.RequestAborted);
        var checks = HealthJudgement.OfDatabase(seen, standing => standing, Migrator.Newest);
        var report = HealthReport.Of(build, checks, Caller.IsRecognised(request));

        return Answer.Health(report, report.Status == HealthStatus.Fail);
    }
}
