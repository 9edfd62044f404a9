using System.Text.Json;

namespace Glimmerglass.Data.Drift;

/// <summary>The checks of drift and what they found.</summary>
public sealed class DriftStore(Database db)
{
    /// <summary>The most findings of one check that are read.</summary>
    public const int MaxFindings = 5_000;

    /// <summary>Whether the database is migrated far enough to keep a check.</summary>
    public Task<bool> IsThere(CancellationToken cancel) =>
        db.QueryOne<bool>("select to_regclass('drift_findings') is not null and to_regclass('job_runs') is not null", null, cancel);

    /// <summary>Records a check with its findings in one statement, and answers its id.</summary>
    public Task<long> Record(DriftCheck check, CancellationToken cancel)
    {
        const string sql = """
            with checked as (
                insert into drift_checks (started_at, finished_at, outcome, applied_version, build_version, not_compared, remarks)
                values (@StartedAt, @FinishedAt, @Outcome, (select max(version) from schema_migrations), @BuildVersion, @NotCompared::jsonb, @Remarks)
                returning id
            ), found as (
                insert into drift_findings (check_id, kind, subject, name, expected, found, severity, mend, allowed_because, allowed_until)
                select c.id, f.kind, f.subject, f.name, f.expected, f.found, f.severity, f.mend, f."allowedBecause", f."allowedUntil"
                  from checked c, jsonb_to_recordset(@Findings::jsonb)
                       as f (kind text, subject text, name text, expected text, found text, severity text, mend text, "allowedBecause" text, "allowedUntil" date)
            )
            select id from checked
            """;
        return db.QueryOne<long>(sql, new
        {
            check.StartedAt,
            check.FinishedAt,
            Outcome = check.Outcome.Word(),
            check.BuildVersion,
            NotCompared = JsonSerializer.Serialize(check.NotCompared, Json.Options),
            Remarks = check.Remarks.ToArray(),
            Findings = JsonSerializer.Serialize(check.Judged, Json.Options),
        }, cancel);
    }

    /// <summary>The newest check with its findings, at most 5,000 of them. Null: drift was never checked.</summary>
    public Task<DriftCheck?> FindNewest(CancellationToken cancel)
    {
        const string sql = """
            select c.id, c.started_at, c.finished_at, c.outcome, c.applied_version, c.build_version, c.not_compared,
                   array_to_string(c.remarks, E'\n') as remark_lines,
                   (select coalesce(jsonb_agg(jsonb_build_object(
                               'kind', f.kind, 'subject', f.subject, 'name', f.name, 'expected', f.expected, 'found', f.found,
                               'severity', f.severity, 'mend', f.mend, 'allowedBecause', f.allowed_because, 'allowedUntil', f.allowed_until) order by f.id), '[]')
                      from (select id, kind, subject, name, expected, found, severity, mend, allowed_because, allowed_until
                              from drift_findings
                             where check_id = c.id
                             order by id
                             limit @MaxFindings) f) as judged
              from drift_checks c
             order by c.id desc
             limit 1
            """;
        return db.QueryOne<DriftCheck>(sql, new { MaxFindings }, cancel);
    }

    /// <summary>Deletes checks that began before <paramref name="before"/>, the oldest first and at most <paramref name="limit"/>, with what they found.</summary>
    public Task<int> Forget(DateTimeOffset before, int limit, CancellationToken cancel)
    {
        const string sql = """
            delete from drift_checks
             where id = any (array(select id
                                     from drift_checks
                                    where started_at < @before
                                    order by started_at
                                    limit @limit))
            """;
        return db.Execute(sql, new { before, limit }, cancel);
    }
}
