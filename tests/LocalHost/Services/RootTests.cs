using System.Runtime.Versioning;
using Glimmerglass.LocalHost.Services;

namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>PostgreSQL refuses to run as root, and folders of root are closed to everybody else.</summary>
[SupportedOSPlatform("linux")]
public sealed class RootTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [RootFact]
    public async Task Root_lends_the_database_another_user()
    {
        await using var host = HostProcess.Start("database", "--data", temporary["data"]);
        await host.IsReady();

        var server = ProcessTree.Find(host.Pid, "-D", Path.Combine(temporary["data"], "postgres"));

        Assert.Contains($"Uid:\t{PostgresHome.Lent}\t{PostgresHome.Lent}\t{PostgresHome.Lent}\t{PostgresHome.Lent}\n", await File.ReadAllTextAsync($"/proc/{server}/status"), StringComparison.Ordinal);
        Assert.Contains("Groups:\t \n", await File.ReadAllTextAsync($"/proc/{server}/status"), StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_data_folder_that_is_closed_keeps_its_database_outside_and_finds_it_again()
    {
        Directory.CreateDirectory(temporary["closed"], OwnerOnly);
        var folder = Path.Combine(temporary["closed"], "data");
        var place = PostgresHome.PlaceOf(folder);
        try
        {
            var said = new List<string>();
            await using (var first = await Start(folder, said)) await Database.Execute(first.DatabaseUrl, "create table kept as select 17 as number");
            Assert.Contains(said, line => line.Contains($"who cannot pass through to {folder}", StringComparison.Ordinal) && line.Contains($"its data in {place}.", StringComparison.Ordinal));

            await using (var second = await Start(folder, said)) Assert.Equal(17, await Database.Ask<int>(second.DatabaseUrl, "select number from kept"));

            Directory.Delete(folder, recursive: true);
            await using var anew = await Start(folder, said);
            Assert.True(await Database.Ask<bool>(anew.DatabaseUrl, "select to_regclass('kept') is null"));
        }
        finally
        {
            if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        }
    }

    [RootFact]
    public async Task Fresh_deletes_the_database_outside_too()
    {
        Directory.CreateDirectory(temporary["closed"], OwnerOnly);
        var folder = Path.Combine(temporary["closed"], "data");
        await using (var first = await Start(folder, [])) { }

        await using (var nothing = await LocalServices.Start(new LocalServicesOptions { DataFolder = folder, Fresh = true, StartPostgres = false, StartAzurite = false }, CancellationToken.None)) { }

        Assert.False(Directory.Exists(PostgresHome.PlaceOf(folder)));
    }

    [RootFact]
    public async Task Programs_that_are_closed_are_copied_to_where_the_other_user_can_run_them()
    {
        var modules = await NodeModules.Find(_ => { }, CancellationToken.None);
        Directory.CreateDirectory(temporary["closed"], OwnerOnly);
        Directory.CreateSymbolicLink(Path.Combine(temporary["closed"], "node_modules"), modules.Folder);
        using var data = DataFolder.Open(temporary["data"]);

        var home = await PostgresHome.Find(modules with { Folder = Path.Combine(temporary["closed"], "node_modules") }, data, _ => { }, CancellationToken.None);

        Assert.Equal($"/var/tmp/glimmerglass-root/postgres-{modules.PostgresVersion}", home.Programs);
        var version = await NodeProgram.Ask(OtherUser.Become[0], [.. OtherUser.Become[1..], home.Program("postgres"), "--version"], CancellationToken.None);
        Assert.StartsWith("postgres (PostgreSQL) 17.", version, StringComparison.Ordinal);
    }

    [RootFact]
    public async Task A_place_that_belongs_to_somebody_else_is_refused()
    {
        var modules = await NodeModules.Find(_ => { }, CancellationToken.None);
        var theirs = await OtherUser.Home(temporary["theirs"]);
        File.CreateSymbolicLink(temporary["link"], "/root");
        Directory.CreateDirectory(temporary["open"]);
        File.SetUnixFileMode(temporary["open"], OwnerOnly | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

        foreach (var place in new[] { theirs, temporary["link"], temporary["open"] })
        {
            var fault = await Assert.ThrowsAsync<StartException>(() => NodeProgram.Ask(modules.Node, [modules.Ownership, "keep", place], CancellationToken.None));
            Assert.Equal($"{place} exists, but is not a folder that belongs to root alone. Remove it and start again.", fault.Message);
        }
    }

    [RootFact]
    public async Task An_ordinary_user_runs_everything_as_themselves()
    {
        var program = OtherUser.CopyOfProgram(temporary["program"]);
        var home = await OtherUser.Home(temporary["home"]);
        await using var host = HostProcess.StartWith(
            new() { ["HOME"] = home, ["XDG_DATA_HOME"] = null, ["npm_config_cache"] = Path.Combine(home, "npm") },
            [.. OtherUser.Become, .. HostProcess.Command(program), "--data", Path.Combine(home, "data")]);

        Assert.Equal(1, await Database.Ask<int>(await host.IsReady(), "select 1"));
    }

    [RootFact]
    public async Task A_data_folder_of_root_is_refused_to_an_ordinary_user_with_a_sentence()
    {
        await using (var services = await Start(temporary["data"], [])) { }
        var program = OtherUser.CopyOfProgram(temporary["program"]);
        await using var host = HostProcess.StartWith(new() { ["HOME"] = await OtherUser.Home(temporary["home"]) }, [.. OtherUser.Become, .. HostProcess.Command(program), "--data", temporary["data"]]);

        Assert.StartsWith($"The data folder {temporary["data"]} cannot be written: ", await host.Says("refused"), StringComparison.Ordinal);
        Assert.Equal(1, await host.Exits());
    }

    private static Task<LocalServices> Start(string folder, List<string> said) =>
        LocalServices.Start(new LocalServicesOptions { DataFolder = folder, StartAzurite = false, Say = said.Add }, CancellationToken.None);
}
