using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Puts settings in the place of their names, as in %ForgetIdempotencyKeysSchedule%.</summary>
internal static partial class SettingNames
{
    /// <summary>Throws a FormatException for a setting that is not there.</summary>
    public static string Resolve(string text, IConfiguration configuration) => Name().Replace(text, match =>
        configuration[match.Groups[1].Value] is { Length: > 0 } value ? value : throw new FormatException($"The setting {match.Value} is not there."));

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Name();
}
