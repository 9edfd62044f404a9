namespace Glimmerglass.Data.Drift;

/// <summary>A script as the database remembers that it was applied.</summary>
public sealed record AppliedMigration(int Version, string Name, string Checksum);

/// <summary>What the database remembers of its migrations.</summary>
public sealed class AppliedMigrationStore(Database db)
{
    /// <summary>By their numbers.</summary>
    public Task<IReadOnlyList<AppliedMigration>> List(CancellationToken cancel)
    {
        const string sql = """
            select version, name, checksum
              from schema_migrations
             order by version
             limit 1000
            """;
        return db.Query<AppliedMigration>(sql, null, cancel);
    }
}
