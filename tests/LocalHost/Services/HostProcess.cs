using System.Diagnostics;
using System.Threading.Channels;

namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>A host in a process of its own, which a test may watch and kill.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    /// <summary>Long enough for an npm install on a busy machine.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);
    private readonly Process process;
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();
    private readonly List<string> seen = [];

    private HostProcess(Process process)
    {
        this.process = process;
        _ = Listen();
    }

    public int Pid => process.Id;

    /// <summary>The program and first words that start a host.</summary>
    public static string[] Command(string folder) => [DotNet, "exec", Path.Combine(folder, "ServicesProcess.dll")];

    public static HostProcess Start(params string[] words) => StartWith([], [.. Command(AppContext.BaseDirectory), .. words]);

    public static HostProcess StartWith(Dictionary<string, string?> environment, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath() };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>The rest of the first line that begins with the word.</summary>
    public async Task<string> Says(string word)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(deadline.Token))
            {
                seen.Add(line);
                if (line.StartsWith(word, StringComparison.Ordinal)) return line[word.Length..].Trim();
            }
        }
        catch (OperationCanceledException)
        {
            // The message below tells.
        }
        throw new InvalidOperationException($"Expected '{word}', but found:\n{string.Join('\n', seen)}");
    }

    public async Task<string> IsReady()
    {
        var database = await Says("database");
        await Says("ready");
        return database;
    }

    public Task Tell(string line) => process.StandardInput.WriteLineAsync(line);

    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<int> Exits()
    {
        await process.WaitForExitAsync().WaitAsync(Deadline);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await Kill();
        process.Dispose();
    }

    private static string DotNet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private async Task Listen()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line) lines.Writer.TryWrite(line);
        lines.Writer.Complete();
    }
}
