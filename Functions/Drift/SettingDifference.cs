using System.Globalization;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>Compares the settings that the app runs with to those it needs and those that were deployed, without ever naming a value.</summary>
public static class SettingDifference
{
    /// <summary>How old a secret may become.</summary>
    public static readonly TimeSpan MaxSecretAge = TimeSpan.FromDays(90);

    public static IReadOnlyList<DriftFinding> Compare(SettingFacts facts, DateOnly today)
    {
        var unknown = facts.Names.Where(name => OwnSettings.LooksLikeOurs(name) && OwnSettings.Find(name) is null).Order(StringComparer.Ordinal)
            .Select(name => Found("unknown setting", name, "", "a setting that nothing reads", DriftSeverity.Warning, "Remove it, or correct its name."));

        // What a laptop or a pipeline leaves out has a default there, and its secrets are nobody's.
        return facts.IsDeployed ? [.. unknown, .. Absent(facts), .. Changed(facts), .. Secrets(facts, today)] : [.. unknown];
    }

    private static IEnumerable<DriftFinding> Absent(SettingFacts facts) =>
        from own in OwnSettings.All
        where own.IsRequired && !facts.Names.Contains(own.Name)
        select Found("required setting", own.Name, "a value", "", DriftSeverity.Critical, "Deploy again: the template of the environment has it.");

    private static IEnumerable<DriftFinding> Changed(SettingFacts facts)
    {
        if (facts.DeployedFingerprint is not { } text)
        {
            return [Found("deployed settings", OwnSettings.Deployed, "the fingerprint that the deployment left", "", DriftSeverity.Notice, "Set it to the fingerprint in the remarks of this check, once these settings are right.")];
        }
        if (SettingPrint.Read(text) is not { } deployed)
        {
            return [Found("deployed settings", OwnSettings.Deployed, "Name:1f3a9c2b,…", "something else", DriftSeverity.Warning, "Set it to the fingerprint in the remarks of this check, once these settings are right.")];
        }
        var present = SettingPrint.Read(facts.Fingerprint) ?? new Dictionary<string, string>();
        return from name in deployed.Keys.Union(present.Keys).Order(StringComparer.Ordinal)
               let was = deployed.GetValueOrDefault(name)
               let isNow = present.GetValueOrDefault(name)
               where was != isNow
               select Found("changed setting", name, was is null ? "" : "the value that was deployed", isNow is null ? "" : was is null ? "a value" : "another value", DriftSeverity.Warning,
                   "Deploy again; or write the change into the template of the environment first.");
    }

    private static IEnumerable<DriftFinding> Secrets(SettingFacts facts, DateOnly today) =>
        from own in OwnSettings.All
        where own.RotatedOn is not null && facts.Names.Contains(own.Name)
        let finding = Aged(own.RotatedOn!, facts.RotatedOn.GetValueOrDefault(own.RotatedOn!), today)
        where finding is not null
        select finding;

    private static DriftFinding? Aged(string name, string? text, DateOnly today)
    {
        var expected = FormattableString.Invariant($"a day at most {MaxSecretAge.TotalDays} days ago");
        if (text is null) return Found("age of a secret", name, expected, "", DriftSeverity.Notice, "Set it to the day on which the secret was last changed: 2026-01-31.");
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day > today)
        {
            return Found("age of a secret", name, expected, "no day, or one to come", DriftSeverity.Warning, "Set it to the day on which the secret was last changed: 2026-01-31.");
        }
        return today.DayNumber - day.DayNumber <= MaxSecretAge.TotalDays
            ? null
            : Found("age of a secret", name, expected, FormattableString.Invariant($"{day:yyyy-MM-dd}, {today.DayNumber - day.DayNumber} days ago"), DriftSeverity.Warning, "Change the secret, then set this to the day of the change.");
    }

    private static DriftFinding Found(string subject, string name, string expected, string found, DriftSeverity severity, string mend) =>
        new(DriftKind.Settings, subject, name, expected, found, severity, mend);
}
