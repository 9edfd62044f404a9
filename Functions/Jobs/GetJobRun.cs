using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Jobs;

/// <summary>One run of a job: running, or how it ended.</summary>
public sealed class GetJobRun(JobRunStore runs)
{
    [Function(nameof(GetJobRun)), Needs(Permission.ReadOperations)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/jobs/runs/{id:long}")] HttpRequest request, long id)
    {
        if (new QueryReader(request).Refuse() is { } malformed) return Answer.Refuse(malformed);

        var run = await runs.Find(id, request.HttpContext.RequestAborted);
        return run is null ? Answer.Refuse(Refusal.NotFound("run")) : Answer.Ok(run);
    }
}
