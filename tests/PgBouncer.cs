using Glimmerglass.LocalHost.Services;

namespace Glimmerglass.Tests;

/// <summary>A real PgBouncer in transaction mode, as the hosted database has one in front of it.</summary>
internal static class PgBouncer
{
    /// <summary>Null: none is installed.</summary>
    public static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Select(folder => Path.Combine(folder, "pgbouncer")).FirstOrDefault(File.Exists);

    /// <summary>Starts one before the server on <paramref name="postgresPort"/> and answers its own port.</summary>
    public static async Task<int> Start(string program, string folder, int postgresPort)
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
            """);
        var order = new ChildOrder("pgbouncer", program, [settings], folder, Path.Combine(folder, "pgbouncer.log"))
        {
            User = Environment.IsPrivilegedProcess ? PostgresHome.Lent : null,
            Discard = folder,
        };
        var child = await Child.Start(modules, order, CancellationToken.None);
        await child.WaitUntil(() => Child.LastLines(order.Log).Contains("process up", StringComparison.Ordinal), TimeSpan.FromSeconds(30), CancellationToken.None);
        return port;
    }
}
