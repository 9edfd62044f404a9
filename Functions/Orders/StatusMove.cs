using Glimmerglass.Data.Orders;

namespace Glimmerglass.Functions.Orders;

public enum MoveKind { Forward, Backward, Cancel, Restore }

/// <summary>Decides which ways lead from a status, what each asks for, and which gates it goes through.</summary>
public static class StatusMove
{
    /// <summary>The kind of a move; null when no way leads there.</summary>
    public static MoveKind? KindOf(Order order, OrderStatus to)
    {
        if (order.Status == OrderStatus.Canceled) return to == order.CanceledFrom ? MoveKind.Restore : null;
        if (to == OrderStatus.Canceled) return order.Status.MayBeCanceled() ? MoveKind.Cancel : null;
        if (to == order.Status.Next()) return MoveKind.Forward;
        return to == order.Status.Previous() ? MoveKind.Backward : null;
    }

    /// <summary>Every status that an order could go to from where it stands.</summary>
    public static IEnumerable<OrderStatus> Ways(Order order) => Enum.GetValues<OrderStatus>().Where(to => KindOf(order, to) is not null);

    /// <summary>The gates on the way: of the target for a step forward, every one up to it for a restore, none otherwise.</summary>
    public static IEnumerable<OrderStatus> Gates(MoveKind kind, OrderStatus to) => kind switch
    {
        MoveKind.Forward => [to],
        MoveKind.Restore => Enum.GetValues<OrderStatus>().Where(gate => gate > OrderStatus.PendingPaymentApproval && gate <= to),
        _ => [],
    };

    public static bool NeedsComment(MoveKind kind) => kind != MoveKind.Forward;

    /// <summary>The status that an order goes to next: the next one of the path, or the one it was canceled from.</summary>
    public static OrderStatus? ExpectedNext(Order order) => order.Status == OrderStatus.Canceled ? order.CanceledFrom : order.Status.Next();

    /// <summary>Refuses what leads nowhere, lacks its comment, or stands before a closed gate, with its blockers. Null: the order may move.</summary>
    public static Refusal? Refuse(Order order, OrderStatus to, string? comment, GateFacts facts, out IReadOnlyList<Blocker> blockers)
    {
        blockers = [];
        if (KindOf(order, to) is not { } kind) return Refusal.InvalidTransition(order.Status, to, ExpectedNext(order));
        if (NeedsComment(kind) && comment is null) return CommentMissing(kind, order, to);

        var verdict = StatusGate.Judge(order, Gates(kind, to), facts, seenByDealer: false);
        blockers = verdict.Blockers;
        return verdict.IsOpen ? null : MissingRequirements(to, verdict);
    }

    /// <summary>The order after a move that was not refused.</summary>
    public static Order Moved(Order order, OrderStatus to, DateTimeOffset at) => order with
    {
        Status = to,
        CanceledFrom = to == OrderStatus.Canceled ? order.Status : null,
        Version = order.Version + 1,
        UpdatedAt = at,
        StatusChangedAt = at,
    };

    private static Refusal CommentMissing(MoveKind kind, Order order, OrderStatus to) => kind switch
    {
        MoveKind.Cancel => Refusal.CancelReasonRequired(order.Status),
        MoveKind.Restore => Refusal.RestoreReasonRequired(to),
        _ => Refusal.CommentRequired(),
    };

    private static Refusal MissingRequirements(OrderStatus to, GateVerdict verdict) =>
        new Refusal("MISSING_REQUIREMENTS", string.Join(" ", verdict.Blockers.Select(blocker => blocker.Message)))
            .With("targetStatus", to)
            .With("required", verdict.Required)
            .With("missing", verdict.Missing)
            .With("blockers", verdict.Blockers);
}
