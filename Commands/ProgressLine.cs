using System.Globalization;
using Glimmerglass.Data;

namespace Glimmerglass.Commands;

/// <summary>
/// Shows on standard error how far long work is: one line that is written over on a terminal, a new line every ten seconds elsewhere. The time left is
/// what the rest takes at the pace so far.
/// </summary>
internal sealed class ProgressLine(TimeProvider clock) : IProgress<WorkProgress>, IDisposable
{
    private static readonly TimeSpan TerminalPace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LogPace = TimeSpan.FromSeconds(10);

    private readonly Lock turn = new();
    private readonly bool overwrites = !Console.IsErrorRedirected;
    private string step = "";
    private long began = clock.GetTimestamp();
    private long? written;

    public void Report(WorkProgress value)
    {
        lock (turn)
        {
            // What stands behind a comma is how far the step is, not another one.
            var name = value.Step.Split(',')[0];
            if (name != step) (step, began, written) = (name, clock.GetTimestamp(), null);
            if (written is { } last && clock.GetElapsedTime(last) < (overwrites ? TerminalPace : LogPace)) return;
            written = clock.GetTimestamp();
            var text = Describe(value, clock.GetElapsedTime(began));
            Console.Error.Write(overwrites ? $"\r\u001b[K{text}" : text + "\n");
        }
    }

    public void Dispose()
    {
        if (overwrites && written is not null) Console.Error.Write("\r\u001b[K");
    }

    internal static string Describe(WorkProgress value, TimeSpan elapsed)
    {
        var parts = new List<string> { value.Step };
        if (value.Rows > 0 || value.TotalRows > 0) parts.Add(Of(value.Rows.ToString("N0", CultureInfo.InvariantCulture), value.TotalRows.ToString("N0", CultureInfo.InvariantCulture), value.TotalRows) + " rows");
        if (value.Bytes > 0 || value.TotalBytes > 0) parts.Add(Of(Size(value.Bytes), Size(value.TotalBytes), value.TotalBytes));
        if (Left(value, elapsed) is { } left) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalMinutes}:{left.Seconds:00} left"));
        return string.Join(", ", parts);
    }

    /// <summary>In decimal units, as disks and networks are sold.</summary>
    internal static string Size(long bytes) => bytes switch
    {
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };

    private static string Of(string done, string all, long total) => total > 0 ? $"{done} of {all}" : done;

    private static TimeSpan? Left(WorkProgress value, TimeSpan elapsed)
    {
        var share = value.TotalBytes > 0 ? (double)value.Bytes / value.TotalBytes : value.TotalRows > 0 ? (double)value.Rows / value.TotalRows : 0;
        return share is > 0.01 and < 1 && elapsed > TimeSpan.FromSeconds(2) ? elapsed * ((1 - share) / share) : null;
    }
}
