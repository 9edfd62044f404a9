using Glimmerglass.Data;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Jobs;

/// <summary>Every job with its schedule, whether it runs or is late, how its newest runs ended, and when it last succeeded.</summary>
public sealed class ListJobs(JobRunStore runs, Settings settings, TimeProvider clock)
{
    [Function(nameof(ListJobs)), Needs(Permission.ReadOperations)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/jobs")] HttpRequest request)
    {
        if (new QueryReader(request).Refuse() is { } malformed) return Answer.Refuse(malformed);

        var found = await runs.ListNewest([.. settings.Schedules.Keys], JobState.NewestRuns, request.HttpContext.RequestAborted);

        return Answer.Ok(new { items = JobState.Of(settings.Schedules, found, clock.Now()) });
    }
}
