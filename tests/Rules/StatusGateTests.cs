using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Orders;
using Glimmerglass.Data.Workflow;
using Glimmerglass.Functions.Orders;

namespace Glimmerglass.Tests.Rules;

public sealed class StatusGateTests
{
    [Theory]
    [InlineData(DocumentState.AwaitingUpload, BlockerCode.DocumentMissing, "Label of INVOICE is missing.")]
    [InlineData(DocumentState.Expired, BlockerCode.DocumentMissing, "Label of INVOICE is missing.")]
    [InlineData(DocumentState.Checking, BlockerCode.DocumentBeingChecked, "Label of INVOICE is being checked.")]
    [InlineData(DocumentState.Rejected, BlockerCode.DocumentRejected, "Label of INVOICE was refused. It is cut off.")]
    [InlineData(DocumentState.Infected, BlockerCode.DocumentRejected, "Label of INVOICE was refused. It is cut off.")]
    [InlineData(DocumentState.Failed, BlockerCode.DocumentRejected, "Label of INVOICE was refused. It is cut off.")]
    public void Only_an_accepted_document_counts(DocumentState state, BlockerCode code, string message)
    {
        var facts = Some.Facts(Some.Filed("PROOF_OF_PAYMENT"), Some.Filed("QUOTE"), Some.Filed("INVOICE", state, true, new Reason("TRUNCATED", "It is cut off.", "at byte 7")));

        var verdict = StatusGate.Judge(Some.Order(), [OrderStatus.InProduction], facts, seenByDealer: false);

        var blocker = Assert.Single(verdict.Blockers);
        Assert.Equal(new Blocker(code, "INVOICE", message, FixableBy.Admin), blocker with { Reasons = null });
        Assert.Equal(code == BlockerCode.DocumentRejected ? [new Reason("TRUNCATED", "It is cut off.", "at byte 7")] : null, blocker.Reasons);
        Assert.Equal(["INVOICE"], verdict.Missing.Docs);
        Assert.Empty(verdict.Missing.Fields);
        Assert.False(verdict.IsOpen);
    }

    [Fact]
    public void A_document_that_is_missing_altogether_is_missing()
    {
        var verdict = StatusGate.Judge(Some.Order(), [OrderStatus.InProduction], Some.Facts(), seenByDealer: false);

        Assert.Equal(
            [
                new Blocker(BlockerCode.DocumentMissing, "PROOF_OF_PAYMENT", "Label of PROOF_OF_PAYMENT is missing.", FixableBy.Dealer),
                new Blocker(BlockerCode.DocumentMissing, "QUOTE", "Label of QUOTE is missing.", FixableBy.Dealer),
                new Blocker(BlockerCode.DocumentMissing, "INVOICE", "Label of INVOICE is missing.", FixableBy.Admin),
            ],
            verdict.Blockers);
    }

    [Fact]
    public void One_accepted_document_outweighs_any_number_of_others()
    {
        var facts = Some.Facts(Some.Filed("INVOICE", DocumentState.Rejected), Some.Filed("INVOICE"), Some.Filed("INVOICE", DocumentState.Checking));

        var verdict = StatusGate.Judge(Some.Order(), [OrderStatus.InProduction], facts, seenByDealer: false);

        Assert.DoesNotContain("INVOICE", verdict.Missing.Docs);
    }

    [Fact]
    public void A_check_under_way_is_told_before_an_older_refusal_and_the_newest_refusal_before_an_older_one()
    {
        var (newer, older) = (new Reason("EMPTY", "It is empty."), new Reason("TRUNCATED", "It is cut off."));
        var refused = Some.Facts(Some.Filed("QUOTE", DocumentState.Rejected, true, newer), Some.Filed("QUOTE", DocumentState.Rejected, true, older));
        var again = refused with { Documents = [.. refused.Documents, Some.Filed("QUOTE", DocumentState.Checking)] };

        Assert.Equal("Label of QUOTE was refused. It is empty.", OfQuote(refused).Message);
        Assert.Equal(BlockerCode.DocumentBeingChecked, OfQuote(again).Code);
    }

    [Theory]
    [InlineData(DocumentState.Rejected)]
    [InlineData(DocumentState.Checking)]
    public void A_dealer_is_not_told_what_became_of_a_hidden_document(DocumentState state)
    {
        var facts = Some.Facts(Some.Filed("QUOTE", state, visible: false, new Reason("TRUNCATED", "It is cut off.")));

        Assert.Equal(new Blocker(BlockerCode.DocumentMissing, "QUOTE", "Label of QUOTE is missing.", FixableBy.Dealer), OfQuote(facts, seenByDealer: true));
        Assert.NotEqual(BlockerCode.DocumentMissing, OfQuote(facts).Code);
    }

    [Fact]
    public void A_hidden_document_counts_for_everyone_once_it_is_accepted()
    {
        var facts = Some.Facts(Some.Filed("QUOTE", visible: false));

        Assert.DoesNotContain("QUOTE", StatusGate.Judge(Some.Order(), [OrderStatus.InProduction], facts, seenByDealer: true).Missing.Docs);
    }

