using System.Globalization;
using System.Text;
using Glimmerglass.Data;
using Glimmerglass.Data.Backups;

namespace Glimmerglass.Functions.Backups;

/// <summary>A drill as text: a sentence for the ledger, a page for a terminal.</summary>
public static class DrillReport
{
    private const int MaxNamed = 2;

    public static string Sentence(Drill drill)
    {
        if (drill.Passed) return $"{drill.Backup} is proven: {Counts(drill)}. RPO {Span(drill.RpoSeconds)}, RTO {Span(drill.RtoSeconds)}.";

        var failures = drill.Findings.Where(finding => finding.Fails).ToList();
        var named = string.Join(" ", failures.Take(MaxNamed).Select(Line));
        var more = failures.Count > MaxNamed ? string.Create(CultureInfo.InvariantCulture, $" And {failures.Count - MaxNamed} more.") : "";
        return drill.Proven ? $"{drill.Backup} is whole, but the drill failed. {named}{more}" : $"{drill.Backup ?? "Nothing"} is {(drill.Backup is null ? "" : "not ")}proven. {named}{more}";
    }

    public static string Write(Drill drill)
    {
        var page = new StringBuilder();
        Row(page, "Backup", drill.Backup ?? "none");
        Row(page, "Drill", string.Create(CultureInfo.InvariantCulture, $"{drill.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, took {Duration.Of(drill.FinishedAt - drill.StartedAt)}"));
        Row(page, "Proven", drill.Proven ? "yes: it was restored, and is the database that was backed up" : "NO");
        Row(page, "RPO", Target(drill.RpoSeconds, DrillTargets.MaxRpo, "the age of its snapshot: what would have been lost"));
        Row(page, "RTO", Target(drill.RtoSeconds, DrillTargets.MaxRto, "to a restored and checked database"));
        Row(page, "Held", Counts(drill));
        foreach (var finding in drill.Findings.OrderByDescending(finding => finding.Fails)) page.AppendLine($"  {(finding.Fails ? "FAILED" : "to know")}: {Line(finding)}");
        page.AppendLine(drill.Passed ? "The drill passed." : "The drill FAILED.");
        return page.ToString();
    }

    private static string Line(DrillFinding finding)
    {
        var check = finding.Check.Word().ToLowerInvariant();
        return finding.Subject.Length == 0 ? $"{check}: {finding.Sentence}" : $"{check}, {finding.Subject}: {finding.Sentence}";
    }

    private static string Counts(Drill drill) => string.Create(CultureInfo.InvariantCulture,
        $"{drill.Rows:N0} rows of {drill.Tables:N0} tables, {drill.Documents:N0} documents of {drill.DocumentBytes:N0} bytes read");

    private static string Target(long? seconds, TimeSpan target, string what) => seconds is null ? "not measured" : $"{Span(seconds)} of {Duration.Of(target)}, {what}";

    private static string Span(long? seconds) => seconds is { } known ? Duration.Of(TimeSpan.FromSeconds(known)) : "not measured";

    private static void Row(StringBuilder page, string name, string text) => page.AppendLine($"{name,-8}{text}");
}
