using System.Diagnostics.Metrics;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Functions;

/// <summary>The names of our counters, and nothing else. No tag carries personal data.</summary>
public static class Telemetry
{
    public const string MeterName = "Glimmerglass";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Refusals =
        Meter.CreateCounter<long>("glimmerglass.refusals", "{refusal}", "Answers that were an expected no, by code.");

    private static readonly Counter<long> BlockedMoves =
        Meter.CreateCounter<long>("glimmerglass.orders.blocked_moves", "{blocker}", "What kept orders from a status, by target and blocker.");

    private static readonly Counter<long> Verdicts =
        Meter.CreateCounter<long>("glimmerglass.documents.verdicts", "{document}", "Documents that were checked, by verdict.");

    private static readonly Histogram<double> CheckDuration =
        Meter.CreateHistogram<double>("glimmerglass.documents.check_duration", "s", "How long the check of a document took.");

    private static readonly Counter<long> CheckedBytes =
        Meter.CreateCounter<long>("glimmerglass.documents.checked_bytes", "By", "Bytes of the documents that were checked.");

    private static readonly Counter<long> Reasons =
        Meter.CreateCounter<long>("glimmerglass.documents.reasons", "{reason}", "What checks had against documents or to warn of, by code and whether it refuses.");

    private static readonly Counter<long> Scans =
        Meter.CreateCounter<long>("glimmerglass.documents.malware_scans", "{scan}", "Results of the malware scanner that said something new, by result.");

    private static readonly Histogram<double> ScanWait =
        Meter.CreateHistogram<double>("glimmerglass.documents.scan_wait", "s", "How long good uploads waited for the malware scanner.");

    private static readonly Counter<long> Failures =
        Meter.CreateCounter<long>("glimmerglass.documents.failed", "{document}", "Documents whose check failed for good, by reason: somebody has to look.");

    private static readonly Counter<long> LostUploads =
        Meter.CreateCounter<long>("glimmerglass.documents.lost_uploads", "{upload}", "Uploads that no event brought to an end, by the state of their document.");

    private static readonly Gauge<double> OldestUploadAge =
        Meter.CreateGauge<double>("glimmerglass.documents.oldest_upload_age", "s", "How long the oldest upload lies unchecked; 0 when there is none.");

    private static readonly Counter<long> UnusedSlots =
        Meter.CreateCounter<long>("glimmerglass.documents.unused_slots", "{slot}", "Upload slots that were never used and expired.");

    private static readonly Counter<long> Proofs =
        Meter.CreateCounter<long>("glimmerglass.documents.proofs", "{proof}", "Runs of our own files through the check, by outcome: RIGHT, WRONG, MISSING or FAULT.");

    private static readonly Histogram<double> ProofDuration =
        Meter.CreateHistogram<double>("glimmerglass.documents.proof_duration", "s", "How long our own files took from their slots to their verdicts.");

    private static readonly Histogram<double> JobLateness =
        Meter.CreateHistogram<double>("glimmerglass.jobs.lateness", "s", "How long after its scheduled time a job began.");

    private static readonly Histogram<double> JobDuration =
        Meter.CreateHistogram<double>("glimmerglass.jobs.duration", "s", "How long runs of jobs took, by job and outcome.");

    private static readonly Histogram<long> BackupSize =
        Meter.CreateHistogram<long>("glimmerglass.backups.size", "By", "How large backups are in the store.");

    private static readonly Histogram<long> BackupRows =
        Meter.CreateHistogram<long>("glimmerglass.backups.rows", "{row}", "How many rows backups hold.");

    private static readonly Histogram<double> BackupDuration =
        Meter.CreateHistogram<double>("glimmerglass.backups.duration", "s", "How long backups took that were taken.");

    private static readonly Gauge<double> NewestBackupAge =
        Meter.CreateGauge<double>("glimmerglass.backups.newest_age", "s", "How long ago the snapshot of the newest backup was taken.");

    private static readonly Counter<long> Drills =
        Meter.CreateCounter<long>("glimmerglass.drills", "{drill}", "Restores of the newest backup to see whether it can be, by outcome: PASSED, PROVEN (the backup is whole, something else failed) or FAILED.");

    private static readonly Gauge<double> DrillRpo =
        Meter.CreateGauge<double>("glimmerglass.drills.rpo", "s", "How old the snapshot of the newest backup was at the newest drill: what would have been lost.");

    private static readonly Gauge<double> DrillRto =
        Meter.CreateGauge<double>("glimmerglass.drills.rto", "s", "How long the newest drill took to a restored and checked database.");

    private static readonly Gauge<double> ProvenAt =
        Meter.CreateGauge<double>("glimmerglass.drills.proven_at", "s", "When a backup was proven last, in seconds since 1970 UTC: its age is now less this.");

    private static readonly Gauge<long> DriftFindings =
        Meter.CreateGauge<long>("glimmerglass.drift.findings", "{finding}", "What the newest check found that is more than a notice and not allowed, by kind.");

    private static readonly Histogram<double> DriftDuration =
        Meter.CreateHistogram<double>("glimmerglass.drift.check_duration", "s", "How long checks of drift took, by outcome.");

    private static readonly Gauge<double> DriftCheckedAt =
        Meter.CreateGauge<double>("glimmerglass.drift.checked_at", "s", "When drift was checked last, in seconds since 1970 UTC: its age is now less this.");

    /// <param name="provenAt">When a backup was proven last; null for never.</param>
    public static void Drilled(Drill drill, DateTimeOffset? provenAt)
    {
        Drills.Add(1, new KeyValuePair<string, object?>("outcome", drill.Passed ? "PASSED" : drill.Proven ? "PROVEN" : "FAILED"));
        if (drill.RpoSeconds is { } rpo) DrillRpo.Record(rpo);
        if (drill.RtoSeconds is { } rto) DrillRto.Record(rto);
        if (provenAt is { } at) ProvenAt.Record(at.ToUnixTimeMilliseconds() / 1000.0);
    }

