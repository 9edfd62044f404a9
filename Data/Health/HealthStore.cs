using Glimmerglass.Data.Jobs;

namespace Glimmerglass.Data.Health;

/// <summary>Asks the database how it stands and what it knows, in one round trip each.</summary>
public sealed class HealthStore(Database db)
{
    /// <summary>Cheap, because the platform asks all the time.</summary>
    public async Task<DatabaseStanding> Ask(CancellationToken cancel)
    {
        const string sql = """
            select current_setting('server_version') as server_version,
                   (select coalesce(max(version), 0) from schema_migrations) as schema_version,
                   pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as is_read_only
            """;
        return (await db.QueryOne<DatabaseStanding>(sql, null, cancel))!;
    }

    /// <summary>All facts, and of each of these jobs the newest run and the newest that succeeded, newest first.</summary>
    public async Task<(HealthFacts Facts, IReadOnlyList<JobRun> Runs)> Read(IReadOnlyList<string> jobs, CancellationToken cancel)
    {
        const string sql = """
            with facts as (
                select current_setting('server_version') as server_version,
                       (select coalesce(max(version), 0) from schema_migrations) as schema_version,
                       pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as is_read_only,
                       (select started_at - coalesce(rpo_seconds, 0) * interval '1 second' from backup_drills where proven order by id desc limit 1) as backup_proven_at,
                       (select finished_at from drift_checks where outcome <> 'INCOMPLETE' order by id desc limit 1) as drift_checked_at,
                       coalesce((select outcome = 'DRIFTED' from drift_checks where outcome <> 'INCOMPLETE' order by id desc limit 1), false) as has_drifted,
                       (select created_at from outbox where sent_at is null order by id limit 1) as oldest_notice_at,
                       (select min(coalesce(check_begun_at, created_at))
                          from documents
                         where pending_verdict is null
                           and (state = 'CHECKING' or (state = 'AWAITING_UPLOAD' and created_at < now() - interval '26 hours'))) as oldest_unchecked_at
            ), runs as (
                select r.id, r.job, r.origin, r.scheduled_for, r.started_at, r.heartbeat_at, r.finished_at, r.outcome, r.summary, r.error
                  from unnest(@Jobs) as named (job)
                 cross join lateral ((select id from job_runs where job = named.job order by id desc limit 1)
                                     union
                                     (select id from job_runs where job = named.job and outcome = 'SUCCEEDED' order by id desc limit 1)) newest
                  join job_runs r on r.id = newest.id
            )
            select f.server_version, f.schema_version, f.is_read_only, f.backup_proven_at, f.drift_checked_at, f.has_drifted, f.oldest_notice_at, f.oldest_unchecked_at,
                   r.id, r.job, r.origin, r.scheduled_for, r.started_at, r.heartbeat_at, r.finished_at, r.outcome, r.summary, r.error
              from facts f
              left join runs r on true
             order by r.id desc
             limit 1000
            """;
        var rows = await db.Query<HealthFacts, JobRun>(sql, new { Jobs = jobs.ToArray() }, "id", cancel);
        return (rows[0].First, [.. rows.Select(row => row.Second).OfType<JobRun>()]);
    }
}
