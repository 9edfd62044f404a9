using Glimmerglass.Data;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>Compares the live catalogue with what the migrations produce at the last applied version, while no migration is at work.</summary>
public sealed class CompareSchema(QuietSchemaStore schema, TimeProvider clock) : IDriftSource
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How long migrations that are at work are waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    public DriftKind Kind => DriftKind.Schema;

    public string What => "the schema";

    public async Task<DriftReading> Read(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            if (await schema.Read(cancel) is { } found) return Compare(found);
            if (waited >= Patience) return new DriftReading { NotCompared = [new NotCompared(Kind, What, "a deployment is at work: its migrations hold their lock", ByDesign: false)] };
            await Task.Delay(Pause, clock, cancel);
        }
    }

    private DriftReading Compare(CatalogueReading found) => new()
    {
        Findings = SchemaDifference.Find(CatalogueExpectation.At(found.SchemaVersion), found),
        NotCompared = [.. found.NotCompared.Select(left => new NotCompared(Kind, left.Kind, FormattableString.Invariant($"there are {left.Count}, and no comparison knows them"), ByDesign: true))],
    };
}
