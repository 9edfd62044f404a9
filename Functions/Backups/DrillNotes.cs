using Glimmerglass.Data.Backups;

namespace Glimmerglass.Functions.Backups;

/// <summary>What a drill has measured and found so far.</summary>
public sealed class DrillNotes(DateTimeOffset startedAt)
{
    private readonly List<DrillFinding> findings = [];
    private bool isRestored;

    public BackupManifest? Manifest { get; set; }

    /// <summary>Which backup is tried. Null: there is none.</summary>
    public string? Backup { get; set; }

    public TimeSpan? Rpo { get; set; }

    public TimeSpan? Rto { get; private set; }

    public int Documents { get; set; }

    public long DocumentBytes { get; set; }

    public Guid? SampleEnd { get; set; }

    public DateTimeOffset StartedAt => startedAt;

    public bool Failed => findings.Exists(finding => finding.Fails);

    public void Add(DrillFinding? finding)
    {
        if (finding is not null) findings.Add(finding);
    }

    public void Add(IEnumerable<DrillFinding> found) => findings.AddRange(found);

    /// <summary>The database is restored and everything about it was looked at.</summary>
    public void RestoredAndChecked(TimeSpan after) => (isRestored, Rto) = (true, after);

    public Drill End(DateTimeOffset finishedAt) => new()
    {
        Backup = Backup,
        StartedAt = startedAt,
        FinishedAt = finishedAt < startedAt ? startedAt : finishedAt,
        Passed = !Failed && isRestored && Rpo is not null,
        Proven = isRestored && !findings.Exists(finding => finding.Fails && IsAgainstTheBackup(finding.Check)),
        RpoSeconds = Seconds(Rpo),
        RtoSeconds = Seconds(Rto),
        Tables = Manifest?.Tables.Count ?? 0,
        Rows = Manifest?.Rows ?? 0,
        Bytes = Manifest?.StoredBytes ?? 0,
        Documents = Documents,
        DocumentBytes = DocumentBytes,
        SampleEnd = SampleEnd,
        Findings = findings,
    };

    /// <summary>A backup that is old, was slow to restore, lacks the contents of documents or could not be asked for promises is whole all the same: the best there may be.</summary>
    private static bool IsAgainstTheBackup(DrillCheck check) => check is not (DrillCheck.Documents or DrillCheck.Invariants or DrillCheck.Rpo or DrillCheck.Rto or DrillCheck.Scratch);

    private static long? Seconds(TimeSpan? span) => span is { } known ? (long)Math.Ceiling(Math.Max(0, known.TotalSeconds)) : null;
}
