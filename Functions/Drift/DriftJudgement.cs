using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>Decides what a check amounts to: what of its findings is allowed, and whether it is clean.</summary>
public static class DriftJudgement
{
    /// <summary>How many findings of one subject are told one by one; the rest is counted.</summary>
    public const int MaxOfSubject = 100;

    public static DriftCheck Judge(
        IReadOnlyList<DriftReading> readings, IReadOnlyList<AllowedDrift> allowed, int buildVersion, DateTimeOffset startedAt, DateTimeOffset finishedAt)
    {
        var today = DateOnly.FromDateTime(startedAt.UtcDateTime);
        var found = readings.SelectMany(reading => reading.Findings).Concat(allowed.Where(entry => entry.EndsOn < today).Select(Ended));
        var notCompared = readings.SelectMany(reading => reading.NotCompared).ToList();
        List<JudgedFinding> judged = [.. Bounded(found.Select(finding => Judge(finding, allowed, today)))];
        return new DriftCheck
        {
            StartedAt = startedAt,
            FinishedAt = finishedAt,
            BuildVersion = buildVersion,
            Outcome = judged.Exists(finding => finding.IsDrift) ? DriftOutcome.Drifted
                : notCompared.Exists(one => !one.ByDesign) ? DriftOutcome.Incomplete : DriftOutcome.Clean,
            Judged = [.. judged.OrderBy(finding => finding.Severity).ThenBy(finding => finding.Kind)],
            NotCompared = notCompared,
            RemarkLines = string.Join('\n', readings.SelectMany(reading => reading.Remarks)),
        };
    }

    private static JudgedFinding Judge(DriftFinding finding, IReadOnlyList<AllowedDrift> allowed, DateOnly today)
    {
        var by = allowed.FirstOrDefault(entry => entry.EndsOn >= today && entry.Covers(finding));
        return new JudgedFinding(finding.Kind, finding.Subject, finding.Name, finding.Expected, finding.Found, finding.Severity, finding.Mend, by?.Reason, by?.EndsOn);
    }

    /// <summary>Whatever went wrong may have gone wrong a million times; nobody reads that, and the record of it must stay small.</summary>
    private static IEnumerable<JudgedFinding> Bounded(IEnumerable<JudgedFinding> findings) =>
        from subject in findings.GroupBy(finding => (finding.Kind, finding.Subject, finding.Severity, IsAllowed: finding.AllowedUntil is not null))
        let told = subject.Take(MaxOfSubject).ToList()
        let rest = subject.Count() - told.Count
        from finding in rest == 0 ? told : [.. told, told[^1] with { Name = "(others)", Expected = "", Found = FormattableString.Invariant($"at least {rest} more"), Mend = "" }]
        select finding;

    private static DriftFinding Ended(AllowedDrift entry) => new(
        entry.Kind, "allowed drift", entry.Name, "", FormattableString.Invariant($"an entry for {entry.Subject} that ended on {entry.EndsOn:yyyy-MM-dd}"), DriftSeverity.Notice,
        "Mend the difference and remove the entry from AllowedDrift, or review it again with a new end.");
}
