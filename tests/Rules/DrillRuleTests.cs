using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Catalogue;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions.Backups;
using Glimmerglass.Functions.Drift;

namespace Glimmerglass.Tests.Rules;

/// <summary>What a drill makes of what it finds.</summary>
public sealed class DrillRuleTests
{
    private static readonly DateTimeOffset at = new(2026, 11, 21, 5, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_target_is_missed_by_a_second()
    {
        Assert.Null(DrillTargets.MissedRpo(TimeSpan.FromHours(24)));
        Assert.Null(DrillTargets.MissedRto(TimeSpan.FromHours(4)));
        Assert.Equal("The newest backup is 24 h 0 min old, and at most 24 h 0 min of work may be lost.", DrillTargets.MissedRpo(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1))!.Sentence);
        Assert.True(DrillTargets.MissedRto(TimeSpan.FromHours(4) + TimeSpan.FromSeconds(1))!.Fails);
    }

    [Theory]
    [InlineData(7, 7, true)]
    [InlineData(6.99, 7, false)]
    [InlineData(7, 30, false)]
    [InlineData(0.25, 7, false)]
    public void The_history_reaches_far_enough_or_is_drift(double days, double least, bool enough)
    {
        var finding = HistoryWindow.Judge(TimeSpan.FromDays(days), TimeSpan.FromDays(least));

        Assert.Equal(enough, finding is null);
        Assert.True(finding is null || finding is { Kind: DriftKind.Settings, Subject: "history window", Severity: DriftSeverity.Critical });
    }

    [Fact]
    public void Rows_are_compared_by_their_number_and_their_digest()
    {
        var manifest = Manifest(Table("orders", 2, "5"), Table("users", 1, "-7"), Table("colors", 3, "1"), Table("gone", 1, "1"));
        var found = new Dictionary<(string, string), RowDigest>
        {
            [("public", "orders")] = new(2, "5"),
            [("public", "users")] = new(1, "7"),
            [("public", "colors")] = new(2, "1"),
        };

        var findings = DrillComparison.Rows(manifest, found).ToList();

        Assert.Equal(["public.users", "public.colors", "public.gone"], findings.Select(finding => finding.Subject));
        Assert.Equal("The 1 rows are not those that were backed up: their digest is another.", findings[0].Sentence);
        Assert.Equal("3 rows were expected, 2 were found.", findings[1].Sentence);
        Assert.Equal("The table was not restored.", findings[2].Sentence);
    }

    [Fact]
    public void A_file_is_missing_or_too_many_or_of_another_size()
    {
        var manifest = Manifest(Table("orders", 2, "5"), Table("users", 1, "7"));
        var found = new Dictionary<string, long> { ["manifest.json"] = 1, ["schema.sql"] = 9, ["documents.copy.gz"] = 0, ["data/orders.copy.gz"] = 4, ["data/x"] = 1 };

        var findings = DrillComparison.Files(manifest, found).ToList();

        Assert.Equal([("data/orders.copy.gz", "The file was expected to have 10 bytes and has 4."), ("data/users.copy.gz", "The file is missing."), ("data/x", "The file is not in the manifest.")],
            findings.Select(finding => (finding.Subject, finding.Sentence)));
    }

    [Fact]
    public void A_sequence_stands_where_it_stood()
    {
        BackedUpSequence[] expected = [new("public", "a", 5, true), new("public", "b", 5, true), new("public", "c", 1, false), new("public", "d", 1, true)];
        BackedUpSequence[] found = [new("public", "a", 5, true), new("public", "b", 5, false), new("public", "c", 2, false)];

        var findings = DrillComparison.Sequences(expected, found).ToList();

        Assert.Equal(["public.b", "public.c", "public.d"], findings.Select(finding => finding.Subject));
        Assert.Equal("The sequence was backed up at 5 and restored at 5 (not used yet).", findings[0].Sentence);
    }

    [Theory]
    [InlineData(6, 5, false, true)]
    [InlineData(5, 5, false, false)]
    [InlineData(4, 5, false, false)]
    [InlineData(-6, -5, true, true)]
    [InlineData(-5, -5, true, false)]
    public void The_next_number_is_a_free_one(int next, int taken, bool falls, bool free)
    {
        Assert.Equal(free, !DrillComparison.NextNumbers([new NextNumber("public.s", "public.t.id", next, taken, falls)]).Any());
        Assert.Empty(DrillComparison.NextNumbers([new NextNumber("public.s", "public.t.id", next, null, falls)]));
    }

    [Fact]
    public void A_schema_differs_by_its_statements_and_not_by_what_is_said_between_them()
    {
        var backup = new SchemaScript("create table a (\n    id integer\n);\n", "-- By hand:\n--> \\copy a from x\n\nalter table a add constraint b check (id > 0);\n");
        var same = new SchemaScript("create table a (\n    id integer\n);\n", "alter table a add constraint b check (id > 0);\n");
        var other = new SchemaScript("create table a (\n    id bigint\n);\n", "");

        Assert.Empty(DrillComparison.Schema(backup, same));
        Assert.Equal(
            [
                "The backup has, and the restored schema has not: id integer",
                "The backup has, and the restored schema has not: alter table a add constraint b check (id > 0);",
                "The restored schema has, and the backup has not: id bigint",
            ],
            DrillComparison.Schema(backup, other).Select(finding => finding.Sentence));
    }

