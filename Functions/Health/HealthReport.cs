using System.Text.Json.Serialization;
using Glimmerglass.Data;

namespace Glimmerglass.Functions.Health;

/// <summary>How something stands. The worst of its parts is how the whole stands.</summary>
public enum HealthStatus
{
    Pass,

    /// <summary>It works, and somebody should look.</summary>
    Warn,

    /// <summary>Requests that need it fail.</summary>
    Fail,
}

/// <summary>One thing that was looked at, in the words of draft-inadarei-api-health-check-06. Its status is null when it is reported and not judged.</summary>
public sealed record HealthCheck
{
    /// <summary>What was looked at and what was measured of it, with a colon between.</summary>
    [JsonIgnore]
    public string Name { get; init; } = "";

    /// <summary>Which of several things of this name it is.</summary>
    public string? ComponentId { get; init; }

    /// <summary>component, datastore or system.</summary>
    public required string ComponentType { get; init; }

    public object? ObservedValue { get; init; }

    public string? ObservedUnit { get; init; }

    [LowerWords]
    public HealthStatus? Status { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What is wrong, in a sentence; null when nothing is.</summary>
    public string? Output { get; init; }
}

/// <summary>The answer of a health door. The checks are for callers who may read operations; everybody else hears the status alone.</summary>
public sealed record HealthReport
{
    [LowerWords]
    public required HealthStatus Status { get; init; }

    public required string Version { get; init; }

    public required string? ReleaseId { get; init; }

    public IReadOnlyDictionary<string, IReadOnlyList<HealthCheck>>? Checks { get; init; }

    public static HealthReport Of(ThisBuild build, IReadOnlyList<HealthCheck> checks, bool withDetails) => new()
    {
        Status = checks.Max(check => check.Status) ?? HealthStatus.Pass,
        Version = build.Version,
        ReleaseId = build.ReleaseId,
        Checks = withDetails ? checks.GroupBy(check => check.Name).ToDictionary(same => same.Key, same => (IReadOnlyList<HealthCheck>)[.. same]) : null,
    };
}
