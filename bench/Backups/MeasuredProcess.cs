using System.Diagnostics;
using System.Globalization;

namespace Glimmerglass.Bench.Backups;

/// <summary>What a program cost from its start to its end: seconds by the clock, and the most memory it held (of one process).</summary>
public sealed record MeasuredProcess(double Seconds, double PeakMegabytes, string Output)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message has what it said.</exception>
    public static async Task<MeasuredProcess> Run(string program, IEnumerable<string> words, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var since = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = await Watch(process);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        return process.ExitCode == 0
            ? new MeasuredProcess(seconds, peak / 1e6, await output)
            : throw new InvalidOperationException($"{program} {start.ArgumentList[0]} ended with {process.ExitCode}: {await error}");
    }

    /// <summary>The kernel keeps the highest resident size of a process, but only until it ends; of several processes the sum is taken.</summary>
    private static async Task<long> Watch(Process process)
    {
        var peaks = new Dictionary<int, long>();
        while (!process.HasExited)
        {
            foreach (var id in Family(process.Id)) peaks[id] = Math.Max(peaks.GetValueOrDefault(id), PeakOf(id));
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(Look));
        }
        return peaks.Values.Sum();
    }

    private static IEnumerable<int> Family(int id)
    {
        var children = $"/proc/{id}/task/{id}/children";
        return File.Exists(children)
            ? File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture)).SelectMany(Family).Prepend(id)
            : [id];
    }

    private static long PeakOf(int id)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', '\t').First(word => long.TryParse(word, out _)), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            // It ended between the two looks.
            return 0;
        }
    }
}
