using Dapper;
using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Data.Drift;

/// <summary>The schema while nobody changes it: a deployment that is half-way through its migrations is no drift.</summary>
public sealed class QuietSchemaStore(Database db)
{
    /// <summary>
    /// Reads the catalogue while migrations wait, which is well under a second. Null: migrations are at work, and nothing was read. The lock is of a
    /// transaction of its own, so that the snapshot of the reading begins after it is held.
    /// </summary>
    public Task<CatalogueReading?> Read(CancellationToken cancel) => db.InTransaction(async transaction =>
    {
        const string sql = "select pg_try_advisory_xact_lock_shared(@AdvisoryLock)";
        var isQuiet = await transaction.Connection!.ExecuteScalarAsync<bool>(new CommandDefinition(sql, new { Migrator.AdvisoryLock }, transaction, cancellationToken: cancel));
        return isQuiet ? await new CatalogueReader(db).Read(cancel) : null;
    }, cancel);
}
