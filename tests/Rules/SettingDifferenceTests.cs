using System.Text.Json;
using Glimmerglass.Data.Drift;
using Glimmerglass.Functions.Drift;
using Glimmerglass.Tests.Shape;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.Tests.Rules;

public sealed class SettingDifferenceTests
{
    private const string Secret = "hunter2-never-shown";
    private static readonly DateOnly today = new(2026, 6, 30);

    [Fact]
    public void The_settings_of_a_whole_deployment_differ_in_nothing() => Assert.Empty(Compare(Deployed()));

    [Fact]
    public void A_laptop_needs_nothing_and_what_it_has_is_not_judged() =>
        Assert.Empty(SettingDifference.Compare(SettingFacts.Read(Configuration(new() { ["DATABASE_URL"] = "Host=h;Database=d" })), today));

    [Fact]
    public void Every_required_setting_is_missed_by_its_name()
    {
        var required = OwnSettings.All.Where(own => own.IsRequired).ToList();

        Assert.All(required, own => Assert.Contains(Compare(Without(Deployed(), own.Name)), finding => (finding.Subject, finding.Name, finding.Severity) == ("required setting", own.Name, DriftSeverity.Critical)));
        Assert.All(required, own => Assert.Contains(Compare(With(Deployed(), own.Name, "")), finding => finding.Name == own.Name));
        Assert.True(required.Count > 10);
    }

    [Theory]
    [InlineData("UploadLifetimeMinuets")]
    [InlineData("MalwareScanner")]
    [InlineData("DatabaseMinPoolSize")]
    [InlineData("ForgetEverythingSchedule")]
    [InlineData("AzureAd__Audiences")]
    [InlineData("PostgresPasswordRotatedOn")]
    public void A_name_that_looks_like_ours_and_that_nothing_reads_is_found(string name)
    {
        var finding = Assert.Single(Compare(With(Deployed(), name, Secret)), finding => finding.Subject == "unknown setting");

        Assert.Equal((name, DriftSeverity.Warning), (finding.Name, finding.Severity));
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("WEBSITE_HOSTNAME")]
    [InlineData("FUNCTIONS_EXTENSION_VERSION")]
    [InlineData("AzureWebJobsStorage__accountName")]
    [InlineData("APPSETTING_WEBSITE_SITE_NAME")]
    [InlineData("DOTNET_RUNNING_IN_CONTAINER")]
    [InlineData("LocalHost__Port")]
    public void Names_of_the_platform_are_not_ours(string name) => Assert.Empty(Compare(With(Deployed(), name, "x")));

    [Fact]
    public void A_setting_that_was_changed_added_or_removed_since_the_deployment_is_named_without_its_value()
    {
        var settings = Deployed();
        var changed = With(Without(With(settings, "RequestDeadlineSeconds", "29"), "MalwareScanWaitMinutes"), "CheckTimeLimitSeconds", "299");
        settings = Without(settings, "CheckTimeLimitSeconds");
        changed[OwnSettings.Deployed] = SettingFacts.Read(Configuration(settings)).Fingerprint;

        var findings = Compare(changed, keepFingerprint: true);

        Assert.Equal(
            [("changed setting", "CheckTimeLimitSeconds", "", "a value"), ("changed setting", "MalwareScanWaitMinutes", "the value that was deployed", ""), ("changed setting", "RequestDeadlineSeconds", "the value that was deployed", "another value")],
            findings.Select(finding => (finding.Subject, finding.Name, finding.Expected, finding.Found)));
    }

    [Fact]
    public void Another_database_is_a_change_and_another_password_is_none()
    {
        var settings = Deployed();
        var print = SettingFacts.Read(Configuration(settings)).Fingerprint;

        var moved = SettingFacts.Read(Configuration(With(Deployed(), "DATABASE_URL", $"postgresql://app:{Secret}@other.example/orders"))).Fingerprint;
        var rotated = SettingFacts.Read(Configuration(With(With(Deployed(), "DATABASE_URL", "postgresql://app:another@db.example/orders"), "MalwareScanKey", "another"))).Fingerprint;

        Assert.NotEqual(print, moved);
        Assert.Equal(print, rotated);
    }

