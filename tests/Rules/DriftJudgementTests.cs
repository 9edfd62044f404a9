using Glimmerglass.Data.Drift;
using Glimmerglass.Functions.Drift;

namespace Glimmerglass.Tests.Rules;

public sealed class DriftJudgementTests
{
    private static readonly DateTimeOffset now = new(2026, 6, 30, 4, 30, 0, TimeSpan.Zero);
    private static readonly DateOnly today = new(2026, 6, 30);

    [Fact]
    public void Nothing_found_and_everything_compared_is_clean() => Assert.Equal(DriftOutcome.Clean, Judge(new DriftReading()).Outcome);

    [Theory]
    [InlineData(DriftSeverity.Critical, DriftOutcome.Drifted)]
    [InlineData(DriftSeverity.Warning, DriftOutcome.Drifted)]
    [InlineData(DriftSeverity.Notice, DriftOutcome.Clean)]
    public void Everything_but_a_notice_is_drift(DriftSeverity severity, DriftOutcome outcome) =>
        Assert.Equal(outcome, Judge(Reading(Finding() with { Severity = severity })).Outcome);

    [Theory]
    [InlineData(false, DriftOutcome.Incomplete)]
    [InlineData(true, DriftOutcome.Clean)]
    public void What_could_not_be_compared_is_not_clean_and_what_is_never_compared_is(bool byDesign, DriftOutcome outcome) =>
        Assert.Equal(outcome, Judge(new DriftReading { NotCompared = [new(DriftKind.Blobs, "the blobs", "no store", byDesign)] }).Outcome);

    [Fact]
    public void Drift_weighs_more_than_what_was_not_compared() =>
        Assert.Equal(DriftOutcome.Drifted, Judge(Reading(Finding()), new DriftReading { NotCompared = [new(DriftKind.Blobs, "the blobs", "no store", false)] }).Outcome);

    [Theory]
    [InlineData("orders_by_hand", true)]
    [InlineData("orders_*", true)]
    [InlineData("*", true)]
    [InlineData("orders_", false)]
    [InlineData("orders_by_hand_2", false)]
    [InlineData("Orders_by_hand", false)]
    public void What_is_allowed_is_told_apart_and_is_no_drift(string name, bool covered)
    {
        var check = Judge([Allowed(name, today)], Reading(Finding()));

        Assert.Equal(covered ? DriftOutcome.Clean : DriftOutcome.Drifted, check.Outcome);
        Assert.Equal(covered ? ["orders_by_hand"] : [], check.Allowed.Select(finding => finding.Name));
        Assert.Equal(covered ? 0 : 1, check.Findings.Count());
    }

    [Fact]
    public void An_entry_covers_its_own_kind_and_subject_alone()
    {
        var check = Judge([Allowed("*", today)], Reading(Finding() with { Subject = "table" }, Finding() with { Kind = DriftKind.Blobs }));

        Assert.Empty(check.Allowed);
    }

    [Fact]
    public void An_entry_holds_on_its_last_day_and_says_why_and_until_when()
    {
        var allowed = Assert.Single(Judge([Allowed("orders_by_hand", today)], Reading(Finding())).Allowed);

        Assert.Equal(("It is being tried.", today), (allowed.AllowedBecause, allowed.AllowedUntil));
    }

    [Fact]
    public void An_entry_that_ended_lets_its_finding_through_and_is_told_itself()
    {
        var check = Judge([Allowed("orders_by_hand", today.AddDays(-1))], Reading(Finding()));

        Assert.Equal(DriftOutcome.Drifted, check.Outcome);
        Assert.Equal([("index", DriftSeverity.Warning), ("allowed drift", DriftSeverity.Notice)], check.Findings.Select(finding => (finding.Subject, finding.Severity)));
        Assert.Equal("an entry for index that ended on 2026-06-29", check.Findings.Last().Found);
    }

    [Fact]
    public void Findings_come_in_the_order_of_their_weight()
    {
        var check = Judge(Reading(Finding() with { Severity = DriftSeverity.Notice }, Finding() with { Severity = DriftSeverity.Critical }, Finding()));

        Assert.Equal([DriftSeverity.Critical, DriftSeverity.Warning, DriftSeverity.Notice], check.Findings.Select(finding => finding.Severity));
    }

