using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Glimmerglass.Functions.Documents;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Tests.Shape;

/// <summary>The two files beside the app that say how it is run.</summary>
public sealed class SettingTests
{
    // Given on the command line of the local host, and the short name that it takes for DocumentStorage.
    private static readonly HashSet<string> NotOfTheSample = ["LocalHost:Port", "LocalHost:Data", "Storage"];

    [Fact]
    public void Every_setting_that_is_read_is_in_the_sample()
    {
        var sample = Sample();
        var read = from file in Sources.App
                   from Match match in Regex.Matches(file.Text, @"(?:configuration|settings|given|Configuration)\[""([A-Za-z_:]+)""\]|Number\(configuration, ""(\w+)""")
                   select match.Groups[1].Value + match.Groups[2].Value;

        var missing = read.Distinct().Where(name => !NotOfTheSample.Contains(name) && !sample.ContainsKey(name) && !sample.ContainsKey(name.Replace(":", "__", StringComparison.Ordinal)));

        Assert.Contains("DATABASE_URL", read);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_setting_that_a_trigger_names_is_in_the_sample()
    {
        var sample = Sample();
        var named = from function in FunctionList.All
                    let timer = FunctionList.Trigger<TimerTriggerAttribute>(function.Run)?.Schedule
                    let blob = FunctionList.Trigger<BlobTriggerAttribute>(function.Run)
                    from text in new[] { timer, blob?.BlobPath, blob?.Connection is { } connection ? $"%{connection}%" : null }
                    where text is not null
                    from Match match in Regex.Matches(text, "%(.+?)%")
                    select match.Groups[1].Value;

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(sample.ContainsKey(name) || sample.Any(setting => setting.Key.StartsWith(name + "__", StringComparison.Ordinal)), $"{name} is not in the sample."));
    }

    [Fact]
    public void A_schedule_comes_from_settings()
    {
        var fixedOnes = from function in FunctionList.All
                        let schedule = FunctionList.Trigger<TimerTriggerAttribute>(function.Run)?.Schedule
                        where schedule is not null && !Regex.IsMatch(schedule, "^%[A-Za-z]+%$")
                        select function.Name;

        Assert.Empty(fixedOnes);
    }

    [Fact]
    public void The_sample_holds_no_secret()
    {
        var secrets = Sample().Where(setting => Regex.IsMatch(setting.Value!.ToString(), "AccountKey=(?!Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq)|ep-(?!example)|InstrumentationKey=(?!0)"));

        Assert.Empty(secrets.Select(setting => setting.Key));
    }

    [Fact]
    public void The_host_file_says_what_the_app_counts_on()
    {
        var host = JsonNode.Parse(Sources.Read("host.json").Text)!;

        Assert.Equal("2.0", (string?)host["version"]);
        Assert.Equal("OpenTelemetry", (string?)host["telemetryMode"]);
        Assert.Equal("api", (string?)host["extensions"]!["http"]!["routePrefix"]);
        Assert.Equal(5, (int?)host["extensions"]!["blobs"]!["poisonBlobThreshold"]);
        Assert.InRange(TimeSpan.Parse((string)host["functionTimeout"]!, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMinutes(5), TimeSpan.FromHours(5));
    }

    [Fact]
    public void A_verdict_of_failure_comes_with_the_last_attempt_of_the_host()
    {
        var threshold = (int)JsonNode.Parse(Sources.Read("host.json").Text)!["extensions"]!["blobs"]!["poisonBlobThreshold"]!;

        Assert.Equal(CheckAttempts.BeforeFailure, threshold);
    }

    private static JsonObject Sample()
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        return JsonNode.Parse(Sources.Read("local.settings.sample.json").Text, documentOptions: options)!["Values"]!.AsObject();
    }
}
