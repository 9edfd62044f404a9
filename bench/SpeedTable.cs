using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Bench;

/// <summary>
/// Measures the check beside SHA-256 alone over the same bytes, in turns, on one thread, in buffers of 128 KB as the blob is read. Prints a page in Markdown.
/// </summary>
public static class SpeedTable
{
    private const int BufferBytes = 128 * 1024;
    private static readonly long[] Sizes = [1, 25, 500];

    private sealed record Measured(double Check, double Floor, double PeakMegabytes);

    public static int Print(Options options)
    {
        var (rounds, most) = ((int)(options.Number("--rounds") ?? 5), options.Number("--megabytes") ?? 500);
        Console.WriteLine("| File | Size | Check | SHA-256 alone | Ratio | Memory |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");

        // Once for the code that all families share.
        Measure(LargeFile.Families[0], 1 << 20, 1);
        foreach (var family in LargeFile.Families)
        {
            foreach (var megabytes in Sizes.Where(size => size <= most))
            {
                var measured = Measure(family, megabytes << 20, Math.Max(rounds, megabytes == 1 ? 100 : 0));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {family.Name} | {megabytes} MB | {measured.Check:N0} MB/s | {measured.Floor:N0} MB/s | {measured.Check / measured.Floor:P0} | {measured.PeakMegabytes:N1} MB |"));
            }
        }
        Console.WriteLine($"\n{Environment.ProcessorCount} cores, {Processor()}, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}; medians of {rounds} rounds, one thread. "
            + "Memory is what the managed heap grew by at its highest while one file was checked.");
        return 0;
    }

    private static Measured Measure(LargeFile family, long sizeBytes, int rounds)
    {
        var total = family.Pieces(sizeBytes).Sum(piece => (long)piece.Length);
        List<double> checks = [], floors = [];
        for (var round = -WarmUps(sizeBytes); round < rounds; round++)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var floor = Time(family.Pieces(sizeBytes), bytes => hash.AppendData(bytes), () => hash.GetHashAndReset());
            using var scan = new ContentScan(total);
            var check = Time(family.Pieces(sizeBytes), scan.Append, () => scan.Finish());
            if (round < 0) continue;
            floors.Add(total / floor / 1e6);
            checks.Add(total / check / 1e6);
        }
        return new Measured(Median(checks), Median(floors), Grown(family, sizeBytes, total) / 1e6);
    }

    /// <summary>Rounds that do not count: small files are over before their code was compiled for speed.</summary>
    private static int WarmUps(long sizeBytes) => (int)Math.Min(600, (600L << 20) / sizeBytes);

    private delegate void Take(ReadOnlySpan<byte> bytes);

    /// <summary>The seconds that the taker needs for all buffers; making the buffers is not counted.</summary>
    private static double Time(IEnumerable<byte[]> pieces, Take take, Action finish)
    {
        var ticks = 0L;
        foreach (var buffer in Buffers(pieces))
        {
            var since = Stopwatch.GetTimestamp();
            take(buffer.Span);
            ticks += Stopwatch.GetTimestamp() - since;
        }
        var last = Stopwatch.GetTimestamp();
        finish();
        ticks += Stopwatch.GetTimestamp() - last;
        return (double)ticks / Stopwatch.Frequency;
    }

    /// <summary>The bytes by which the managed heap grows at its highest while one file is checked. A round of its own, because looking takes time.</summary>
    private static double Grown(LargeFile family, long sizeBytes, long total)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (highest, buffers) = (before, 0);
        using var scan = new ContentScan(total);
        foreach (var buffer in Buffers(family.Pieces(sizeBytes)))
        {
            scan.Append(buffer.Span);
            if (buffers++ % 16 == 0) highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: false));
        }
        scan.Finish();
        return Math.Max(highest, GC.GetTotalMemory(forceFullCollection: false)) - before;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Buffers(IEnumerable<byte[]> pieces)
    {
        var buffer = new byte[BufferBytes];
        var filled = 0;
        foreach (var piece in pieces)
        {
            for (var taken = 0; taken < piece.Length;)
            {
                var count = Math.Min(piece.Length - taken, BufferBytes - filled);
                piece.AsSpan(taken, count).CopyTo(buffer.AsSpan(filled));
                (taken, filled) = (taken + count, filled + count);
                if (filled < BufferBytes) continue;
                yield return buffer;
                filled = 0;
            }
        }
        if (filled > 0) yield return buffer.AsMemory(0, filled);
    }

    private static double Median(List<double> numbers) => numbers.Order().ElementAt(numbers.Count / 2);

    private static string Processor()
    {
        const string processors = "/proc/cpuinfo";
        var line = File.Exists(processors) ? File.ReadLines(processors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':')[1].Trim() ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
