using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Glimmerglass.Tests;

/// <summary>A wire to a database that a test can cut: after a statement was done, and before its answer arrives.</summary>
internal sealed class CuttingWire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private string? words;
    private int cuts;

    private CuttingWire(int target)
    {
        this.target = target;
        listener.Start();
        _ = Accept();
    }

    /// <summary>How often it was cut.</summary>
    public int Cuts => Volatile.Read(ref cuts);

    /// <summary>The same database, by this wire.</summary>
    public static (CuttingWire Wire, string Connection) To(string connection)
    {
        var address = new NpgsqlConnectionStringBuilder(connection);
        var wire = new CuttingWire(address.Port);
        address.Port = ((IPEndPoint)wire.listener.LocalEndpoint).Port;
        return (wire, address.ConnectionString);
    }

    /// <summary>Cuts the next connection that asks for something with these words, when the server has done it and answers.</summary>
    public void CutAfter(string statementWith) => Volatile.Write(ref words, statementWith);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
    }

    private async Task Accept()
    {
        while (!stop.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(stop.Token);
            var server = new TcpClient();
            await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
            var line = new Line(client, server);
            _ = Relay(line.Client, line.Server, bytes => Mark(line, bytes));
            _ = Relay(line.Server, line.Client, _ => !line.IsMarked);
        }
    }

    private bool Mark(Line line, ReadOnlySpan<byte> bytes)
    {
        var wanted = Volatile.Read(ref words);
        if (wanted is not null && bytes.IndexOf(Encoding.UTF8.GetBytes(wanted)) >= 0 && Interlocked.CompareExchange(ref words, null, wanted) == wanted)
        {
            line.IsMarked = true;
            Interlocked.Increment(ref cuts);
        }
        return true;
    }

    /// <summary>Until one side hangs up, or what came is not to be passed on: then it hangs up on both.</summary>
    private async Task Relay(TcpClient from, TcpClient to, Pass pass)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, stop.Token) is > 0 and var count && pass(buffer.AsSpan(0, count)))
            {
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), stop.Token);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The other direction hung up first.
        }
        from.Dispose();
        to.Dispose();
    }

    private delegate bool Pass(ReadOnlySpan<byte> bytes);

    private sealed class Line(TcpClient client, TcpClient server)
    {
        private volatile bool isMarked;

        public TcpClient Client => client;

        public TcpClient Server => server;

        public bool IsMarked
        {
            get => isMarked;
            set => isMarked = value;
        }
    }
}
