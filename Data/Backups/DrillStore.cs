using System.Text.Json;

namespace Glimmerglass.Data.Backups;

/// <summary>What drills found, and which backups they proved.</summary>
public sealed class DrillStore(Database db)
{
    /// <summary>Writes a drill down, and answers it with its id.</summary>
    public async Task<Drill> Record(Drill drill, CancellationToken cancel)
    {
        const string sql = """
            insert into backup_drills (backup, started_at, finished_at, passed, proven, rpo_seconds, rto_seconds,
                                       tables, rows, bytes, documents, document_bytes, sample_end, findings)
            values (@Backup, @StartedAt, @FinishedAt, @Passed, @Proven, @RpoSeconds, @RtoSeconds,
                    @Tables, @Rows, @Bytes, @Documents, @DocumentBytes, @SampleEnd, @Findings::jsonb)
            returning id
            """;
        var id = await db.QueryOne<long>(sql, new
        {
            drill.Backup,
            drill.StartedAt,
            drill.FinishedAt,
            drill.Passed,
            drill.Proven,
            drill.RpoSeconds,
            drill.RtoSeconds,
            drill.Tables,
            drill.Rows,
            drill.Bytes,
            drill.Documents,
            drill.DocumentBytes,
            drill.SampleEnd,
            Findings = JsonSerializer.Serialize(drill.Findings, Json.Options),
        }, cancel);
        return drill with { Id = id };
    }

    /// <summary>The newest drills, newest first.</summary>
    public Task<IReadOnlyList<Drill>> ListNewest(int limit, CancellationToken cancel)
    {
        const string sql = """
            select id, backup, started_at, finished_at, passed, proven, rpo_seconds, rto_seconds,
                   tables, rows, bytes, documents, document_bytes, sample_end, findings
              from backup_drills
             order by id desc
             limit @limit
            """;
        return db.Query<Drill>(sql, new { limit }, cancel);
    }

    /// <summary>
    /// The backups whose newest drill proved them, the one that was proven last first; at most 1,000. A backup that was proven once and failed since is none.
    /// </summary>
    public Task<IReadOnlyList<ProvenBackup>> ProvenBackups(CancellationToken cancel)
    {
        const string sql = """
            select newest.backup as name, newest.finished_at as proven_at
              from (select distinct on (backup) backup, finished_at, proven
                      from backup_drills
                     where backup is not null
                     order by backup, id desc) newest
             where newest.proven
             order by newest.finished_at desc
             limit 1000
            """;
        return db.Query<ProvenBackup>(sql, null, cancel);
    }

    /// <summary>The document behind which the next sample begins. Null: no drill read one yet.</summary>
    public Task<Guid?> FindSampleEnd(CancellationToken cancel)
    {
        const string sql = """
            select sample_end
              from backup_drills
             where sample_end is not null
             order by id desc
             limit 1
            """;
        return db.QueryOne<Guid?>(sql, null, cancel);
    }

    /// <summary>Which of these documents are accepted now: the others were taken away since they were backed up.</summary>
    public Task<IReadOnlyList<Guid>> ListAccepted(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        const string sql = """
            select id
              from documents
             where id = any (@Ids)
               and state = 'ACCEPTED'
             limit @limit
            """;
        return db.Query<Guid>(sql, new { Ids = ids.ToArray(), limit = ids.Count }, cancel);
    }

    /// <summary>Deletes drills that ended before <paramref name="before"/>, at most <paramref name="limit"/>. The newest of each backup and of all stay.</summary>
    public Task<int> Forget(DateTimeOffset before, int limit, CancellationToken cancel)
    {
        const string sql = """
            delete from backup_drills
             where id = any (array(select d.id
                                     from backup_drills d
                                    where d.finished_at < @before
                                      and exists (select from backup_drills newer where newer.backup is not distinct from d.backup and newer.id > d.id)
                                    order by d.id
                                    limit @limit))
            """;
        return db.Execute(sql, new { before, limit }, cancel);
    }
}
