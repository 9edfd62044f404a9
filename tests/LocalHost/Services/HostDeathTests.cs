using System.Diagnostics;
using System.Runtime.Versioning;
using Azure.Storage.Blobs;

namespace Glimmerglass.Tests.LocalHost.Services;

[SupportedOSPlatform("linux")]
public sealed class HostDeathTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [LinuxFact]
    public async Task A_stopped_host_leaves_no_process()
    {
        await using var host = HostProcess.Start("--data", temporary["data"]);
        await host.IsReady();
        var children = ProcessTree.Below(host.Pid);
        Assert.True(children.Count > 3);

        await Signal("TERM", $"{host.Pid}");
        await host.Says("draining");
        await host.Tell("done");

        Assert.Equal(0, await host.Exits());
        await ProcessTree.AreGone(children);
    }

    [LinuxFact]
    public async Task A_killed_host_leaves_no_process_and_loses_nothing()
    {
        string database;
        await using (var host = HostProcess.Start("--data", temporary["data"]))
        {
            database = await host.Says("database");
            var storage = await host.Says("storage");
            var children = ProcessTree.Below(host.Pid);
            await Database.Execute(database, "create table kept as select 17 as number");
            await new BlobContainerClient(storage, "papers").CreateAsync();

            await host.Kill();

            await ProcessTree.AreGone(children);
        }
        await using var next = HostProcess.Start("--data", temporary["data"]);
        Assert.Equal(database, await next.Says("database"));
        Assert.Equal(17, await Database.Ask<int>(database, "select number from kept"));
        Assert.True(await new BlobContainerClient(await next.Says("storage"), "papers").ExistsAsync());
    }

    [LinuxFact]
    public async Task A_host_started_right_after_a_kill_waits_for_the_old_servers()
    {
        await using var host = HostProcess.Start("--data", temporary["data"]);
        var database = await host.IsReady();
        await Database.Execute(database, "create table kept as select 17 as number");

        await host.Kill();
        await using var next = HostProcess.Start("--data", temporary["data"]);

        Assert.Equal(database, await next.IsReady());
        Assert.Equal(17, await Database.Ask<int>(database, "select number from kept"));
    }

    [LinuxFact]
    public async Task Servers_that_outlived_host_and_keepers_are_stopped_by_the_next_run()
    {
        await using var host = HostProcess.Start("--data", temporary["data"]);
        var database = await host.IsReady();
        await Database.Execute(database, "create table kept as select 17 as number");
        var servers = ProcessTree.Below(host.Pid).Where(pid => !IsKeeper(pid)).ToList();
        var keepers = ProcessTree.Below(host.Pid).Where(IsKeeper).ToList();
        foreach (var keeper in keepers) await Signal("STOP", $"{keeper}");
        await host.Kill();
        foreach (var keeper in keepers) await Signal("KILL", $"{keeper}");
        Assert.Contains(servers, pid => ProcessTree.Words(pid).Length > 0);

        await using var next = HostProcess.Start("--data", temporary["data"]);

        Assert.Equal(database, await next.IsReady());
        Assert.Equal(17, await Database.Ask<int>(database, "select number from kept"));
        await ProcessTree.AreGone(servers);
    }

    [LinuxFact]
    public async Task A_keeper_that_is_killed_is_told_and_takes_its_server_along()
    {
        await using var host = HostProcess.Start("database", "--data", temporary["data"]);
        await host.IsReady();
        var server = ProcessTree.Find(host.Pid, "-D", Path.Combine(temporary["data"], "postgres"));
        var keeper = ProcessTree.Below(host.Pid).Single(pid => IsKeeper(pid) && ProcessTree.Below(pid).Contains(server));

        await Signal("KILL", $"{keeper}");

        Assert.StartsWith("PostgreSQL ended because its keeper was ended.", await host.Says("faulted"), StringComparison.Ordinal);
        Assert.Equal(3, await host.Exits());
        await ProcessTree.AreGone([server]);
    }

    [LinuxFact]
    public async Task Ctrl_C_in_the_terminal_leaves_the_servers_up_until_the_host_has_drained()
    {
        await using var host = HostProcess.StartWith([], ["setsid", .. HostProcess.Command(AppContext.BaseDirectory), "database", "--data", temporary["data"]]);
        var database = await host.IsReady();

        await Signal("INT", $"-{host.Pid}");

        await host.Says("draining");
        Assert.Equal(1, await Database.Ask<int>(database, "select 1"));
        await host.Tell("done");
        Assert.Equal(0, await host.Exits());
    }

    [LinuxFact]
    public async Task A_database_that_was_half_made_is_made_again()
    {
        await using (var host = HostProcess.Start("database", "--data", temporary["data"]))
        {
            await Wait.Until(() => Directory.Exists(temporary["data"]) && Directory.EnumerateDirectories(temporary["data"], "postgres.new-*").Any(), "a cluster in the making");
            foreach (var keeper in ProcessTree.Below(host.Pid).Where(IsKeeper)) await Signal("KILL", $"{keeper}");
            await host.Kill();
        }

        await using var next = HostProcess.Start("database", "--data", temporary["data"]);

        Assert.Equal(1, await Database.Ask<int>(await next.IsReady(), "select 1"));
        Assert.Empty(Directory.EnumerateDirectories(temporary["data"], "postgres.new-*"));
    }

    [LinuxFact]
    public async Task A_pid_file_whose_number_another_program_has_does_not_stop_the_start()
    {
        string database;
        await using (var host = HostProcess.Start("database", "--data", temporary["data"]))
        {
            database = await host.IsReady();
            var server = ProcessTree.Find(host.Pid, "-D", Path.Combine(temporary["data"], "postgres"));
            await Signal("KILL", $"{server}");
            await host.Says("faulted");
        }
        var file = Path.Combine(temporary["data"], "postgres", "postmaster.pid");
        await File.WriteAllLinesAsync(file, [$"{Environment.ProcessId}", .. File.ReadLines(file).Skip(1)]);

        await using var next = HostProcess.Start("database", "--data", temporary["data"]);

        Assert.Equal(database, await next.IsReady());
    }

    private static bool IsKeeper(int pid) => ProcessTree.Words(pid).Any(word => word.EndsWith("keeper.mjs", StringComparison.Ordinal));

    private static async Task Signal(string name, string target)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{name} {target}"]);
        await kill.WaitForExitAsync();
    }
}
