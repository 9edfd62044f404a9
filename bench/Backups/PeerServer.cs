using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Glimmerglass.Bench.Backups;

/// <summary>A PostgreSQL of the version whose pg_dump is at hand, in a folder that vanishes with it. It runs as another user where this one is root.</summary>
public sealed class PeerServer : IAsyncDisposable
{
    private readonly string programs;
    private readonly string folder = Directory.CreateTempSubdirectory("glimmerglass-peer").FullName;

    private PeerServer(string programs) => this.programs = programs;

    public int Port { get; } = FreePort();

    public string Url(string database) => $"Host=127.0.0.1;Port={Port};Username=bench;Database={database}";

    /// <param name="programs">The folder of initdb, postgres, pg_dump and pg_restore.</param>
    public static async Task<PeerServer> Start(string programs)
    {
        var server = new PeerServer(programs);
        if (Environment.UserName == "root") await Run("chown", "65534:65534", server.folder);
        await server.RunAsOwner("initdb", "-D", server.Data, "-U", "bench", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale", "C.UTF-8");
        await server.RunAsOwner("pg_ctl", "-D", server.Data, "-w", "-l", Path.Combine(server.folder, "log"), "-o",
            $"-p {server.Port} -k '' -h 127.0.0.1 -c shared_buffers=1GB -c max_wal_size=8GB -c fsync=off -c autovacuum=off -c maintenance_work_mem=256MB", "start");
        return server;
    }

    public string Program(string name) => Path.Combine(programs, name);

    /// <summary>Names what the programs of PostgreSQL need to reach this server.</summary>
    public IReadOnlyList<string> Address => ["-h", "127.0.0.1", "-p", $"{Port}", "-U", "bench"];

    public async ValueTask DisposeAsync()
    {
        await RunAsOwner("pg_ctl", "-D", Data, "-m", "immediate", "stop");
        Directory.Delete(folder, recursive: true);
    }

    private string Data => Path.Combine(folder, "data");

    private Task RunAsOwner(string program, params string[] words) => Environment.UserName == "root"
        ? Run("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", Program(program), .. words])
        : Run(Program(program), words);

    private static async Task Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { WorkingDirectory = "/", RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', words)} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
