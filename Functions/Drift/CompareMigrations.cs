using Glimmerglass.Data;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>Compares what was applied to the database with the scripts of this build.</summary>
public sealed class CompareMigrations(AppliedMigrationStore applied) : IDriftSource
{
    public DriftKind Kind => DriftKind.Migrations;

    public string What => "the migrations";

    public async Task<DriftReading> Read(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var (done, scripts) = (await applied.List(cancel), Migrator.Scripts());
        return new DriftReading
        {
            Findings = MigrationDifference.Compare(done, scripts),
            Remarks = [.. MigrationDifference.Pending(done, scripts).Select(name => $"The migration {name} waits to be applied.")],
        };
    }
}
