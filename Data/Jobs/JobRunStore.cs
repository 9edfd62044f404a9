using Npgsql;

namespace Glimmerglass.Data.Jobs;

/// <summary>The ledger of jobs. Its unique indexes decide who runs: any number of instances may ask at once.</summary>
public sealed class JobRunStore(Database db)
{
    /// <summary>A run without a sign of life for this long is abandoned. A living one gives one every 30 s.</summary>
    public static readonly TimeSpan SilenceOfTheDead = TimeSpan.FromMinutes(3);

    /// <summary>How long a request for a run is known by its key, as every idempotency key is.</summary>
    public static readonly TimeSpan RequestLifetime = TimeSpan.FromHours(24);

    /// <summary>How long ended runs are remembered: a year and the month that it is compared in.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromDays(400);

    private const int MaxAttempts = 5;

    /// <summary>
    /// Begins a run, with an audit row when somebody asked for it, unless the same job is running, or this scheduled time or this request had its run: then it says which run that is.
    /// A run that shows no sign of life any more is closed as abandoned first, and its scheduled time is free again.
    /// </summary>
    public async Task<JobStart> Begin(NewJobRun run, DateTimeOffset at, CancellationToken cancel)
    {
        // A key ends when its 24 hours do, not when somebody cleans up.
        if (run.RequestKey is not null) await ForgetRequests(at, cancel);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await TryBegin(run, at, cancel) is { } start) return start;
            }
            catch (PostgresException other) when (other.SqlState == PostgresErrorCodes.UniqueViolation && attempt < MaxAttempts)
            {
                // Another instance began one in the same instant: the next look sees it.
            }
            if (attempt >= MaxAttempts) throw new InvalidOperationException($"The ledger lets {run.Job} neither begin nor says what runs.");
        }
    }

    /// <summary>A sign of life. False: the run was taken for dead meanwhile, and must stop.</summary>
    public async Task<bool> Beat(long id, DateTimeOffset at, CancellationToken cancel) =>
        await db.Execute("update job_runs set heartbeat_at = @at where id = @id and finished_at is null", new { id, at }, cancel) == 1;

    /// <summary>Closes a run. Null: it was closed before, as abandoned.</summary>
    public Task<JobRun?> Finish(long id, JobOutcome outcome, string? summary, string? error, DateTimeOffset at, CancellationToken cancel)
    {
        const string sql = """
            update job_runs
               set finished_at = @at, heartbeat_at = @at, outcome = @Outcome::job_outcome, summary = @summary, error = @error
             where id = @id
               and finished_at is null
            returning id, job, origin, scheduled_for, started_at, heartbeat_at, finished_at, outcome, summary, error
            """;
        return db.QueryOne<JobRun>(sql, new { id, Outcome = outcome.Word(), summary, error, at }, cancel);
    }

    public Task<JobRun?> Find(long id, CancellationToken cancel)
    {
        const string sql = """
            select id, job, origin, scheduled_for, started_at, heartbeat_at, finished_at, outcome, summary, error
              from job_runs
             where id = @id
            """;
        return db.QueryOne<JobRun>(sql, new { id }, cancel);
    }

    /// <summary>Of each of these jobs the newest runs, newest first, and the newest that succeeded.</summary>
    public Task<IReadOnlyList<JobRun>> ListNewest(IReadOnlyList<string> jobs, int limit, CancellationToken cancel)
    {
        const string sql = """
            select r.id, r.job, r.origin, r.scheduled_for, r.started_at, r.heartbeat_at, r.finished_at, r.outcome, r.summary, r.error
              from unnest(@Jobs) as named (job)
             cross join lateral ((select id from job_runs where job = named.job order by id desc limit @limit)
                                 union
                                 (select id from job_runs where job = named.job and outcome = 'SUCCEEDED' order by id desc limit 1)) newest
              join job_runs r on r.id = newest.id
             order by r.job, r.id desc
            """;
        return db.Query<JobRun>(sql, new { Jobs = jobs.ToArray(), limit }, cancel);
    }

    /// <summary>Forgets the keys of requests past their 24 hours: the same key may then ask for another run.</summary>
    public Task<int> ForgetRequests(DateTimeOffset at, CancellationToken cancel) =>
        db.Execute("update job_runs set request_key = null where request_key is not null and started_at <= @before", new { before = at - RequestLifetime }, cancel);

    /// <summary>Deletes runs that ended longer ago than <see cref="Memory"/>, at most <paramref name="limit"/> of them. The newest success of each job stays.</summary>
    public Task<int> Forget(DateTimeOffset at, int limit, CancellationToken cancel)
    {
        const string sql = """
            delete from job_runs
             where id = any (array(select r.id
                                     from job_runs r
                                    where r.finished_at <= @before
                                      and r.id <> all (array(select max(id) from job_runs where outcome = 'SUCCEEDED' group by job))
                                    order by r.id
                                    limit @limit))
            """;
        return db.Execute(sql, new { before = at - Memory, limit }, cancel);
    }

    /// <summary>Null: what stood in the way is gone already.</summary>
    private async Task<JobStart?> TryBegin(NewJobRun run, DateTimeOffset at, CancellationToken cancel)
    {
        // The insert asks for the abandoned ones to be closed first, because their index entries would stand in its way.
        const string sql = """
            with abandoned as (
                update job_runs
                   set finished_at = @at, outcome = 'ABANDONED', error = 'It stopped giving signs of life.'
                 where job = @Job
                   and finished_at is null
                   and heartbeat_at < @deadSince
                returning *
            ), known as (
                select id, job, origin, scheduled_for, started_by, request_key, started_at, heartbeat_at, finished_at, outcome, summary, error
                  from job_runs
                 where job = @Job
                   and id not in (select id from abandoned)
                 union all
                select id, job, origin, scheduled_for, started_by, request_key, started_at, heartbeat_at, finished_at, outcome, summary, error
                  from abandoned
            ), standing as (
                select *, coalesce(started_by = @StartedBy and request_key = @RequestKey, false) as of_request
                  from known
                 where finished_at is null
                    or (scheduled_for = @ScheduledFor and outcome <> 'ABANDONED')
                    or (started_by = @StartedBy and request_key = @RequestKey)
                 order by of_request desc, id desc
                 limit 1
            ), begun as (
                insert into job_runs (job, origin, scheduled_for, started_by, request_key, started_at, heartbeat_at)
                select @Job, @Origin::job_origin, @ScheduledFor, @StartedBy, @RequestKey, @at, @at
                 where not exists (select from standing)
                   and (select count(*) from abandoned) >= 0
                returning *
            ), audited as (
                insert into audit_log (action, actor_id, actor_role, detail, created_at)
                select 'JOB_STARTED', u.id, u.role, jsonb_build_object('job', begun.job, 'runId', begun.id), @at
                  from begun
                  join users u on u.id = begun.started_by
            )
            select true as begun, false as of_request, id, job, origin, scheduled_for, started_at, heartbeat_at, finished_at, outcome, summary, error
              from begun
             union all
            select false, of_request, id, job, origin, scheduled_for, started_at, heartbeat_at, finished_at, outcome, summary, error
              from standing
            """;
        var parameters = new { run.Job, Origin = run.Origin.Word(), run.ScheduledFor, run.StartedBy, run.RequestKey, at, deadSince = at - SilenceOfTheDead };
        return await db.QueryOne<Said, JobRun>(sql, parameters, "id", cancel) is var (said, standing) ? new JobStart(said.Begun, said.OfRequest, standing!) : null;
    }

    private sealed record Said(bool Begun, bool OfRequest);
}
