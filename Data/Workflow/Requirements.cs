using Glimmerglass.Data.Orders;

namespace Glimmerglass.Data.Workflow;

/// <summary>What somebody configured for entering a status, in general or for a workflow profile. Empty lists mean that nothing is required.</summary>
public sealed record RequirementTemplate(OrderStatus Status, bool OfProfile, IReadOnlyList<string> Documents, IReadOnlyList<string> Fields);

/// <summary>A kind of document, by its key.</summary>
public sealed record DocumentDefinition(string Key, string Label, bool Active, bool DealerMayUpload, bool VisibleToDealerDefault);
