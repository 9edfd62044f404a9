using System.Diagnostics;
using System.Globalization;

namespace Glimmerglass.LocalHost.Services;

/// <summary>Finds Node and npm, without which nothing here can run.</summary>
internal static class NodeProgram
{
    private const int OldestMajor = 20;
    private const string Hint = "Install Node.js 20 or later with npm (https://nodejs.org), or give your own DATABASE_URL and Storage settings.";

    /// <exception cref="StartException">There is no Node, or it is too old.</exception>
    public static async Task<string> Find(CancellationToken cancel)
    {
        var node = OnPath(OperatingSystem.IsWindows() ? "node.exe" : "node")
            ?? throw new StartException($"PostgreSQL and Azurite come from npm, but there is no 'node' on the PATH. {Hint}");
        var version = await Ask(node, ["--version"], cancel);
        var major = version.TrimStart('v').Split('.')[0];
        if (!int.TryParse(major, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < OldestMajor)
            throw new StartException($"Node.js {OldestMajor} or later is needed, but {node} says '{version.Trim()}'. {Hint}");
        return node;
    }

    /// <summary>The program and first words that run npm.</summary>
    public static IReadOnlyList<string> Npm(string node)
    {
        // On Windows npm is a batch file, which cannot be started without a shell; the script behind it can.
        var script = Path.Combine(Path.GetDirectoryName(node)!, "node_modules", "npm", "bin", "npm-cli.js");
        if (OperatingSystem.IsWindows() && File.Exists(script)) return [node, script];
        return OnPath("npm") is { } npm ? [npm] : throw new StartException($"There is a 'node' on the PATH, but no 'npm'. {Hint}");
    }

    /// <summary>What a program prints.</summary>
    /// <exception cref="StartException">It failed; the message is its own.</exception>
    public static async Task<string> Ask(string program, IEnumerable<string> words, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var complaint = process.StandardError.ReadToEndAsync(cancel);
        var answer = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? answer : throw new StartException((await complaint).Trim());
    }

    private static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