    [Fact]
    public void A_thousand_findings_of_one_subject_are_a_hundred_and_a_count()
    {
        var many = Enumerable.Range(0, 1000).Select(number => Finding() with { Name = $"index {number}" }).ToArray();

        var findings = Judge(Reading([.. many, Finding() with { Subject = "table" }])).Findings.ToList();

        Assert.Equal(102, findings.Count);
        Assert.Equal(("(others)", "at least 900 more"), (findings[100].Name, findings[100].Found));
        Assert.Equal("table", findings[101].Subject);
    }

    [Fact]
    public void No_entry_of_our_own_lasts_longer_than_a_year_or_lacks_its_reason() =>
        Assert.All(AllowedDrift.Entries, entry => Assert.True(entry.Reason.Length > 20 && entry.EndsOn < DateOnly.FromDateTime(DateTime.UtcNow).AddYears(1), entry.Name));

    [Fact]
    public void The_report_of_a_clean_check_is_one_line()
    {
        var check = Judge(new DriftReading());

        Assert.Equal("CLEAN at 2026-06-30 04:30:00Z, in 2.5 s, schema 0013 of 0014. Nothing drifted.", DriftReport.Write(check with { AppliedVersion = 13 }).TrimEnd());
        Assert.Equal("Nothing drifted.", DriftReport.Sentence(check));
    }

    [Fact]
    public void The_report_groups_by_kind_and_says_what_was_expected_found_and_mends_it()
    {
        var check = Judge(
            [Allowed("orders_allowed", today)],
            Reading(Finding() with { Mend = "drop index a;\ndrop index b;" }, Finding() with { Name = "orders_allowed" }, Finding() with { Kind = DriftKind.Blobs, Subject = "missing content", Name = "7", Severity = DriftSeverity.Critical, Expected = "a blob", Found = "" },
                Finding() with { Kind = DriftKind.Ledgers, Severity = DriftSeverity.Notice }),
            new DriftReading { NotCompared = [new(DriftKind.Settings, "the settings", "no reason", false), new(DriftKind.Blobs, "quarantine", "it is emptied", true)], Remarks = ["A migration waits."] });

        Assert.Equal("2 findings: 1 schema, 1 blobs. 1 notices. 1 allowed. Not compared: the settings.", DriftReport.Sentence(check));
        Assert.Equal(
            """
            SCHEMA
              warning: index orders_by_hand
                found     create index
                mend      drop index a;
                          drop index b;

            BLOBS
              critical: missing content 7
                expected  a blob

            LEDGERS
              notice: index orders_by_hand
                found     create index

            ALLOWED
              warning: index orders_allowed
                found     create index
                allowed   until 2026-06-30: It is being tried.

            NOT COMPARED
              the settings: no reason

            NEVER COMPARED
              quarantine: it is emptied

            TO KNOW
              A migration waits.

            DRIFTED at 2026-06-30 04:30:00Z, in 2.5 s, schema 0013 of 0014. 2 findings: 1 schema, 1 blobs. 1 notices. 1 allowed. Not compared: the settings.

            """.ReplaceLineEndings("\n"), DriftReport.Write(check with { AppliedVersion = 13 }).ReplaceLineEndings("\n"));
    }

    private static DriftCheck Judge(params DriftReading[] readings) => Judge([], readings);

    private static DriftCheck Judge(AllowedDrift[] allowed, params DriftReading[] readings) => DriftJudgement.Judge(readings, allowed, 14, now, now.AddSeconds(2.5));

    private static DriftReading Reading(params DriftFinding[] findings) => new() { Findings = findings };

    private static DriftFinding Finding() => new(DriftKind.Schema, "index", "orders_by_hand", "", "create index", DriftSeverity.Warning, "");

    private static AllowedDrift Allowed(string name, DateOnly endsOn) => new(DriftKind.Schema, "index", name, "It is being tried.", endsOn);
}
