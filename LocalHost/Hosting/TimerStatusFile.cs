using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Remembers when a timer last ran, across restarts when there is a folder for it.</summary>
internal sealed class TimerStatusFile(string? folder, string function)
{
    private readonly string? path = folder is null ? null : Path.Combine(folder, "timers", $"{function}.json");
    private ScheduleStatus? latest;

    /// <summary>Null when nothing is known.</summary>
    public ScheduleStatus? Read()
    {
        if (latest is not null || path is null || !File.Exists(path)) return latest;

        return latest = JsonSerializer.Deserialize<ScheduleStatus>(File.ReadAllBytes(path));
    }

    public void Write(ScheduleStatus status)
    {
        latest = status;
        if (path is null) return;

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path + ".next", JsonSerializer.SerializeToUtf8Bytes(status));
        File.Move(path + ".next", path, overwrite: true);
    }
}
