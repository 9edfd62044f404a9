namespace Glimmerglass.Data.Access;

/// <summary>Which orders somebody may see: those of one dealer, those of some factories, or all. Every query on orders takes one.</summary>
/// <param name="DealerId">Null: of every dealer.</param>
/// <param name="FactoryIds">Null: of every factory, also those without one.</param>
public sealed record Scope(Guid? DealerId, Guid[]? FactoryIds)
{
    public static readonly Scope Everything = new(null, null);
}