    [Fact]
    public void Each_field_is_asked_for_by_its_name()
    {
        var facts = Some.Facts() with { Templates = [new RequirementTemplate(OrderStatus.InProduction, false, [], Some.Fields)] };
        var full = Some.Order() with { SerialNumber = "SN-1", RequestedShipOn = new DateOnly(2026, 5, 1), ProductionPriority = 1 };

        var empty = StatusGate.Judge(Some.Order(), [OrderStatus.InProduction], facts, seenByDealer: false);

        Assert.Equal(Some.Fields, empty.Missing.Fields);
        Assert.Empty(empty.Missing.Docs);
        Assert.Equal(new Blocker(BlockerCode.FieldMissing, "serialNumber", "serialNumber is not filled in.", FixableBy.Admin), empty.Blockers[0]);
        Assert.True(StatusGate.Judge(full, [OrderStatus.InProduction], facts, seenByDealer: false).IsOpen);
    }

    [Fact]
    public void A_field_that_no_gate_knows_is_a_fault()
    {
        var facts = Some.Facts() with { Templates = [new RequirementTemplate(OrderStatus.InProduction, false, [], ["shoeSize"])] };

        Assert.Throws<ArgumentOutOfRangeException>(() => StatusGate.Judge(Some.Order(), [OrderStatus.InProduction], facts, seenByDealer: false));
    }

    [Fact]
    public void Several_gates_are_judged_as_one_without_asking_twice()
    {
        var verdict = StatusGate.Judge(Some.Order(), [OrderStatus.PreShipping, OrderStatus.Completed], Some.Facts(), seenByDealer: false);

        Assert.Equal(["serialNumber"], verdict.Required.Fields);
        Assert.Equal(7, verdict.Required.Docs.Count);
        Assert.Equal(8, verdict.Blockers.Count);
    }

    [Fact]
    public void A_gate_is_open_exactly_when_nothing_blocks_and_what_is_missing_was_required() => ForAll((order, facts, seenByDealer) =>
    {
        var gates = Enum.GetValues<OrderStatus>();
        var verdict = StatusGate.Judge(order, gates, facts, seenByDealer);

        Assert.Equal(verdict.Blockers.Count == 0, verdict.IsOpen);
        Assert.Subset(verdict.Required.Docs.ToHashSet(), verdict.Missing.Docs.ToHashSet());
        Assert.Subset(verdict.Required.Fields.ToHashSet(), verdict.Missing.Fields.ToHashSet());
        Assert.Equal(verdict.Blockers.Select(blocker => blocker.Subject), verdict.Missing.Docs.Concat(verdict.Missing.Fields));
        Assert.Distinct(verdict.Blockers.Select(blocker => blocker.Subject));
    });

    [Fact]
    public void An_accepted_document_more_never_adds_a_blocker() => ForAll((order, facts, seenByDealer) =>
    {
        var gates = Enum.GetValues<OrderStatus>();
        var before = Missing(facts);

        foreach (var definition in facts.Definitions)
        {
            var more = facts with { Documents = [Some.Filed(definition.Key), .. facts.Documents] };
            Assert.Equal(before.Where(subject => subject != definition.Key), Missing(more));
        }

        IEnumerable<string> Missing(GateFacts given) => StatusGate.Judge(order, gates, given, seenByDealer).Blockers.Select(blocker => blocker.Subject);
    });

    [Fact]
    public void A_dealer_is_blocked_by_the_same_things_as_an_admin_and_hears_no_reason_of_a_hidden_document() => ForAll((order, facts, _) =>
    {
        var gates = Enum.GetValues<OrderStatus>();
        var (dealer, admin) = (StatusGate.Judge(order, gates, facts, true), StatusGate.Judge(order, gates, facts, false));

        Assert.Equal(admin.Missing.Docs, dealer.Missing.Docs);
        var hidden = facts.Documents.Where(document => !document.VisibleToDealer).SelectMany(document => document.Reasons).Select(reason => reason.Message)
            .Except(facts.Documents.Where(document => document.VisibleToDealer).SelectMany(document => document.Reasons).Select(reason => reason.Message));
        Assert.All(hidden, secret => Assert.DoesNotContain(dealer.Blockers, blocker =>
            blocker.Message.Contains(secret, StringComparison.Ordinal) || blocker.Reasons?.Any(reason => reason.Message == secret) == true));
    });

    private static Blocker OfQuote(GateFacts facts, bool seenByDealer = false) =>
        StatusGate.Judge(Some.Order(), [OrderStatus.InProduction], facts, seenByDealer).Blockers.Single(blocker => blocker.Subject == "QUOTE");

    private static void ForAll(Action<Order, GateFacts, bool> law) =>
        Prop.ForAll(Some.Orders.ToArbitrary(), Some.GateFacts.ToArbitrary(), Gen.Elements(true, false).ToArbitrary(), law).QuickCheckThrowOnFailure();
}
