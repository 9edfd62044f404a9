using Glimmerglass.Data;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Jobs;

/// <summary>
/// Runs a job now, whatever its schedule says. Answers 201 with the run when it ends soon, 202 when it goes on after the answer: it then ends with its
/// work or with its instance, and the ledger says which.
/// </summary>
public sealed partial class RunJob(
    JobLedger ledger, IEnumerable<IJob> jobs, Settings settings, IHostApplicationLifetime host, TimeProvider clock, ILogger<RunJob> log)
{
    public sealed record Body;

    /// <summary>What is left of the deadline for the answer itself.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(2);

    [Function(nameof(RunJob)), Needs(Permission.RunJobs)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "ops/jobs/{job:alpha}/runs")] HttpRequest request, string job)
    {
        var cancel = request.HttpContext.RequestAborted;
        await request.Read<Body>(cancel);
        if (jobs.FirstOrDefault(known => known.Name.Equals(job, StringComparison.OrdinalIgnoreCase)) is not { } asked) return Answer.Refuse(Refusal.NotFound("job"));

        var claim = Idempotency.Claim(request, nameof(RunJob));
        var start = await ledger.Begin(asked, Caller.Of(request).UserId, claim?.Key, cancel);
        if (!start.Begun) return start.OfRequest ? Told(start.Run).Repeated() : Answer.Refuse(Refusal.JobRunning(start.Run.Id));

        var running = Conduct(asked, start.Run);
        var patience = settings.RequestDeadline > Reserve ? settings.RequestDeadline - Reserve : TimeSpan.Zero;
        await Task.WhenAny(running, Task.Delay(patience, clock, cancel));
        return Told(running.IsCompleted ? await running : start.Run);
    }

    /// <summary>To its end, whoever still waits. How it failed is in the ledger and in the log.</summary>
    private async Task<JobRun> Conduct(IJob job, JobRun run)
    {
        try
        {
            return await ledger.Conduct(job, run, NoProgress.Instance, host.ApplicationStopping) ?? run;
        }
        catch (Exception fault)
        {
            LogFailed(log, fault, job.Name, run.Id);
            return await ledger.Find(run.Id, CancellationToken.None) ?? run;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Job} failed in run {RunId}.")]
    private static partial void LogFailed(ILogger log, Exception fault, string job, long runId);

    private static JsonAnswer Told(JobRun run)
    {
        var location = FormattableString.Invariant($"/api/ops/jobs/runs/{run.Id}");
        return run.Outcome is null ? Answer.Accepted(location, run) : Answer.Created(location, run);
    }
}
