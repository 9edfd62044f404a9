using System.Diagnostics.Metrics;
using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
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

    private static readonly Histogram<double> JobLateness =
        Meter.CreateHistogram<double>("glimmerglass.jobs.lateness", "s", "How long after its scheduled time a job began.");

    private static readonly Histogram<double> JobDuration =
        Meter.CreateHistogram<double>("glimmerglass.jobs.duration", "s", "How long runs of jobs took, by job and outcome.");

    public static void JobStarted(string job, TimeSpan lateness) => JobLateness.Record(lateness.TotalSeconds, new KeyValuePair<string, object?>("job", job));

    public static void JobFinished(string job, JobOutcome outcome, TimeSpan duration) => JobDuration.Record(duration.TotalSeconds,
        new KeyValuePair<string, object?>("job", job), new KeyValuePair<string, object?>("outcome", outcome.Word()));

    public static void Refused(string code) => Refusals.Add(1, new KeyValuePair<string, object?>("code", code));

    public static void Blocked(OrderStatus target, string blocker, string subject) => BlockedMoves.Add(1,
        new KeyValuePair<string, object?>("target", target.Word()), new KeyValuePair<string, object?>("blocker", blocker),
        new KeyValuePair<string, object?>("subject", subject));

    public static void Checked(DocumentState verdict, long bytes, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>("verdict", verdict.Word());
        Verdicts.Add(1, tag);
        CheckedBytes.Add(bytes, tag);
        CheckDuration.Record(duration.TotalSeconds, tag);
    }
}
