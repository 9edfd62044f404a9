using System.Globalization;

namespace Glimmerglass.LocalHost.Services;

/// <summary>How a PostgreSQL server is run.</summary>
internal sealed record PostgresSettings(int Port, bool Durable, IReadOnlyList<string> More);

/// <summary>One PostgreSQL server on the loopback interface. It can be stopped and started again on its port.</summary>
internal sealed class PostgresServer(NodeModules modules, PostgresHome home, DataFolder data, PostgresSettings settings) : IAsyncDisposable
{
    /// <summary>Long, because after a crash it repeats what was written since the last checkpoint.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private Child? child;

    public int Pid => child!.Pid;

    public Task<string> Faulted => child!.Faulted;

    /// <exception cref="StartException">The server ended before it was ready; the message has the end of its log.</exception>
    public async Task Start(CancellationToken cancel)
    {
        var cluster = Path.Combine(home.Folder, PostgresCluster.Name);
        var order = new ChildOrder("PostgreSQL", home.Program("postgres"), ["-D", cluster, .. Settings()], home.Folder, data["postgres.log"])
        {
            User = home.User,
            Environment = PostgresCluster.CleanEnvironment(),
            // Fast shutdown: it ends the sessions and writes everything to disk.
            Stop = "SIGINT",
            StopProgram = [home.Program("pg_ctl"), "stop", "-m", "fast", "-D", cluster],
            GraceMs = 30_000,
            Discard = settings.Durable ? null : home.Folder,
        };
        child = await Child.Start(modules, order, cancel);
        await child.WaitUntil(() => IsReady(cluster), Limit, cancel);
    }

    public async Task Stop()
    {
        if (child is not null) await child.DisposeAsync();
    }

    /// <summary>Ends the server as a power cut would.</summary>
    public Task Kill() => child!.Kill();

    public async ValueTask DisposeAsync() => await Stop();

    private IEnumerable<string> Settings()
    {
        var port = settings.Port.ToString(CultureInfo.InvariantCulture);
        string[] always = ["listen_addresses=127.0.0.1", "unix_socket_directories=", $"port={port}", "timezone=UTC", "log_timezone=UTC"];
        string[] risky = settings.Durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
        return always.Concat(risky).Concat(settings.More).SelectMany(setting => new[] { "-c", setting });
    }

    /// <summary>PostgreSQL writes its state into the last line of its pid file; the first one tells it from the file of an earlier run.</summary>
    private bool IsReady(string cluster) =>
        PostgresCluster.ReadPidFile(cluster) is { Length: >= 8 } lines && lines[0] == child!.Pid.ToString(CultureInfo.InvariantCulture) && lines[7].Trim() == "ready";
}
