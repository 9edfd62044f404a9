using Microsoft.Extensions.Logging;

namespace Glimmerglass.LocalHost.Hosting;

/// <summary>What watches for a function's trigger until the host stops.</summary>
internal sealed record BackgroundLoop(string Function, Func<CancellationToken, Task> Run);

/// <summary>Starts the loops of timer and blob functions, and at the end gives their runs a little time.</summary>
internal sealed partial class BackgroundLoops(IReadOnlyList<BackgroundLoop> loops, ILogger log)
{
    private List<(string Function, Task Running)> running = [];

    public void Start(CancellationToken stopping)
    {
        // Runs begin traces of their own, whatever the host was started in.
        using var alone = ExecutionContext.SuppressFlow();
        running = [.. loops.Select(loop => (loop.Function, Task.Run(() => Watch(loop, stopping), CancellationToken.None)))];
    }

    /// <summary>Waits for runs to end after the token has fired.</summary>
    public async Task Finish(TimeSpan patience)
    {
        try
        {
            await Task.WhenAll(running.Select(loop => loop.Running)).WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            LogLeft(string.Join(", ", running.Where(loop => !loop.Running.IsCompleted).Select(loop => loop.Function)), patience);
        }
    }

    private async Task Watch(BackgroundLoop loop, CancellationToken stopping)
    {
        try
        {
            await loop.Run(stopping);
        }
        catch (Exception fault)
        {
            LogEnded(fault, loop.Function);
        }
    }

    [LoggerMessage(LogLevel.Critical, "{Function} is not triggered any more: its loop failed.")]
    private partial void LogEnded(Exception fault, string function);

    [LoggerMessage(LogLevel.Warning, "Still running after {Patience}, and left behind: {Functions}.")]
    private partial void LogLeft(string functions, TimeSpan patience);
}
