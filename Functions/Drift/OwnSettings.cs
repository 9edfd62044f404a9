namespace Glimmerglass.Functions.Drift;

/// <summary>One setting of ours, as drift looks at it.</summary>
/// <param name="IsRequired">The deployed app does not do its work without it.</param>
/// <param name="IsSecret">Its value goes into no fingerprint.</param>
/// <param name="RotatedOn">The setting that says on which day the secret was last changed.</param>
public sealed record OwnSetting(string Name, bool IsRequired = false, bool IsSecret = false, string? RotatedOn = null);

/// <summary>Every setting of ours by its name in the environment. A test looks for every one of <c>local.settings.sample.json</c> here.</summary>
public static class OwnSettings
{
    /// <summary>What the deployment says that it deployed: see <see cref="SettingPrint"/>.</summary>
    public const string Deployed = "DeployedSettingsFingerprint";

    public static readonly IReadOnlyList<OwnSetting> All =
    [
        new("DATABASE_URL", IsRequired: true, IsSecret: true, RotatedOn: "DatabasePasswordRotatedOn"),
        new("DATABASE_URL_UNPOOLED", IsRequired: true, IsSecret: true),
        new("DatabaseMaxPoolSize"),
        new("MaximumInstances"),
        new("DatabaseServerSlots"),
        new("DatabaseWaitSeconds"),
        new("HealthLimitMilliseconds"),
        new("DatabasePasswordRotatedOn"),
        new("DocumentStorage", IsSecret: true),
        new("DocumentStorage__blobServiceUri", IsRequired: true),
        new("DocumentStorage__queueServiceUri", IsRequired: true),
        new("DocumentStorage__credential", IsRequired: true),
        new("DocumentStorage__clientId"),
        new("AzureAd__Instance", IsRequired: true),
        new("AzureAd__TenantId", IsRequired: true),
        new("AzureAd__ClientId", IsRequired: true),
        new("AzureAd__Audience", IsRequired: true),
        new("APPLICATIONINSIGHTS_CONNECTION_STRING", IsRequired: true, IsSecret: true),
        new("RequestDeadlineSeconds"),
        new("UploadLifetimeMinutes"),
        new("UploadMaxBytesOfPapers"),
        new("UploadMaxBytesOfVideos"),
        new("MalwareScan"),
        new("MalwareScanKey", IsSecret: true, RotatedOn: "MalwareScanKeyRotatedOn"),
        new("MalwareScanKeyRotatedOn"),
        new("MalwareScanWaitMinutes"),
        new("CheckTimeLimitSeconds"),
        new("CanaryTimeLimitSeconds"),
        new("BackupStreams"),
        new("BackupsKeptDaily"),
        new("BackupsKeptWeekly"),
        new("BackupsKeptMonthly"),
        new("DrillSampleBytes"),
        new("AuditRetentionYears"),
        new("AuditContainer"),
        new("NeonProjectId"),
        new("NeonApiKey", IsSecret: true, RotatedOn: "NeonApiKeyRotatedOn"),
        new("NeonApiKeyRotatedOn"),
        new("HistoryWindowMinDays"),
        new(Deployed),
        .. Settings.UsualSchedules.Keys.Select(job => new OwnSetting($"{job}Schedule", IsRequired: true)),
    ];

    /// <summary>How names of ours begin or end: whatever is named so and is not in the list is a slip of somebody's pen. The platform's own names are not.</summary>
    private static readonly string[] beginnings =
        ["DATABASE_URL", "Database", "DocumentStorage", "AzureAd__", "MaximumInstances", "HealthLimit", "RequestDeadline", "Upload", "MalwareScan", "CheckTime", "Canary", "Audit", "Backup", "Drill", "Neon", "HistoryWindow", "DeployedSettings"];

    private static readonly string[] endings = ["Schedule", "RotatedOn"];

    public static bool LooksLikeOurs(string name) =>
        beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)) || endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    public static OwnSetting? Find(string name) => All.FirstOrDefault(own => own.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
