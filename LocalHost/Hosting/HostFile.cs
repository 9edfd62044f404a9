using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>The parts of host.json that LocalHost honours, with the platform's defaults.</summary>
internal sealed record HostFile(string RoutePrefix, TimeSpan FunctionTimeout, int MaxDegreeOfParallelism, int PoisonBlobThreshold)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    public static HostFile Read(string contentRoot)
    {
        try
        {
            var file = new ConfigurationBuilder().AddJsonFile(Path.Combine(contentRoot, "host.json"), optional: true, reloadOnChange: false).Build();
            return Read(file);
        }
        catch (Exception broken) when (broken is InvalidDataException or FormatException or InvalidOperationException)
        {
            throw new StartRefusedException($"host.json cannot be read: {broken.Message}", broken);
        }
    }

    private static HostFile Read(IConfiguration file) => new(
        (file["extensions:http:routePrefix"] ?? "api").Trim('/'),
        Timeout(file["functionTimeout"]),
        AtLeastOne(file, "extensions:blobs:maxDegreeOfParallelism", 8 * Environment.ProcessorCount),
        AtLeastOne(file, "extensions:blobs:poisonBlobThreshold", 5));

    private static TimeSpan Timeout(string? text) => text switch
    {
        null => DefaultTimeout,
        "-1" => System.Threading.Timeout.InfiniteTimeSpan,
        _ => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
    };

    private static int AtLeastOne(IConfiguration file, string key, int otherwise)
    {
        var value = file.GetValue<int?>(key) ?? otherwise;
        return value >= 1 ? value : throw new FormatException($"{key} must be 1 or more, but is {value}.");
    }
}
