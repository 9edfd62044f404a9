using Glimmerglass.Data;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Invariants;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Functions.Drift;

/// <summary>Asks the promises of the business of the rows themselves, and which orders stand before a closed gate.</summary>
public sealed class CompareLedgers(InvariantStore invariants, StandingGateStore gates) : IDriftSource
{
    private const int MaxOfEach = 1_000;

    private static readonly OrderStatus[] Guarded = [OrderStatus.InProduction, OrderStatus.PreShipping, OrderStatus.Completed, OrderStatus.ServiceWarranty];

    public DriftKind Kind => DriftKind.Ledgers;

    public string What => "the ledgers";

    public async Task<DriftReading> Read(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        var broken = await invariants.ListBroken(MaxOfEach, cancel);
        var required = (await gates.ListProfiles(cancel)).SelectMany(Required).ToList();
        var closed = await gates.ListClosed(required, MaxOfEach, cancel);
        return new DriftReading { Findings = [.. broken.Select(LedgerDifference.Of), .. closed.Select(LedgerDifference.Of)] };
    }

    /// <summary>By the rule of the gate itself, so that there is one word on what a status requires.</summary>
    private static IEnumerable<StandingRequirement> Required(ProfileRequirements profile)
    {
        var facts = new GateFacts { Templates = profile.Templates, Definitions = profile.Definitions, Documents = [] };
        return from status in Guarded
               let required = Orders.Requirements.Of(status, facts)
               where required.Docs.Count + required.Fields.Count > 0
               select new StandingRequirement(profile.ProfileId, status, required.Docs, required.Fields);
    }
}
