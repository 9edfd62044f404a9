using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;

namespace Glimmerglass.Tests.Rules;

public sealed class ScanReportTests
{
    private const string Blob = "https://account.blob.core.windows.net/incoming/x";

    [Fact]
    public void A_result_is_read_as_it_is_documented()
    {
        var report = Read($$"""
            {
              "correlationId": "0c5e4b0e-0359-4948-accd-6b237adceb3a", "blobUri": "{{Blob}}", "eTag": "0x8DCE730957D80DE", "scanFinishedTimeUtc": "2026-10-08T00:31:46.0127867Z",
              "scanResultType": "Malicious", "scanResultDetails": { "malwareNamesFound": ["Virus:DOS/EICAR_Test_File", "Trojan:X"], "sha256": "AB" }, "aMemberOfTomorrow": [1]
            }
            """)!;

        Assert.Equal((new Uri(Blob), "0x8DCE730957D80DE", ScanResult.Malicious, "Virus:DOS/EICAR_Test_File; Trojan:X"), (report.Blob, report.Etag, report.Result, report.Detail));
        Assert.Equal(new DateTimeOffset(2026, 10, 8, 0, 31, 46, TimeSpan.Zero), report.FinishedAt!.Value.AddTicks(-(report.FinishedAt.Value.Ticks % TimeSpan.TicksPerSecond)));
    }

    [Theory]
    [InlineData("No threats found", ScanResult.Clean, null)]
    [InlineData("Malicious", ScanResult.Malicious, null)]
    [InlineData("Error", ScanResult.NotScanned, "Error")]
    [InlineData("Not scanned", ScanResult.NotScanned, "Not scanned")]
    [InlineData("no threats found", ScanResult.NotScanned, "no threats found")]
    [InlineData("A word of tomorrow", ScanResult.NotScanned, "A word of tomorrow")]
    public void Only_the_documented_words_are_clean_or_malicious(string type, ScanResult result, string? detail)
    {
        var report = Read($$"""{"blobUri": "{{Blob}}", "eTag": "\"0x8\"", "scanResultType": "{{type}}"}""")!;

        Assert.Equal(("0x8", result, detail, null), (report.Etag, report.Result, report.Detail, report.FinishedAt));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData(""" "text" """)]
    [InlineData("""{"blobUri": "incoming/x", "eTag": "0x8", "scanResultType": "Malicious"}""")]
    [InlineData("""{"blobUri": 7, "eTag": "0x8", "scanResultType": "Malicious"}""")]
    [InlineData("""{"blobUri": "https://a/incoming/x", "scanResultType": "Malicious"}""")]
    [InlineData("""{"blobUri": "https://a/incoming/x", "eTag": "", "scanResultType": "Malicious"}""")]
    [InlineData("""{"blobUri": "https://a/incoming/x", "eTag": "0x\u0000", "scanResultType": "Malicious"}""")]
    [InlineData("""{"blobUri": "https://a/incoming/x", "eTag": "\ud800", "scanResultType": "Malicious"}""")]
    [InlineData("""{"blobUri": "https://a/incoming/x", "eTag": "0x8"}""")]
    [InlineData("""{"blobUri": "https://a/incoming/x", "eTag": "0x8", "scanResultType": null}""")]
    public void What_names_no_blob_version_or_result_is_no_report(string data) => Assert.Null(Read(data));

    [Theory]
    [InlineData("\"one\"", null)]
    [InlineData("[]", null)]
    [InlineData("[7, null, {}]", null)]
    [InlineData("""["\ud800"]""", null)]
    [InlineData("""["a\u0000\nb"]""", "ab")]
    [InlineData("""["1", "2", "3", "4", "5", "6"]""", "1; 2; 3; 4; 5")]
    public void Names_are_legible_and_few(string names, string? detail) =>
        Assert.Equal(detail, Read($$"""{"blobUri": "{{Blob}}", "eTag": "0x8", "scanResultType": "Malicious", "scanResultDetails": {"malwareNamesFound": {{names}} } }""")!.Detail);

    [Fact]
    public void A_long_name_ends() =>
        Assert.Equal(200, Read($$"""{"blobUri": "{{Blob}}", "eTag": "0x8", "scanResultType": "Malicious", "scanResultDetails": {"malwareNamesFound": ["{{string.Concat(Enumerable.Repeat("🌊", 300))}}"] } }""")!.Detail!.Length);

    [Fact]
    public void No_text_makes_it_throw() => Prop.ForAll<string, string, string>((blob, etag, type) =>
        ScanReport.Read(JsonSerializer.SerializeToElement(new { blobUri = blob, eTag = etag, scanResultType = type, scanFinishedTimeUtc = etag, scanResultDetails = type }))).QuickCheckThrowOnFailure();

    [Theory, InlineData(ScanResult.Clean, DocumentState.Accepted, 0), InlineData(ScanResult.Malicious, DocumentState.Infected, 1)]
    public void A_second_opinion_keeps_or_overturns_ours(ScanResult result, DocumentState state, int reasons)
    {
        var ours = new Verdict(DocumentState.Accepted, [], 7, new byte[32], "application/pdf");

        var verdict = ScanVerdict.Of(ours, result, "X")!;

        Assert.Equal((state, reasons), (verdict.State, verdict.Reasons.Count));
        Assert.All(verdict.Reasons, reason => Assert.Equal(("MALWARE", "X"), (reason.Code, reason.Detail)));
        Assert.Null(ScanVerdict.Of(ours, ScanResult.NotScanned, null));
    }

    private static ScanReport? Read(string data)
    {
        using var parsed = JsonDocument.Parse(data);
        return ScanReport.Read(parsed.RootElement);
    }
}
