namespace Glimmerglass.Commands;

/// <summary>Makes Ctrl+C a token for as long as it is held.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource stop = new();

    public Interrupt() => Console.CancelKeyPress += Stop;

    public CancellationToken Cancel => stop.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= Stop;
        stop.Dispose();
    }

    private void Stop(object? sender, ConsoleCancelEventArgs key)
    {
        key.Cancel = true;
        stop.Cancel();
    }
}
