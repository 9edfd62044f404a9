using System.Globalization;
using System.Text;
using Glimmerglass.Data;

namespace Glimmerglass.Functions.Jobs;

/// <summary>How jobs stand, as a table for a terminal. Instants are in UTC.</summary>
public static class JobTable
{
    private static readonly string[] Titles = ["JOB", "STANDS", "LAST SUCCESS", "NEXT", "NEWEST RUN"];

    public static string Write(IReadOnlyList<JobState> jobs)
    {
        List<string[]> rows = [Titles, .. jobs.Select(Row)];
        var widths = Enumerable.Range(0, Titles.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var table = new StringBuilder();
        foreach (var row in rows)
        {
            table.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
        return table.ToString();
    }

    private static string[] Row(JobState job)
    {
        var newest = job.Runs.Count > 0 ? job.Runs[0] : null;
        var stands = job.IsRunning ? "running" : job.IsLate ? "LATE" : newest is null ? "never ran" : "on time";
        var told = newest is null ? "" : $"{newest.Outcome?.Word() ?? "RUNNING"} {newest.Summary ?? newest.Error}".TrimEnd();
        return [job.Job, stands, Instant(job.LastSucceededAt), Instant(job.NextAt), told];
    }

    private static string Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "never";
}
