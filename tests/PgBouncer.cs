using System.Diagnostics;
using System.Globalization;
using Glimmerglass.LocalHost.Services;
using Npgsql;

namespace Glimmerglass.Tests;

/// <summary>A real PgBouncer in transaction mode, as the hosted database has one in front of it.</summary>
internal static class PgBouncer
{
    /// <summary>Null: none is installed.</summary>
    public static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Select(folder => Path.Combine(folder, "pgbouncer")).FirstOrDefault(File.Exists);

    /// <summary>Starts one before the server on <paramref name="postgresPort"/> and answers its own port.</summary>
    public static async Task<int> Start(string program, string folder, int postgresPort) => (await StartPrivate(program, folder, postgresPort)).Port;

    /// <summary>Starts one that a test may pause, with settings beside the usual ones; a later setting wins.</summary>
    public static async Task<PrivatePgBouncer> StartPrivate(string program, string folder, int postgresPort, params string[] more)
    {
        var modules = await NodeModules.Find(Console.WriteLine, CancellationToken.None);
        Directory.CreateDirectory(folder);
        var port = Ports.Free();
        var settings = Path.Combine(folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(settings, $"""
            [databases]
            * = host=127.0.0.1 port={postgresPort} user=glimmerglass
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            max_client_conn = 2000
            default_pool_size = 20
            server_idle_timeout = 5
            {string.Join('\n', more)}
            """);
        var order = new ChildOrder("pgbouncer", program, [settings], folder, Path.Combine(folder, "pgbouncer.log"))
        {
            User = Environment.IsPrivilegedProcess ? PostgresHome.Lent : null,
            Discard = folder,
        };
        var child = await Child.Start(modules, order, CancellationToken.None);
        await child.WaitUntil(() => Child.LastLines(order.Log).Contains("process up", StringComparison.Ordinal), TimeSpan.FromSeconds(30), CancellationToken.None);
        return new PrivatePgBouncer(child, port, order.Log);
    }
}

/// <summary>A PgBouncer of one test.</summary>
internal sealed class PrivatePgBouncer(Child child, int port, string log) : IAsyncDisposable
{
    public int Port => port;

    /// <summary>The same database, through this pooler.</summary>
    public string Before(string connection) => new NpgsqlConnectionStringBuilder(connection) { Port = port }.ConnectionString;

    /// <summary>Gives no statement to a server any more, until it is resumed: they wait.</summary>
    public Task Pause() => Signal("USR1");

    public Task Resume() => Signal("USR2");

    public ValueTask DisposeAsync() => child.DisposeAsync();

    private async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", child.Pid.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await Wait.Until(() => Child.LastLines(log).Contains($"SIG{name}", StringComparison.Ordinal), $"the pooler to hear SIG{name}");
    }
}
