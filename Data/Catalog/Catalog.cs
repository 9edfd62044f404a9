using System.Text.Json.Serialization;

namespace Glimmerglass.Data.Catalog;

public enum ProductType { Pool, Spa }

public sealed record PoolModel
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required ProductType ProductType { get; init; }

    /// <summary>Feet.</summary>
    public required double LengthFt { get; init; }

    /// <summary>Feet.</summary>
    public required double WidthFt { get; init; }

    /// <summary>Feet.</summary>
    public required double DepthFt { get; init; }

    public string? Shape { get; init; }

    public string? ImageUrl { get; init; }

    public string? BlueprintUrl { get; init; }

    public required bool HasIntegratedSpa { get; init; }

    /// <summary>The most markers of this kind that a drawing may have. Null: no limit.</summary>
    public int? MaxSkimmers { get; init; }

    public int? MaxReturns { get; init; }

    public int? MaxMainDrains { get; init; }

    [JsonPropertyName("defaultFactoryLocationId")]
    public Guid? DefaultFactoryId { get; init; }
}

public sealed record Color
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public string? SwatchUrl { get; init; }
}

public sealed record Factory
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public string? City { get; init; }

    public string? State { get; init; }
}
