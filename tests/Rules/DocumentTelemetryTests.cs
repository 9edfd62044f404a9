using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions;

namespace Glimmerglass.Tests.Rules;

public sealed class DocumentTelemetryTests
{
    [Fact]
    public void The_reasons_and_warnings_of_a_verdict_are_counted_by_code()
    {
        var counted = new ConcurrentBag<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Name == "glimmerglass.documents.reasons") self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Add($"{value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        listener.Start();

        Telemetry.Concluded(new Verdict(DocumentState.Rejected, [new Reason("OF_THIS_TEST", "x"), new Reason("OF_THIS_TEST_TOO", "x", "y")], 7, [], null) { Warnings = [new Reason("WARNING_OF_THIS_TEST", "x")] });

        Assert.Equal(
            ["1 code=OF_THIS_TEST refuses=True", "1 code=OF_THIS_TEST_TOO refuses=True", "1 code=WARNING_OF_THIS_TEST refuses=False"],
            counted.Where(line => line.Contains("OF_THIS_TEST", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }
}
