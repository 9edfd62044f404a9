using Glimmerglass.Functions.Backups;
using Glimmerglass.Functions.Documents;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.Functions;

/// <summary>Every setting, typed and checked before the first request. Their names and fake values are in local.settings.sample.json.</summary>
public sealed record Settings
{
    /// <summary>A postgresql:// URL or an Npgsql connection string of the pooled endpoint.</summary>
    public required string DatabaseUrl { get; init; }

    /// <summary>The endpoint past the pooler, for migrations, backups and drift checks; null when there is none.</summary>
    public string? DirectDatabaseUrl { get; init; }

    /// <summary>The most connections of this instance. Times the instances it must stay below the server slots of the pooler.</summary>
    public required int DatabaseMaxPoolSize { get; init; }

    /// <summary>How long a request waits for a connection, a free one of the pool or a new one, before it is given back with 503.</summary>
    public required TimeSpan DatabaseWait { get; init; }

    /// <summary>How long a question about health waits for an answer.</summary>
    public required TimeSpan HealthLimit { get; init; }

    /// <summary>How many connections a backup reads with, when it may go past the pooler; with the pooler alone it is one.</summary>
    public required int BackupStreams { get; init; }

    /// <summary>How many days, weeks and months keep a backup.</summary>
    public required KeptPeriods BackupsKept { get; init; }

    /// <summary>How many bytes of documents one drill reads at most; the next one goes on behind them.</summary>
    public required long DrillSampleBytes { get; init; }

    /// <summary>The project at Neon that the database is in; null when it is not, or when nobody gave a key.</summary>
    public NeonAccess? Neon { get; init; }

    /// <summary>How far back the history of the database has to reach, where it has one: 7 days, 30 in production.</summary>
    public required TimeSpan MinHistoryWindow { get; init; }

    /// <summary>How long a request may take before it is stopped with 503.</summary>
    public required TimeSpan RequestDeadline { get; init; }

    /// <summary>How long an upload slot is good for.</summary>
    public required TimeSpan UploadLifetime { get; init; }

    /// <summary>How long the audit log is kept.</summary>
    public required int AuditRetentionYears { get; init; }

    /// <summary>The container that remembers the ends of the audit chain. Another one after the database was set back to an older state.</summary>
    public required string AuditContainer { get; init; }

    /// <summary>How large an upload may be.</summary>
    public required Limits Uploads { get; init; }

    /// <summary>How long one check of an upload may take before the attempt counts as failed.</summary>
    public required TimeSpan CheckTimeLimit { get; init; }

    /// <summary>How long the proof of the check waits for the verdicts on its own files.</summary>
    public required TimeSpan CanaryTimeLimit { get; init; }

    /// <summary>The second opinion on uploads; null when there is none.</summary>
    public MalwareScan? MalwareScan { get; init; }

    /// <summary>When each job runs unless its setting says otherwise: the setting has the job's name with <c>Schedule</c> behind it. In UTC.</summary>
    public static readonly IReadOnlyDictionary<string, string> UsualSchedules = new Dictionary<string, string>
    {
        ["ForgetIdempotencyKeys"] = "0 15 3 * * *",
        ["FindLostUploads"] = "0 */5 * * * *",
        ["ExpireUploads"] = "0 20 * * * *",
        ["ProveUploadCheck"] = "0 21 * * * *",
        ["BackUpDatabase"] = "0 0 2 * * *",
        ["ForgetOldBackups"] = "0 30 3 * * *",
        ["CheckDrift"] = "0 30 4 * * *",
        ["ProveNewestBackup"] = "0 0 5 * * 0",
        // Behind the other hourly jobs, which wake the database anyway.
        ["SealAuditLog"] = "0 22 * * * *",
        ["ProveAuditLog"] = "0 45 4 * * *",
    };

    /// <summary>Jobs that begin a run only when they find a reason for one, so the ledger cannot tell that they are late.</summary>
    public static readonly IReadOnlySet<string> RunWhenNeeded = new HashSet<string> { "FindLostUploads" };

    /// <summary>When each job runs, by its name.</summary>
    public required IReadOnlyDictionary<string, Schedule> Schedules { get; init; }

