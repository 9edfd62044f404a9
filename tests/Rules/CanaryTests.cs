using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Rules;

public sealed class CanaryTests
{
    private static readonly TimeSpan minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void The_good_file_is_accepted_and_the_bad_one_refused_for_its_script_alone()
    {
        var (good, bad) = (Judged(Canary.Good(Guid.NewGuid())), Judged(Canary.Bad(Guid.NewGuid())));

        Assert.Equal((DocumentState.Accepted, 0), (good.State, good.Reasons.Count));
        Assert.Equal((DocumentState.Rejected, ReasonCode.PdfActiveContent), (bad.State, Assert.Single(bad.Reasons).Code));
    }

    [Fact]
    public void Right_verdicts_are_no_complaint()
    {
        Assert.Null(Canary.Complain(Found(DocumentState.Accepted), Found(DocumentState.Rejected, ReasonCode.PdfActiveContent), minute));
        Assert.Null(Canary.Complain(Found(DocumentState.Accepted), Found(DocumentState.Rejected, ReasonCode.PdfUnreadable, ReasonCode.PdfActiveContent), minute));
    }

    [Theory]
    [InlineData(DocumentState.AwaitingUpload, "its event did not arrive"), InlineData(DocumentState.Checking, "is CHECKING"), InlineData(DocumentState.Rejected, "is REJECTED")]
    public void A_good_file_without_acceptance_is_a_complaint(DocumentState state, string told)
    {
        var complaint = Canary.Complain(Found(state), Found(DocumentState.Rejected, ReasonCode.PdfActiveContent), minute);

        Assert.Contains(told, complaint!, StringComparison.Ordinal);
        Assert.Contains("60 s", complaint!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_file_that_is_accepted_or_refused_for_something_else_is_a_complaint()
    {
        var good = Found(DocumentState.Accepted);

        Assert.Contains("is ACCEPTED", Canary.Complain(good, Found(DocumentState.Accepted), minute)!, StringComparison.Ordinal);
        Assert.Contains("is REJECTED PDF_UNREADABLE", Canary.Complain(good, Found(DocumentState.Rejected, ReasonCode.PdfUnreadable), minute)!, StringComparison.Ordinal);
        Assert.Contains("not known any more", Canary.Complain(good, null, minute)!, StringComparison.Ordinal);
    }

    private static CanaryFinding Found(DocumentState state, params string[] codes) =>
        new() { Id = Guid.Empty, State = state, Reasons = [.. codes.Select(code => new Reason(code, "Why."))] };

    private static Verdict Judged(byte[] content)
    {
        using var scan = new ContentScan(content.Length);
        scan.Append(content);
        return FileCheck.Judge(new Announced("OTHER", "canary.pdf", Canary.ContentType, content.Length, CheckHash(content)), scan.Finish(), new Limits());
    }

    private static byte[] CheckHash(byte[] content) => System.Security.Cryptography.SHA256.HashData(content);
}
