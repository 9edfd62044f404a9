using Glimmerglass.Data.Orders;
using Glimmerglass.Data.Workflow;

namespace Glimmerglass.Functions.Orders;

/// <summary>What has to be there before an order may enter a status: kinds of documents, and names of fields.</summary>
public sealed record Requirement(IReadOnlyList<string> Docs, IReadOnlyList<string> Fields);

/// <summary>
/// Decides what a status requires: the template of the dealer's workflow profile, else the general one, else the built-in defaults.
/// A template without entries requires nothing; kinds that are not active any more are never required.
/// </summary>
public static class Requirements
{
    private static readonly Requirement None = new([], []);

    private static readonly Dictionary<OrderStatus, Requirement> Defaults = new()
    {
        [OrderStatus.InProduction] = new(["PROOF_OF_PAYMENT", "QUOTE", "INVOICE"], []),
        [OrderStatus.PreShipping] = new(["BUILD_SHEET", "POST_PRODUCTION_MEDIA"], ["serialNumber"]),
        [OrderStatus.Completed] = new(
            ["SHIPPING_CHECKLIST", "PRE_SHIPPING_MEDIA", "BILL_OF_LADING", "PROOF_OF_FINAL_PAYMENT", "PAID_INVOICE"], ["serialNumber"]),
    };

    public static Requirement Of(OrderStatus status, GateFacts facts)
    {
        var template = Find(status, ofProfile: true) ?? Find(status, ofProfile: false);
        var required = template is null ? Defaults.GetValueOrDefault(status, None) : new Requirement(template.Documents, template.Fields);
        var active = facts.Definitions.Where(definition => definition.Active).Select(definition => definition.Key).ToHashSet();
        return required with { Docs = [.. required.Docs.Where(active.Contains)] };

        RequirementTemplate? Find(OrderStatus of, bool ofProfile) =>
            facts.Templates.FirstOrDefault(candidate => candidate.Status == of && candidate.OfProfile == ofProfile);
    }
}
