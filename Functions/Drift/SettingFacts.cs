using Glimmerglass.Data;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.Functions.Drift;

/// <summary>What drift knows of the settings that this app runs with: names, days and a fingerprint, no values.</summary>
public sealed record SettingFacts
{
    /// <summary>It runs where it was deployed to, so that all settings of a deployment have to be there.</summary>
    public required bool IsDeployed { get; init; }

    /// <summary>Those that have a value, as the environment names them.</summary>
    public required IReadOnlySet<string> Names { get; init; }

    /// <summary>The days on which secrets were changed, as they are written, by the names of their settings.</summary>
    public required IReadOnlyDictionary<string, string> RotatedOn { get; init; }

    /// <summary>Of the settings as they are: see <see cref="SettingPrint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The fingerprint that the deployment left; null when it left none.</summary>
    public string? DeployedFingerprint { get; init; }

    public static SettingFacts Read(IConfiguration configuration)
    {
        var given = configuration.AsEnumerable().Where(pair => !string.IsNullOrEmpty(pair.Value))
            .ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value!, StringComparer.OrdinalIgnoreCase);
        return new SettingFacts
        {
            IsDeployed = given.ContainsKey("WEBSITE_SITE_NAME"),
            Names = given.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase),
            RotatedOn = OwnSettings.All.Select(own => own.RotatedOn).OfType<string>().Where(given.ContainsKey).ToDictionary(name => name, name => given[name]),
            Fingerprint = SettingPrint.Of(OwnSettings.All.Where(own => given.ContainsKey(own.Name) && IsOfTheDeployment(own.Name)).ToDictionary(own => own.Name, own => Shown(own, given[own.Name]))),
            DeployedFingerprint = given.GetValueOrDefault(OwnSettings.Deployed),
        };
    }

    /// <summary>The day of a rotation changes with the rotation, and the fingerprint cannot be about itself.</summary>
    private static bool IsOfTheDeployment(string name) => name != OwnSettings.Deployed && !name.EndsWith("RotatedOn", StringComparison.Ordinal);

    private static string Shown(OwnSetting own, string value) => !own.IsSecret ? value : own.Name.StartsWith("DATABASE_URL", StringComparison.Ordinal) ? DatabaseUrl.PlaceOf(value) : "secret";
}
