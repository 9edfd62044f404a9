using Glimmerglass.Data;
using Glimmerglass.Data.Drift;
using Glimmerglass.Functions.Drift;

namespace Glimmerglass.Tests.Rules;

public sealed class MigrationDifferenceTests
{
    private static readonly Migration[] scripts = [Script(1, "one"), Script(2, "two"), Script(3, "three")];

    [Fact]
    public void What_was_applied_as_it_is_differs_in_nothing()
    {
        Assert.Empty(MigrationDifference.Compare([Applied(1, "one"), Applied(2, "two"), Applied(3, "three")], scripts));
        Assert.Empty(MigrationDifference.Pending([Applied(1, "one"), Applied(2, "two"), Applied(3, "three")], scripts));
    }

    [Fact]
    public void Scripts_behind_the_newest_applied_one_wait_and_are_no_difference()
    {
        AppliedMigration[] applied = [Applied(1, "one")];

        Assert.Empty(MigrationDifference.Compare(applied, scripts));
        Assert.Equal(["0002_two", "0003_three"], MigrationDifference.Pending(applied, scripts));
        Assert.Equal(3, MigrationDifference.Pending([], scripts).Count);
    }

    [Fact]
    public void A_script_that_was_edited_after_it_was_applied_is_found()
    {
        var finding = Single([Applied(1, "one"), Applied(2, "two") with { Checksum = "other" }]);

        Assert.Equal(("edited migration", "0002_two", "other", "sum of two"), (finding.Subject, finding.Name, finding.Expected, finding.Found));
    }

    [Fact]
    public void A_script_that_was_renamed_is_found()
    {
        var finding = Single([Applied(1, "one"), Applied(2, "two") with { Name = "zwei" }]);

        Assert.Equal(("renamed migration", "0002_two", "zwei", "two"), (finding.Subject, finding.Name, finding.Expected, finding.Found));
    }

    [Fact]
    public void A_gap_is_found()
    {
        var finding = Single([Applied(1, "one"), Applied(3, "three")]);

        Assert.Equal(("skipped migration", "0002_two"), (finding.Subject, finding.Name));
        Assert.Empty(MigrationDifference.Pending([Applied(1, "one"), Applied(3, "three")], scripts));
    }

    [Fact]
    public void A_database_that_is_newer_than_the_build_is_found()
    {
        var finding = Single([Applied(1, "one"), Applied(2, "two"), Applied(3, "three"), Applied(4, "four")]);

        Assert.Equal(("unknown migration", "0004_four"), (finding.Subject, finding.Name));
    }

    private static DriftFinding Single(AppliedMigration[] applied)
    {
        var finding = Assert.Single(MigrationDifference.Compare(applied, scripts));
        Assert.Equal((DriftKind.Migrations, DriftSeverity.Critical), (finding.Kind, finding.Severity));
        Assert.NotEmpty(finding.Mend);
        return finding;
    }

    private static Migration Script(int version, string name) => new(version, name, "select 1", $"sum of {name}");

    private static AppliedMigration Applied(int version, string name) => new(version, name, $"sum of {name}");
}
