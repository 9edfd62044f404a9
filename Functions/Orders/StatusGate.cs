using System.Text.Json.Serialization;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Functions.Orders;

/// <summary>One thing that keeps an order from a status, and who can do something about it.</summary>
public sealed record Blocker(BlockerCode Code, string Subject, string Message, FixableBy FixableBy)
{
    /// <summary>What the check had against a refused document; null for every other blocker.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Reason>? Reasons { get; init; }
}

public enum BlockerCode { DocumentMissing, DocumentBeingChecked, DocumentRejected, FieldMissing }

public enum FixableBy { Dealer, Admin }

/// <summary>What a gate says: what it requires, what of it is missing, and why.</summary>
public sealed record GateVerdict(Requirement Required, Requirement Missing, IReadOnlyList<Blocker> Blockers)
{
    public bool IsOpen => Blockers.Count == 0;
}

/// <summary>
/// Decides whether an order may enter a status. A document counts only when its content was checked and accepted.
/// The status check and the move itself ask the same gate.
/// </summary>
public static class StatusGate
{
    /// <summary>Judges the gates of all these statuses at once: one for a step forward, all up to the old status for a restore.</summary>
    /// <param name="seenByDealer">A dealer is not told about documents that are hidden from it: to a dealer they are missing until they are accepted.</param>
    public static GateVerdict Judge(Order order, IEnumerable<OrderStatus> gates, GateFacts facts, bool seenByDealer)
    {
        var required = gates.Select(gate => Requirements.Of(gate, facts)).Aggregate(
            new Requirement([], []), (all, next) => new Requirement([.. all.Docs.Union(next.Docs)], [.. all.Fields.Union(next.Fields)]));

        var documents = required.Docs.Select(kind => Block(kind, facts, seenByDealer)).OfType<Blocker>();
        var fields = required.Fields.Where(field => !IsFilled(order, field))
            .Select(field => new Blocker(BlockerCode.FieldMissing, field, $"{field} is not filled in.", FixableBy.Admin));
        List<Blocker> blockers = [.. documents, .. fields];

        return new GateVerdict(required, new Requirement(Subjects(field: false), Subjects(field: true)), blockers);

        IReadOnlyList<string> Subjects(bool field) =>
            [.. blockers.Where(blocker => blocker.Code == BlockerCode.FieldMissing == field).Select(blocker => blocker.Subject)];
    }

    private static Blocker? Block(string kind, GateFacts facts, bool seenByDealer)
    {
        var definition = facts.Definitions.First(candidate => candidate.Key == kind);
        var filed = facts.Documents.Where(document => document.Kind == kind).ToList();
        if (filed.Exists(document => document.State == DocumentState.Accepted)) return null;

        // Newest first: the uploader hears about the last try.
        var told = filed.Where(document => document.VisibleToDealer || !seenByDealer).ToList();
        var refused = told.Find(document => document.State is DocumentState.Rejected or DocumentState.Infected or DocumentState.Failed);
        var (code, message) = (told.Exists(document => document.State == DocumentState.Checking), refused) switch
        {
            (true, _) => (BlockerCode.DocumentBeingChecked, $"{definition.Label} is being checked."),
            (_, { } document) => (BlockerCode.DocumentRejected, $"{definition.Label} was refused. {string.Join(' ', document.Reasons.Select(reason => reason.Message))}".TrimEnd()),
            _ => (BlockerCode.DocumentMissing, $"{definition.Label} is missing."),
        };
        return new Blocker(code, kind, message, definition.DealerMayUpload ? FixableBy.Dealer : FixableBy.Admin)
        {
            Reasons = code == BlockerCode.DocumentRejected ? refused!.Reasons : null,
        };
    }

    private static bool IsFilled(Order order, string field) => field switch
    {
        "serialNumber" => order.SerialNumber is not null,
        "requestedShipDate" => order.RequestedShipOn is not null,
        "productionPriority" => order.ProductionPriority is not null,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "No gate can require this field."),
    };
}