    [Fact]
    public void No_value_is_told_anywhere()
    {
        var settings = With(With(Deployed(), "DATABASE_URL", $"Host=h;Password={Secret};Nonsense=1"), "UploadLifetimeMinutes", Secret);
        settings["MalwareScanKey"] = Secret;
        settings["DatabasePasswordRotatedOn"] = Secret;
        var facts = SettingFacts.Read(Configuration(settings));

        var told = JsonSerializer.Serialize(SettingDifference.Compare(facts, today)) + facts.Fingerprint;

        Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
        Assert.Contains("UploadLifetimeMinutes:", facts.Fingerprint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deployment_that_left_no_fingerprint_is_worth_a_notice_and_one_that_left_nonsense_a_warning()
    {
        var none = Assert.Single(Compare(Without(Deployed(), OwnSettings.Deployed), keepFingerprint: true));
        var nonsense = Assert.Single(Compare(With(Deployed(), OwnSettings.Deployed, "abc"), keepFingerprint: true));

        Assert.Equal((OwnSettings.Deployed, DriftSeverity.Notice), (none.Name, none.Severity));
        Assert.Equal((OwnSettings.Deployed, DriftSeverity.Warning), (nonsense.Name, nonsense.Severity));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(90, false)]
    [InlineData(91, true)]
    [InlineData(1000, true)]
    [InlineData(-1, true)]
    public void A_secret_is_too_old_after_90_days_and_not_younger_than_today(int days, bool found)
    {
        var findings = Compare(With(Deployed(), "DatabasePasswordRotatedOn", today.AddDays(-days).ToString("yyyy-MM-dd")));

        Assert.Equal(found ? [("age of a secret", "DatabasePasswordRotatedOn", DriftSeverity.Warning)] : [], findings.Select(finding => (finding.Subject, finding.Name, finding.Severity)));
    }

    [Theory]
    [InlineData("", DriftSeverity.Notice)]
    [InlineData("31.01.2026", DriftSeverity.Warning)]
    [InlineData("2026-02-30", DriftSeverity.Warning)]
    public void A_secret_without_a_day_is_worth_a_notice_and_one_with_nonsense_a_warning(string day, DriftSeverity severity)
    {
        var finding = Assert.Single(Compare(With(Deployed(), "MalwareScanKeyRotatedOn", day)));

        Assert.Equal(("age of a secret", "MalwareScanKeyRotatedOn", severity), (finding.Subject, finding.Name, finding.Severity));
    }

    [Fact]
    public void A_secret_that_is_not_there_has_no_age() => Assert.Empty(Compare(Without(Without(Deployed(), "MalwareScanKey"), "MalwareScanKeyRotatedOn")));

    [Fact]
    public void Every_setting_of_the_sample_is_known()
    {
        var platform = new[] { "FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage" };
        using var sample = JsonDocument.Parse(Sources.Read("local.settings.sample.json").Text);
        var names = sample.RootElement.GetProperty("Values").EnumerateObject().Select(value => value.Name).Except(platform);

        Assert.Empty(names.Except(OwnSettings.All.Select(own => own.Name)));
        Assert.All(OwnSettings.All, own => Assert.True(own.RotatedOn is null || (own.IsSecret && OwnSettings.Find(own.RotatedOn) is not null), own.Name));
    }

    private static IReadOnlyList<DriftFinding> Compare(Dictionary<string, string?> settings, bool keepFingerprint = false)
    {
        if (!keepFingerprint) settings[OwnSettings.Deployed] = SettingFacts.Read(Configuration(settings)).Fingerprint;
        return SettingDifference.Compare(SettingFacts.Read(Configuration(settings)), today);
    }

    private static Dictionary<string, string?> Deployed()
    {
        var settings = OwnSettings.All.ToDictionary(own => own.Name, own => (string?)$"value of {own.Name}");
        foreach (var own in OwnSettings.All.Where(own => own.RotatedOn is not null)) settings[own.RotatedOn!] = "2026-06-01";
        settings["DATABASE_URL"] = $"postgresql://app:{Secret}@db.example/orders";
        settings["WEBSITE_SITE_NAME"] = "orders";
        settings[OwnSettings.Deployed] = SettingFacts.Read(Configuration(settings)).Fingerprint;
        return settings;
    }

    private static Dictionary<string, string?> With(Dictionary<string, string?> settings, string name, string value) => new(settings) { [name] = value };

    private static Dictionary<string, string?> Without(Dictionary<string, string?> settings, string name) => settings.Where(pair => pair.Key != name).ToDictionary();

    /// <summary>As the host reads them from the environment.</summary>
    private static IConfiguration Configuration(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), pair.Value))).Build();
}
