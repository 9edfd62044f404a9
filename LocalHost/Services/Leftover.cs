using System.Diagnostics;

namespace Glimmerglass.LocalHost.Services;

/// <summary>Programs that outlived the run that started them.</summary>
internal static class Leftover
{
    /// <summary>The words a living process was started with, so that its number is not taken for it; null when there is none.</summary>
    public static async Task<string?> CommandLine(int pid, CancellationToken cancel)
    {
        try
        {
            if (OperatingSystem.IsLinux()) return (await File.ReadAllTextAsync($"/proc/{pid}/cmdline", cancel)).Replace('\0', ' ');
            if (OperatingSystem.IsMacOS()) return await NodeProgram.Ask("ps", ["-ww", "-o", "args=", "-p", $"{pid}"], cancel);
            return await NodeProgram.Ask("powershell", ["-NoProfile", "-Command", $"(Get-CimInstance Win32_Process -Filter 'ProcessId={pid}').CommandLine"], cancel);
        }
        catch (Exception fault) when (fault is IOException or StartException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Asks a process to end, and ends it when it does not.</summary>
    public static async Task End(string node, int pid, CancellationToken cancel)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            await NodeProgram.Ask(node, ["-e", $"process.kill({pid}, 'SIGTERM')"], cancel);
            try
            {
                await process.WaitForExitAsync(cancel).WaitAsync(TimeSpan.FromSeconds(10), cancel);
            }
            catch (TimeoutException)
            {
                process.Kill();
                await process.WaitForExitAsync(cancel);
            }
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or StartException)
        {
            // It ended by itself in the meantime.
        }
    }
}