    /// <exception cref="ArgumentException">A setting is missing or out of its range; the sentence names it and what was expected.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        RefuseUnresolved(configuration);
        var settings = ReadEach(configuration);
        Data.DatabaseUrl.CheckSize(settings.DatabaseUrl, settings.DatabaseMaxPoolSize,
            (int)Number(configuration, "MaximumInstances", 1, 1, 1000), (int)Number(configuration, "DatabaseServerSlots", 93, 1, 10_000));
        if (settings.DirectDatabaseUrl is { } direct) Data.DatabaseUrl.CheckDirect(direct);
        return settings;
    }

    private static Settings ReadEach(IConfiguration configuration) => new()
    {
        DatabaseUrl = configuration["DATABASE_URL"] is { Length: > 0 } url ? url : throw new ArgumentException("The setting DATABASE_URL is missing. Hint: see local.settings.sample.json."),
        DirectDatabaseUrl = configuration["DATABASE_URL_UNPOOLED"] is { Length: > 0 } direct ? direct : null,
        BackupStreams = (int)Number(configuration, "BackupStreams", 2, 1, 8),
        BackupsKept = new KeptPeriods(
            (int)Number(configuration, "BackupsKeptDaily", 7, 1, 366),
            (int)Number(configuration, "BackupsKeptWeekly", 5, 0, 520),
            (int)Number(configuration, "BackupsKeptMonthly", 12, 0, 120)),
        DrillSampleBytes = Number(configuration, "DrillSampleBytes", 1_000_000_000, 1, 1_000_000_000_000),
        Neon = ReadNeon(configuration),
        MinHistoryWindow = TimeSpan.FromDays(Number(configuration, "HistoryWindowMinDays", 7, 1, 365)),
        DatabaseMaxPoolSize = (int)Number(configuration, "DatabaseMaxPoolSize", 20, 1, 1000),
        DatabaseWait = TimeSpan.FromSeconds(Number(configuration, "DatabaseWaitSeconds", 5, 1, 30)),
        HealthLimit = TimeSpan.FromMilliseconds(Number(configuration, "HealthLimitMilliseconds", 1500, 50, 10_000)),
        RequestDeadline = TimeSpan.FromSeconds(Number(configuration, "RequestDeadlineSeconds", 30, 1, 230)),
        UploadLifetime = TimeSpan.FromMinutes(Number(configuration, "UploadLifetimeMinutes", 15, 1, 60)),
        CheckTimeLimit = TimeSpan.FromSeconds(Number(configuration, "CheckTimeLimitSeconds", 300, 1, 330)),
        CanaryTimeLimit = TimeSpan.FromSeconds(Number(configuration, "CanaryTimeLimitSeconds", 120, 1, 480)),
        AuditRetentionYears = (int)Number(configuration, "AuditRetentionYears", 7, 1, 100),
        AuditContainer = configuration["AuditContainer"] is { Length: > 0 } container ? container : "audit",
        Uploads = new Limits(
            Number(configuration, "UploadMaxBytesOfPapers", 25L << 20, 1, 5000L << 20),
            Number(configuration, "UploadMaxBytesOfVideos", 500L << 20, 1, 5000L << 20)),
        MalwareScan = ReadMalwareScan(configuration),
        Schedules = ReadSchedules(configuration),
    };

    /// <summary>The platform leaves a reference as it is when the vault does not give its secret: as a key it would be one that anybody can guess.</summary>
    private static void RefuseUnresolved(IConfiguration configuration)
    {
        var unresolved = configuration.AsEnumerable().FirstOrDefault(setting => setting.Value?.StartsWith("@Microsoft.KeyVault(", StringComparison.OrdinalIgnoreCase) == true);
        if (unresolved.Key is not null) throw new ArgumentException($"The setting {unresolved.Key} is a reference that the vault did not resolve. Hint: does the secret exist, and may the identity of the app read it?");
    }

    private static MalwareScan? ReadMalwareScan(IConfiguration configuration)
    {
        var chosen = configuration["MalwareScan"];
        if (string.IsNullOrEmpty(chosen) || chosen == "off") return null;
        if (chosen != "defender") throw new ArgumentException($"The setting MalwareScan is '{chosen}', but must be 'off' or 'defender'.");

        var key = configuration["MalwareScanKey"];
        return key?.Length >= MalwareScan.MinKeyLength
            ? new MalwareScan(key, TimeSpan.FromMinutes(Number(configuration, "MalwareScanWaitMinutes", 120, 1, 7 * 24 * 60)))
            : throw new ArgumentException($"The setting MalwareScanKey must be a secret of at least {MalwareScan.MinKeyLength} characters when MalwareScan is 'defender'.");
    }

    private static NeonAccess? ReadNeon(IConfiguration configuration) => (configuration["NeonProjectId"], configuration["NeonApiKey"]) switch
    {
        (null or "", null or "") => null,
        ({ Length: > 0 } project, { Length: > 0 } key) => new NeonAccess(project, key),
        _ => throw new ArgumentException("The settings NeonProjectId and NeonApiKey are given together or not at all."),
    };

    /// <exception cref="ArgumentException">A schedule is not one.</exception>
    public static IReadOnlyDictionary<string, Schedule> ReadSchedules(IConfiguration configuration) =>
        UsualSchedules.ToDictionary(usual => usual.Key, usual => ReadSchedule(configuration, $"{usual.Key}Schedule", usual.Value));

    private static Schedule ReadSchedule(IConfiguration configuration, string name, string otherwise)
    {
        try
        {
            return Schedule.Parse(configuration[name] is { Length: > 0 } text ? text : otherwise);
        }
        catch (FormatException bad)
        {
            throw new ArgumentException($"The setting {name} is no schedule: {bad.Message}", bad);
        }
    }

    private static long Number(IConfiguration configuration, string name, long otherwise, long min, long max)
    {
        if (configuration[name] is not { Length: > 0 } text) return otherwise;
        return long.TryParse(text, out var number) && number >= min && number <= max
            ? number
            : throw new ArgumentException($"The setting {name} is '{text}', but must be a whole number from {min} to {max}.");
    }
}

/// <summary>The second opinion of Microsoft Defender for Storage: the key that its events bring, and how long a good upload waits for them.</summary>
public sealed record MalwareScan(string Key, TimeSpan Wait)
{
    public const int MinKeyLength = 32;
}

/// <summary>The project at Neon, and the key of its API.</summary>
public sealed record NeonAccess(string ProjectId, string ApiKey);
