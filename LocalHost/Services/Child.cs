using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Glimmerglass.LocalHost.Services;

/// <summary>A program that ends when this process ends, however that happens, because a keeper stands between the two.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private readonly ChildOrder order;
    private readonly Process keeper;
    private readonly TaskCompletionSource<int> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task<int> exited;
    private volatile bool asked;
    private volatile string ending = "";

    private Child(ChildOrder order, Process keeper)
    {
        this.order = order;
        this.keeper = keeper;
        exited = Listen();
    }

    public int Pid { get; private set; }

    /// <summary>Completes with a sentence when the program ends without being asked to.</summary>
    public Task<string> Faulted => faulted.Task;

    public static async Task<Child> Start(NodeModules modules, ChildOrder order, CancellationToken cancel)
    {
        if (File.Exists(order.Log)) File.Move(order.Log, Path.ChangeExtension(order.Log, ".previous.log"), overwrite: true);
        var start = new ProcessStartInfo(modules.Node, [modules.Keeper, order.Name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            WorkingDirectory = modules.Source,
        };
        var child = new Child(order, Process.Start(start)!);
        try
        {
            await child.Tell(JsonSerializer.Serialize(order, JsonSerializerOptions.Web));
            child.Pid = await child.started.Task.WaitAsync(cancel);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program to its end and answers its exit code.</summary>
    public static async Task<int> Run(NodeModules modules, ChildOrder order, CancellationToken cancel)
    {
        await using var child = await Start(modules, order, cancel);
        return await child.exited.WaitAsync(cancel);
    }

    /// <exception cref="StartException">The program ended before it was ready, or took too long.</exception>
    public async Task WaitUntil(Func<bool> ready, TimeSpan limit, CancellationToken cancel)
    {
        var since = Stopwatch.StartNew();
        while (!ready())
        {
            if (exited.IsCompleted) throw new StartException(ending);
            if (since.Elapsed > limit) throw new StartException($"{order.Name} was not ready within {limit.TotalSeconds:0} s.{LastLines(order.Log)}");
            await Task.Delay(Poll, cancel);
        }
    }

    /// <summary>Ends the program at once, as a power cut would.</summary>
    public async Task Kill()
    {
        asked = true;
        KillProgram();
        await exited;
    }

    /// <summary>Asks the program to end, and ends it when it takes longer than its grace.</summary>
    public async ValueTask DisposeAsync()
    {
        asked = true;
        await Tell("stop");
        try
        {
            await exited.WaitAsync(TimeSpan.FromMilliseconds(order.GraceMs) + TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            KillProgram();
            keeper.Kill(entireProcessTree: true);
            await exited;
        }
        keeper.Dispose();
    }

    /// <summary>The end of a log, indented, for the message of a fault; empty when there is none.</summary>
    public static string LastLines(string log)
    {
        try
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Seek(-Math.Min(file.Length, 8192), SeekOrigin.End);
            using var reader = new StreamReader(file);
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(12).Select(line => $"{Environment.NewLine}  | {line.TrimEnd()}");
            return $" Its log, {log}, ends with:{string.Concat(lines)}";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private async Task<int> Listen()
    {
        await Task.Yield();
        var complaint = keeper.StandardError.ReadToEndAsync();
        int? code = null;
        var reason = "because its keeper was ended";
        while (await keeper.StandardOutput.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            if (words[0] == "pid") started.TrySetResult(int.Parse(words[1], CultureInfo.InvariantCulture));
            if (words[0] != "exit") continue;
            code = int.Parse(words[1], CultureInfo.InvariantCulture);
            reason = words[2].Length > 0 ? $"by {words[2]}" : $"with exit code {code}";
        }
        await keeper.WaitForExitAsync();
        if (code is null) KillProgram();

        ending = $"{order.Name} ended {reason}. {(await complaint).Trim()}".TrimEnd() + LastLines(order.Log);
        started.TrySetException(new StartException(ending));
        if (!asked) faulted.TrySetResult(ending);
        return code ?? -1;
    }

    private async Task Tell(string line)
    {
        try
        {
            await keeper.StandardInput.WriteLineAsync(line);
            await keeper.StandardInput.FlushAsync();
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The keeper is gone already, and Listen says why.
        }
    }

    private void KillProgram()
    {
        if (!started.Task.IsCompletedSuccessfully) return;
        try
        {
            using var program = Process.GetProcessById(started.Task.Result);
            program.Kill();
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
