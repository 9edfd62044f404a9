using Glimmerglass.Data;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Health;

/// <summary>Everything at once: database, store, jobs, backups, drift, and what waits.</summary>
public sealed class GetServicesHealth(HealthProbes probes, ThisBuild build, Settings settings, TimeProvider clock)
{
    [Function(nameof(GetServicesHealth)), Open, TellsMore(Permission.ReadOperations)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health/services")] HttpRequest request)
    {
        var cancel = request.HttpContext.RequestAborted;
        var (asking, reaching) = (probes.Facts.Ask(cancel), probes.Storage.Ask(cancel));
        var (seen, store) = (await asking, await reaching);

        List<HealthCheck> checks = [.. HealthJudgement.OfDatabase(seen, known => known.Facts, Migrator.Newest), HealthJudgement.OfLook(store, "storage:responseTime", "datastore")];
        if (seen.Found is { } found)
        {
            var now = clock.Now();
            checks.AddRange(HealthJudgement.OfWork(found.Facts, JobState.Of(settings.Schedules, found.Runs, now), now));
        }
        var report = HealthReport.Of(build, checks, Caller.IsRecognised(request));

        return Answer.Health(report, report.Status == HealthStatus.Fail);
    }
}
