namespace Glimmerglass.Data.Invariants;

/// <summary>A promise of the business that does not hold for one thing.</summary>
/// <param name="Invariant">The promise, in a few words that never change: <c>history ends at status</c>.</param>
/// <param name="Subject">What sort of thing breaks it: <c>order</c>, <c>document</c>.</param>
/// <param name="Name">Which one: an order's number, an id.</param>
public sealed record BrokenInvariant(string Invariant, string Subject, string Name, string Expected, string Found);
