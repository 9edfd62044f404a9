using System.Globalization;
using System.Text;
using Glimmerglass.Data;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>A check of drift as text: a sentence for the ledger, a page for a terminal.</summary>
public static class DriftReport
{
    /// <summary>For example: <c>3 findings: 2 schema, 1 blobs. Not compared: the blobs.</c></summary>
    public static string Sentence(DriftCheck check)
    {
        var sentence = Counted(check.Findings.Where(finding => finding.IsDrift).ToList());
        var notices = check.Findings.Count(finding => !finding.IsDrift);
        var allowed = check.Allowed.Count();
        if (notices > 0) sentence += string.Create(CultureInfo.InvariantCulture, $" {notices} notices.");
        if (allowed > 0) sentence += string.Create(CultureInfo.InvariantCulture, $" {allowed} allowed.");
        var missing = Missing(check).Select(one => one.What).ToList();
        return missing.Count == 0 ? sentence : $"{sentence} Not compared: {string.Join(", ", missing)}.";
    }

    /// <summary>What could not be compared this time, though it should have been.</summary>
    public static IEnumerable<NotCompared> Missing(DriftCheck check) => check.NotCompared.Where(one => !one.ByDesign);

    public static string Write(DriftCheck check)
    {
        var page = new StringBuilder();
        foreach (var kind in check.Findings.GroupBy(finding => finding.Kind).OrderBy(group => group.Key)) Section(page, kind.Key.Word(), kind);
        if (check.Allowed.Any()) Section(page, "ALLOWED", check.Allowed);
        if (Missing(check).Any()) Lines(page, "NOT COMPARED", Missing(check).Select(one => $"{one.What}: {one.Why}"));
        if (check.NotCompared.Any(one => one.ByDesign)) Lines(page, "NEVER COMPARED", check.NotCompared.Where(one => one.ByDesign).Select(one => $"{one.What}: {one.Why}"));
        if (check.Remarks.Count > 0) Lines(page, "TO KNOW", check.Remarks);
        page.AppendLine(string.Create(CultureInfo.InvariantCulture,
            $"{check.Outcome.Word()} at {check.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z, in {(check.FinishedAt - check.StartedAt).TotalSeconds:0.0} s, schema {check.AppliedVersion:0000} of {check.BuildVersion:0000}. {Sentence(check)}"));
        return page.ToString();
    }

    private static string Counted(List<JudgedFinding> drift)
    {
        var kinds = drift.GroupBy(finding => finding.Kind).OrderBy(group => group.Key)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {JsonWord(group.Key)}"));
        return drift.Count switch
        {
            0 => "Nothing drifted.",
            1 => $"1 finding: {string.Join(", ", kinds)}.",
            var count => string.Create(CultureInfo.InvariantCulture, $"{count} findings: {string.Join(", ", kinds)}."),
        };
    }

    private static string JsonWord(DriftKind kind) => kind.ToString().ToLowerInvariant();

    private static void Section(StringBuilder page, string title, IEnumerable<JudgedFinding> findings)
    {
        page.AppendLine(title);
        foreach (var finding in findings)
        {
            page.AppendLine($"  {finding.Severity.ToString().ToLowerInvariant()}: {finding.Subject} {finding.Name}");
            Line(page, "expected", finding.Expected);
            Line(page, "found", finding.Found);
            Line(page, "mend", finding.Mend);
            if (finding.AllowedUntil is { } until) Line(page, "allowed", string.Create(CultureInfo.InvariantCulture, $"until {until:yyyy-MM-dd}: {finding.AllowedBecause}"));
        }
        page.AppendLine();
    }

    private static void Line(StringBuilder page, string name, string text)
    {
        if (text.Length > 0) page.AppendLine($"    {name,-8}  {text.TrimEnd().Replace("\n", "\n              ", StringComparison.Ordinal)}");
    }

    private static void Lines(StringBuilder page, string title, IEnumerable<string> lines)
    {
        page.AppendLine(title);
        foreach (var line in lines) page.AppendLine($"  {line}");
        page.AppendLine();
    }
}
