using System.Diagnostics;
using Glimmerglass.LocalHost.Services;

namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>An ordinary user, whom only root can become.</summary>
internal static class OtherUser
{
    /// <summary>The words before a command that make it this user's.</summary>
    public static string[] Become => ["setpriv", $"--reuid={PostgresHome.Lent}", $"--regid={PostgresHome.Lent}", "--clear-groups"];

    /// <summary>The test program where this user can read it, wherever the repository is.</summary>
    public static string CopyOfProgram(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return folder;
    }

    /// <summary>A new folder that belongs to this user.</summary>
    public static async Task<string> Home(string folder)
    {
        Directory.CreateDirectory(folder);
        using var change = Process.Start("chown", [$"{PostgresHome.Lent}:{PostgresHome.Lent}", folder]);
        await change.WaitForExitAsync();
        return folder;
    }
}