    public static void Drifted(DriftKind kind, int findings) => DriftFindings.Record(findings, new KeyValuePair<string, object?>("kind", kind.Word()));

    public static void DriftChecked(DriftOutcome outcome, DateTimeOffset at, TimeSpan duration)
    {
        DriftCheckedAt.Record(at.ToUnixTimeMilliseconds() / 1000.0);
        DriftDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome.Word()));
    }

    private static readonly Counter<long> AuditedRefusals =
        Meter.CreateCounter<long>("glimmerglass.audit.refusals", "{refusal}", "Refusals that the audit log is told of, by action and outcome: WRITTEN, HELD_BACK or FAILED.");

    private static readonly Gauge<double> SealDelay =
        Meter.CreateGauge<double>("glimmerglass.audit.seal_delay", "s", "How long the oldest row of the audit log waited for its seal in the last run; 0 when none waited.");

    private static readonly Gauge<long> SealedRows =
        Meter.CreateGauge<long>("glimmerglass.audit.sealed_rows", "{row}", "The position at which the chain of the audit log ends. It never falls.");

    private static readonly Counter<long> AuditBreaks =
        Meter.CreateCounter<long>("glimmerglass.audit.breaks", "{break}", "Places at which the audit log was found not as it was sealed, by code: somebody has to look.");

    public static void AuditedRefusal(string action, string outcome) =>
        AuditedRefusals.Add(1, new KeyValuePair<string, object?>("action", action), new KeyValuePair<string, object?>("outcome", outcome));

    public static void SealedAudit(long position, TimeSpan delay)
    {
        SealedRows.Record(position);
        SealDelay.Record(delay.TotalSeconds);
    }

    public static void AuditBroken(string code) => AuditBreaks.Add(1, new KeyValuePair<string, object?>("code", code));

    public static void JobStarted(string job, TimeSpan lateness) => JobLateness.Record(lateness.TotalSeconds, new KeyValuePair<string, object?>("job", job));

    public static void JobFinished(string job, JobOutcome outcome, TimeSpan duration) => JobDuration.Record(duration.TotalSeconds,
        new KeyValuePair<string, object?>("job", job), new KeyValuePair<string, object?>("outcome", outcome.Word()));

    public static void Refused(string code) => Refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    public static void Blocked(OrderStatus target, string blocker, string subject) => BlockedMoves.Add(1,
        new KeyValuePair<string, object?>("target", target.Word()), new KeyValuePair<string, object?>("blocker", blocker),
        new KeyValuePair<string, object?>("subject", subject));

    /// <summary>How long our own part of a check took, by what it found.</summary>
    public static void Checked(DocumentState verdict, TimeSpan duration) =>
        CheckDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("verdict", verdict.Word()));

    /// <summary>A verdict that was recorded: once for each document, with its bytes, reasons and warnings.</summary>
    public static void Concluded(Verdict verdict)
    {
        var tag = new KeyValuePair<string, object?>("verdict", verdict.State.Word());
        Verdicts.Add(1, tag);
        CheckedBytes.Add(verdict.SizeBytes, tag);
        Found(verdict.Reasons, verdict.Warnings);
    }

    /// <summary>A document that was judged before and is infected after all.</summary>
    public static void Condemned(Reason reason) => Changed(DocumentState.Infected, reason);

    /// <summary>A check that failed for this reason.</summary>
    public static void Failed(Reason reason) => Changed(DocumentState.Failed, reason);

    public static void Scanned(ScanResult result) => Scans.Add(1, new KeyValuePair<string, object?>("result", result.Word()));

    public static void ScansMissing(int documents) => Scans.Add(documents, new KeyValuePair<string, object?>("result", "MISSING"));

    public static void WaitedForScan(TimeSpan wait) => ScanWait.Record(wait.TotalSeconds);

    private static void Changed(DocumentState state, Reason reason)
    {
        Verdicts.Add(1, new KeyValuePair<string, object?>("verdict", state.Word()));
        Found([reason], []);
    }

    /// <summary>Counts each code of a verdict once: reasons as refusing, warnings as not.</summary>
    private static void Found(IReadOnlyList<Reason> reasons, IReadOnlyList<Reason> warnings)
    {
        foreach (var (code, refuses) in reasons.Select(reason => (reason.Code, true)).Concat(warnings.Select(warning => (warning.Code, false))))
        {
            Reasons.Add(1, new KeyValuePair<string, object?>("code", code), new KeyValuePair<string, object?>("refuses", refuses));
        }
    }

    public static void Failed(string reason) => Failures.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Null: it belongs to no document.</summary>
    public static void FoundLost(DocumentState? state) => LostUploads.Add(1, new KeyValuePair<string, object?>("state", state?.Word() ?? "NONE"));

    public static void OldestUpload(TimeSpan age) => OldestUploadAge.Record(age.TotalSeconds);

    public static void Unused(int slots) => UnusedSlots.Add(slots);

    public static void Proved(string outcome, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        Proofs.Add(1, tag);
        ProofDuration.Record(duration.TotalSeconds, tag);
    }

    public static void BackedUp(long rows, long storedBytes, TimeSpan duration)
    {
        BackupRows.Record(rows);
        BackupSize.Record(storedBytes);
        BackupDuration.Record(duration.TotalSeconds);
    }

    public static void NewestBackup(TimeSpan age) => NewestBackupAge.Record(age.TotalSeconds);
}
