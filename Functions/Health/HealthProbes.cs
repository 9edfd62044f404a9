using Glimmerglass.Data.Files;
using Glimmerglass.Data.Health;
using Glimmerglass.Data.Jobs;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Health;

/// <summary>The looks that health doors share, so that asking costs next to nothing, however often and in whatever state things are.</summary>
public sealed class HealthProbes(HealthStore store, FileStore files, Settings settings, TimeProvider clock, ILogger<HealthProbes> log)
{
    /// <summary>How long what was seen is told.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    /// <summary>How the database stands.</summary>
    public SharedProbe<DatabaseStanding> Database { get; } = new("database", store.Ask, settings.HealthLimit, clock, log);

    /// <summary>How the database stands, and what it knows.</summary>
    public SharedProbe<Known> Facts { get; } = new("database and its facts", cancel => Read(store, settings, cancel), settings.HealthLimit, clock, log);

    public SharedProbe<Container> Storage { get; } = new("document storage", cancel => Reach(files, cancel), settings.HealthLimit, clock, log);

    /// <summary>The facts, with the newest runs of each job.</summary>
    public sealed record Known(HealthFacts Facts, IReadOnlyList<JobRun> Runs);

    /// <summary>The container of kept documents, which is there.</summary>
    public sealed record Container(DateTimeOffset ChangedAt);

    private static async Task<Known> Read(HealthStore store, Settings settings, CancellationToken cancel)
    {
        var (facts, runs) = await store.Read([.. settings.Schedules.Keys], cancel);
        return new Known(facts, runs);
    }

    private static async Task<Container> Reach(FileStore files, CancellationToken cancel) => new(await files.Reach(cancel));
}
