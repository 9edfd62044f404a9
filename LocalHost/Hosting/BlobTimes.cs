using Microsoft.Extensions.Configuration;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>How often a container is looked at, and how long a failed version waits (once after the first attempt, twice after the second).</summary>
internal sealed record BlobTimes(TimeSpan PollInterval, TimeSpan RetryDelay)
{
    public static BlobTimes Read(IConfiguration configuration, Refusals refusals) => new(
        Read(configuration, "LocalHost:BlobPollInterval", TimeSpan.FromMilliseconds(250), refusals),
        Read(configuration, "LocalHost:BlobRetryDelay", TimeSpan.FromMilliseconds(200), refusals));

    private static TimeSpan Read(IConfiguration configuration, string key, TimeSpan otherwise, Refusals refusals)
    {
        if (configuration[key] is not { } text) return otherwise;
        if (TimeSpan.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero) return time;

        refusals.Add($"The setting {key} is '{text}', but must be a time as 00:00:00.250.");
        return otherwise;
    }
}
