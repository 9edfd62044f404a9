using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Orders;
using Glimmerglass.Functions.Orders;

namespace Glimmerglass.Tests.Rules;

public sealed class StatusMoveTests
{
    private const OrderStatus Pending = OrderStatus.PendingPaymentApproval;
    private const OrderStatus Production = OrderStatus.InProduction;
    private const OrderStatus Shipping = OrderStatus.PreShipping;
    private const OrderStatus Completed = OrderStatus.Completed;
    private const OrderStatus Warranty = OrderStatus.ServiceWarranty;
    private const OrderStatus Canceled = OrderStatus.Canceled;

    /// <summary>Every way there is, written down once more; all other pairs are no way.</summary>
    private static readonly Dictionary<(OrderStatus From, OrderStatus To), MoveKind> ways = new()
    {
        [(Pending, Production)] = MoveKind.Forward,
        [(Production, Shipping)] = MoveKind.Forward,
        [(Shipping, Completed)] = MoveKind.Forward,
        [(Completed, Warranty)] = MoveKind.Forward,
        [(Production, Pending)] = MoveKind.Backward,
        [(Shipping, Production)] = MoveKind.Backward,
        [(Completed, Shipping)] = MoveKind.Backward,
        [(Warranty, Completed)] = MoveKind.Backward,
        [(Pending, Canceled)] = MoveKind.Cancel,
        [(Production, Canceled)] = MoveKind.Cancel,
        [(Shipping, Canceled)] = MoveKind.Cancel,
    };