    [Fact]
    public void A_backup_that_proves_nothing_is_said_to()
    {
        Assert.Contains("holds no table", DrillComparison.ProvesNothing(Manifest())!.Sentence, StringComparison.Ordinal);
        Assert.Contains("All of its tables are empty", DrillComparison.ProvesNothing(Manifest(Table("orders", 0, ""), Table("schema_migrations", 14, "3")))!.Sentence, StringComparison.Ordinal);
        Assert.Contains("no digest of public.orders", DrillComparison.ProvesNothing(Manifest(Table("orders", 1, "")))!.Sentence, StringComparison.Ordinal);
        Assert.Null(DrillComparison.ProvesNothing(Manifest(Table("orders", 1, "4"), Table("users", 0, ""))));
    }

    [Fact]
    public void Documents_that_were_taken_away_are_not_missed_and_reading_none_proves_nothing()
    {
        InventoriedDocument[] sample = [new(Guid.NewGuid(), 3, "aa"), new(Guid.NewGuid(), 3, "bb"), new(Guid.NewGuid(), 3, "cc"), new(Guid.NewGuid(), 3, "dd")];
        var found = new Dictionary<Guid, KeptContent?> { [sample[0].Id] = new(3, "aa"), [sample[1].Id] = null, [sample[2].Id] = null, [sample[3].Id] = new(3, "ee") };

        var findings = DocumentComparison.Compare(sample, found, new HashSet<Guid> { sample[2].Id }).ToList();

        Assert.Equal([sample[2].Id.ToString(), sample[3].Id.ToString()], findings.Select(finding => finding.Subject));
        Assert.Null(DocumentComparison.ReadNothing(0, 0, 0));
        Assert.Null(DocumentComparison.ReadNothing(9, 1, 0));
        Assert.Null(DocumentComparison.ReadNothing(9, 0, 1));
        Assert.Contains("None of the 9 documents", DocumentComparison.ReadNothing(9, 0, 0)!.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DrillCheck.Documents, true)]
    [InlineData(DrillCheck.Rpo, true)]
    [InlineData(DrillCheck.Rto, true)]
    [InlineData(DrillCheck.Scratch, true)]
    [InlineData(DrillCheck.Rows, false)]
    [InlineData(DrillCheck.Schema, false)]
    [InlineData(DrillCheck.Sequences, false)]
    [InlineData(DrillCheck.Files, false)]
    [InlineData(DrillCheck.Backup, false)]
    public void A_backup_is_proven_by_what_is_found_of_itself(DrillCheck check, bool proven)
    {
        var notes = Notes();
        notes.Add(DrillFinding.Failure(check, "", "x"));

        var drill = notes.End(at.AddMinutes(1));

        Assert.Equal((false, proven), (drill.Passed, drill.Proven));
    }

    [Fact]
    public void What_is_only_to_be_known_fails_nothing_and_what_was_not_restored_is_not_proven()
    {
        var notes = Notes();
        notes.Add(DrillFinding.Warning(DrillCheck.Invariants, "order 1", "x"));
        var unrestored = new DrillNotes(at) { Backup = "b", Rpo = TimeSpan.Zero };

        Assert.True(notes.End(at).Passed);
        Assert.False(unrestored.End(at).Proven || unrestored.End(at).Passed);
    }

    [Fact]
    public void A_drill_is_told_in_a_sentence_and_on_a_page()
    {
        var notes = Notes();
        var good = notes.End(at.AddSeconds(90));
        notes.Add(DrillFinding.Failure(DrillCheck.Rows, "public.orders", "3 rows were expected, 2 were found."));
        var bad = notes.End(at.AddSeconds(90));

        Assert.Equal("20261121T020000Z is proven: 0 rows of 0 tables, 0 documents of 0 bytes read. RPO 3 h 0 min, RTO 42 s.", DrillReport.Sentence(good));
        Assert.Equal("20261121T020000Z is not proven. rows, public.orders: 3 rows were expected, 2 were found.", DrillReport.Sentence(bad));
        Assert.Contains("RPO     3 h 0 min of 24 h 0 min", DrillReport.Write(good), StringComparison.Ordinal);
        Assert.Contains("took 1 min 30 s", DrillReport.Write(good), StringComparison.Ordinal);
        Assert.Contains("  FAILED: rows, public.orders: 3 rows", DrillReport.Write(bad), StringComparison.Ordinal);
        Assert.EndsWith($"The drill FAILED.{Environment.NewLine}", DrillReport.Write(bad), StringComparison.Ordinal);
        Assert.Contains("Backup  none", DrillReport.Write(new DrillNotes(at).End(at)), StringComparison.Ordinal);
    }

    private static DrillNotes Notes()
    {
        var notes = new DrillNotes(at) { Backup = "20261121T020000Z", Rpo = TimeSpan.FromHours(3) };
        notes.RestoredAndChecked(TimeSpan.FromSeconds(42));
        return notes;
    }

    private static BackedUpTable Table(string name, long rows, string digest) => new("public", name, $"data/{name}.copy.gz", ["id"], rows, digest, [new BackedUpPart(0, 10, 20, rows, "")]);

    private static BackupManifest Manifest(params BackedUpTable[] tables) => new()
    {
        Format = 1,
        Name = "20261121T020000Z",
        StartedAt = at,
        SnapshotAt = at,
        FinishedAt = at,
        ServerVersion = 170004,
        SchemaVersion = 14,
        Migrations = [],
        Schema = new BackedUpFile("schema.sql", 9, ""),
        Tables = tables,
        Sequences = [],
        Documents = new BackedUpTable("public", "documents", "documents.copy.gz", [], 0, "", []),
        NotHeld = [],
        MadeByHand = [],
    };
}
