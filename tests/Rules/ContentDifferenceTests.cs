using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions.Drift;

namespace Glimmerglass.Tests.Rules;

public sealed class ContentDifferenceTests
{
    private static readonly DateTimeOffset now = new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid id = Guid.Parse("11111111-1111-4111-8111-111111111111");

    [Fact]
    public void A_document_with_its_blob_differs_in_nothing() => Assert.Empty(ContentDifference.Compare(Row(), Blob(), now));

    [Fact]
    public void An_accepted_document_needs_its_blob() => Assert.Equal("missing content", Single(Row(), null).Subject);

    [Fact]
    public void The_blob_has_the_size_that_was_judged()
    {
        var finding = Single(Row(), Blob() with { SizeBytes = 999 });

        Assert.Equal(("size of content", "1000 bytes", "999 bytes"), (finding.Subject, finding.Expected, finding.Found));
    }

    [Theory]
    [InlineData("another", "copied from the upload another")]
    [InlineData("", "not copied from an upload")]
    public void The_blob_is_the_copy_of_what_was_judged(string origin, string found)
    {
        var finding = Single(Row(), Blob() with { Origin = origin });

        Assert.Equal(("origin of content", found), (finding.Subject, finding.Found));
    }

    [Fact]
    public void A_copy_has_to_have_ended() => Assert.Equal("unfinished copy", Single(Row(), Blob() with { Origin = null }).Subject);

    [Theory]
    [InlineData(15 * 60, false)]
    [InlineData((15 * 60) + 1, true)]
    public void A_blob_that_is_written_after_its_verdict_is_found(int seconds, bool found)
    {
        var row = Row() with { AcceptedAt = now.AddDays(-2) };

        var findings = ContentDifference.Compare(row, Blob() with { WrittenAt = now.AddDays(-2).AddSeconds(seconds) }, now);

        Assert.Equal(found ? ["rewritten content"] : [], findings.Select(finding => finding.Subject));
    }

    [Theory]
    [InlineData(15 * 60, false)]
    [InlineData((15 * 60) + 1, true)]
    public void What_is_not_older_than_15_minutes_is_on_its_way(int seconds, bool found)
    {
        var at = now.AddSeconds(-seconds);

        Assert.Equal(found, ContentDifference.Compare(Row() with { AcceptedAt = at }, null, now).Any());
        Assert.Equal(found, ContentDifference.Unneeded(Blob() with { WrittenAt = at }, null, now) is not null);
        Assert.Equal(found, ContentDifference.Unneeded(Blob(), new ContentOwner { Id = id, ToldAt = at }, now) is not null);
    }

    [Fact]
    public void A_document_without_a_time_is_old() => Assert.Equal("missing content", Single(Row() with { AcceptedAt = null }, null).Subject);

    [Fact]
    public void A_blob_that_nobody_needs_is_found_with_what_became_of_its_document()
    {
        var nobody = ContentDifference.Unneeded(Blob(), null, now)!;
        var rejected = ContentDifference.Unneeded(Blob(), new ContentOwner { Id = id, State = "REJECTED", ToldAt = now.AddHours(-1) }, now)!;

        Assert.Equal(("content without document", id.ToString(), "a blob of 1000 bytes; no document has this name"), (nobody.Subject, nobody.Name, nobody.Found));
        Assert.EndsWith("its document is REJECTED", rejected.Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_canary_is_nobodys_and_no_difference()
    {
        var canary = new ContentOwner { Id = id, IsCanary = true };

        Assert.Null(ContentDifference.Unneeded(Blob(), canary, now));
        Assert.Null(ContentDifference.Forgotten(new WaitingUpload(id.ToString(), now.AddDays(-3)), canary, now));
    }

    [Theory]
    [InlineData(24 * 60, false)]
    [InlineData((24 * 60) + 1, true)]
    public void An_upload_that_lies_for_more_than_a_day_is_forgotten(int minutes, bool found)
    {
        var finding = ContentDifference.Forgotten(new WaitingUpload("x", now.AddMinutes(-minutes)), null, now);

        Assert.Equal(found ? "forgotten upload" : null, finding?.Subject);
    }

    [Fact]
    public void A_name_that_somebody_made_up_is_shown_short_and_on_one_line()
    {
        var finding = ContentDifference.Unneeded(Blob() with { Name = "\u001b[2J\n" + new string('x', 500) }, null, now)!;

        Assert.Equal(100, finding.Name.Length);
        Assert.DoesNotContain(finding.Name, char.IsControl);
    }

    private static DriftFinding Single(AcceptedContent row, KeptFile? blob)
    {
        var finding = Assert.Single(ContentDifference.Compare(row, blob, now));
        Assert.Equal((DriftKind.Blobs, id.ToString(), DriftSeverity.Critical), (finding.Kind, finding.Name, finding.Severity));
        return finding;
    }

    private static AcceptedContent Row() => new() { Id = id, SizeBytes = 1000, CheckedEtag = "judged", AcceptedAt = now.AddDays(-1) };

    private static KeptFile Blob() => new(id.ToString(), 1000, "judged", now.AddDays(-1).AddSeconds(-1));
}