    public static TheoryData<OrderStatus, OrderStatus> Pairs()
    {
        var pairs = new TheoryData<OrderStatus, OrderStatus>();
        foreach (var from in Enum.GetValues<OrderStatus>())
        {
            foreach (var to in Enum.GetValues<OrderStatus>()) pairs.Add(from, to);
        }
        return pairs;
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Each_pair_of_statuses_is_one_way_or_none(OrderStatus from, OrderStatus to)
    {
        MoveKind? expected = from == Canceled
            ? (to == Shipping ? MoveKind.Restore : null)
            : ways.TryGetValue((from, to), out var kind) ? kind : null;

        Assert.Equal(expected, StatusMove.KindOf(Some.Order(from, canceledFrom: Shipping), to));
    }

    [Theory]
    [InlineData(Pending, Production)]
    [InlineData(Production, Shipping)]
    [InlineData(Shipping, Completed)]
    [InlineData(Completed, Warranty)]
    [InlineData(Warranty, null)]
    [InlineData(Canceled, Shipping)]
    public void The_next_status_is_the_next_of_the_path_or_the_one_before_cancelling(OrderStatus from, OrderStatus? next) =>
        Assert.Equal(next, StatusMove.ExpectedNext(Some.Order(from, canceledFrom: Shipping)));

    [Fact]
    public void A_step_forward_goes_through_one_gate_a_restore_through_all_and_others_through_none()
    {
        Assert.Equal([Completed], StatusMove.Gates(MoveKind.Forward, Completed));
        Assert.Equal([], StatusMove.Gates(MoveKind.Restore, Pending));
        Assert.Equal([Production], StatusMove.Gates(MoveKind.Restore, Production));
        Assert.Equal([Production, Shipping], StatusMove.Gates(MoveKind.Restore, Shipping));
        Assert.Equal([], StatusMove.Gates(MoveKind.Backward, Production));
        Assert.Equal([], StatusMove.Gates(MoveKind.Cancel, Canceled));
    }

    [Theory]
    [InlineData(Production, Completed, "a reason", "INVALID_TRANSITION")]
    [InlineData(Production, Production, "a reason", "INVALID_TRANSITION")]
    [InlineData(Production, Canceled, null, "CANCEL_REASON_REQUIRED")]
    [InlineData(Production, Canceled, "a reason", null)]
    [InlineData(Production, Pending, null, "COMMENT_REQUIRED")]
    [InlineData(Production, Pending, "a reason", null)]
    [InlineData(Canceled, Shipping, null, "RESTORE_REASON_REQUIRED")]
    [InlineData(Canceled, Shipping, "a reason", "MISSING_REQUIREMENTS")]
    [InlineData(Canceled, Production, "a reason", "INVALID_TRANSITION")]
    [InlineData(Production, Shipping, null, "MISSING_REQUIREMENTS")]
    [InlineData(Completed, Warranty, null, null)]
    public void A_way_is_asked_for_before_its_comment_and_its_comment_before_its_gates(OrderStatus from, OrderStatus to, string? comment, string? code)
    {
        var refusal = StatusMove.Refuse(Some.Order(from, canceledFrom: Shipping), to, comment, Some.Facts(), out var blockers);

        Assert.Equal(code, refusal?.Code);
        Assert.Equal(code == "MISSING_REQUIREMENTS", blockers.Count > 0);
    }

    [Fact]
    public void A_blocked_move_names_its_target_and_everything_that_is_missing()
    {
        var refusal = StatusMove.Refuse(Some.Order(Production), Shipping, null, Some.Facts(Some.Filed("BUILD_SHEET")), out var blockers)!;

        Assert.Equal(Shipping, refusal.Facts["targetStatus"]);
        Assert.Equal(["BUILD_SHEET", "POST_PRODUCTION_MEDIA"], Assert.IsType<Requirement>(refusal.Facts["required"]).Docs);
        Assert.Equal(["POST_PRODUCTION_MEDIA"], Assert.IsType<Requirement>(refusal.Facts["missing"]).Docs);
        Assert.Equal(["serialNumber"], Assert.IsType<Requirement>(refusal.Facts["missing"]).Fields);
        Assert.Same(blockers, refusal.Facts["blockers"]);
        Assert.Equal("Label of POST_PRODUCTION_MEDIA is missing. serialNumber is not filled in.", refusal.Detail);
    }

    [Fact]
    public void The_ways_are_the_statuses_that_some_kind_of_move_leads_to() => ForAll((order, _) =>
        Assert.Equal(Enum.GetValues<OrderStatus>().Where(to => StatusMove.KindOf(order, to) is not null), StatusMove.Ways(order)));

    [Fact]
    public void A_move_is_refused_exactly_when_no_way_no_comment_or_no_open_gate_is_there() => ForAll((order, facts) =>
    {
        foreach (var (to, comment) in from to in Enum.GetValues<OrderStatus>() from comment in new[] { null, "a reason" } select (to, comment))
        {
            var kind = StatusMove.KindOf(order, to);
            var open = kind is { } known && StatusGate.Judge(order, StatusMove.Gates(known, to), facts, false).IsOpen;
            var allowed = open && (comment is not null || kind == MoveKind.Forward);

            Assert.Equal(allowed, StatusMove.Refuse(order, to, comment, facts, out _) is null);
        }
    });

    [Fact]
    public void A_restore_asks_for_no_less_than_each_gate_up_to_its_target() => ForAll((order, facts) =>
    {
        if (order.CanceledFrom is not { } target) return;
        StatusMove.Refuse(order, target, "a reason", facts, out var blockers);
        var oneByOne = Enum.GetValues<OrderStatus>().Where(gate => gate > Pending && gate <= target)
            .SelectMany(gate => StatusGate.Judge(order, [gate], facts, false).Blockers).Distinct();

        Assert.Equivalent(oneByOne, blockers);
    });

    [Fact]
    public void Canceled_and_restored_or_forward_and_backward_an_order_stands_where_it_stood() => ForAll((order, _) =>
    {
        var at = DateTimeOffset.UnixEpoch.AddDays(1);
        foreach (var to in StatusMove.Ways(order).Where(to => order.Status != Canceled))
        {
            var there = StatusMove.Moved(order, to, at);
            var back = StatusMove.Moved(there, order.Status, at);

            Assert.Contains(order.Status, StatusMove.Ways(there));
            Assert.Equal(order with { Version = order.Version + 2, UpdatedAt = at, StatusChangedAt = at }, back);
            Assert.Equal(there.Status == Canceled, there.CanceledFrom is not null);
        }
    });

    private static void ForAll(Action<Order, GateFacts> law) =>
        Prop.ForAll(Some.Orders.ToArbitrary(), Some.GateFacts.ToArbitrary(), law).QuickCheckThrowOnFailure();
}
