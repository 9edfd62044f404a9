using System.Diagnostics;

namespace Glimmerglass.LocalHost.Services;

/// <summary>Programs that outlived the run that started them.</summary>
internal static class Leftover
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>The words a living process was started with, so that its number is not taken for it; null when there is none.</summary>
    public static async Task<string?> CommandLine(int pid, CancellationToken cancel)
    {
        try
        {
            // A process that ended, but that nobody has waited for, has no words any more.
            if (OperatingSystem.IsLinux()) return (await File.ReadAllTextAsync($"/proc/{pid}/cmdline", cancel)).Replace('\0', ' ');
            if (OperatingSystem.IsMacOS()) return await NodeProgram.Ask("ps", ["-ww", "-o", "args=", "-p", $"{pid}"], cancel);
            return await NodeProgram.Ask("powershell", ["-NoProfile", "-Command", $"(Get-CimInstance Win32_Process -Filter 'ProcessId={pid}').CommandLine"], cancel);
        }
        catch (Exception fault) when (fault is IOException or StartException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Asks a process to end, and ends it when it takes longer than its grace.</summary>
    public static async Task End(string node, int pid, string signal, TimeSpan grace, CancellationToken cancel)
    {
        foreach (var (how, limit) in new[] { (signal, grace), ("SIGKILL", TimeSpan.FromSeconds(10)) })
        {
            if (await CommandLine(pid, cancel) is not { Length: > 0 } command) return;
            await NodeProgram.Ask(node, ["-e", $"try {{ process.kill({pid}, '{how}') }} catch {{ }}"], cancel);
            for (var since = Stopwatch.StartNew(); since.Elapsed < limit; await Task.Delay(Poll, cancel))
                if (await CommandLine(pid, cancel) != command) return;
        }
        throw new StartException($"Process {pid} of an earlier run does not end. End it by hand and start again.");
    }
}
