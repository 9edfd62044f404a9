using System.Net;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Glimmerglass.LocalHost.Services;
using Npgsql;

namespace Glimmerglass.Tests.LocalHost.Services;

public sealed class LocalServicesTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public async Task Data_stay_between_runs_on_the_same_ports_and_under_a_path_with_spaces()
    {
        var folder = temporary["order data of today"];
        string database, storage;
        await using (var first = await Start(folder))
        {
            (database, storage) = (first.DatabaseUrl, first.StorageConnectionString);
            await Database.Execute(database, "create table kept as select 17 as number");
            await new BlobContainerClient(storage, "papers").CreateAsync();
            await new BlobClient(storage, "papers", "deposit").UploadAsync(BinaryData.FromString("paid"));
        }

        await using var second = await Start(folder);

        Assert.Equal((database, storage), (second.DatabaseUrl, second.StorageConnectionString));
        Assert.Equal(17, await Database.Ask<int>(second.DatabaseUrl, "select number from kept"));
        Assert.Equal("paid", (await new BlobClient(storage, "papers", "deposit").DownloadContentAsync()).Value.Content.ToString());
    }

    [Fact]
    public async Task The_database_is_durable_asks_for_its_password_and_sorts_by_code_point()
    {
        await using var services = await Start(temporary["data"], azurite: false);

        var settings = await Database.Ask<string>(services.DatabaseUrl, """
            select concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'), current_setting('listen_addresses'),
                   current_setting('unix_socket_directories'), pg_encoding_to_char(encoding), datlocprovider, datlocale, usesuper)
              from pg_database, pg_user where datname = current_database() and usename = current_user
            """);
        var wrong = await Assert.ThrowsAsync<PostgresException>(() => Database.Ask<int>(services.DatabaseUrl.Replace("Password=", "Password=x", StringComparison.Ordinal), "select 1"));

        Assert.Equal("on on on 127.0.0.1  UTF8 b C.UTF-8 t", settings);
        Assert.Equal("28P01", wrong.SqlState);
    }

    [Fact]
    public async Task A_second_run_on_the_same_folder_is_refused_and_harms_nothing()
    {
        var folder = temporary["data"];
        await using var first = await Start(folder, azurite: false);

        var fault = await Assert.ThrowsAsync<StartException>(() => Start(folder, azurite: false));

        Assert.Equal($"The data folder {folder} is in use by another run. Stop that one, or choose another folder with --data <folder>.", fault.Message);
        Assert.Equal(1, await Database.Ask<int>(first.DatabaseUrl, "select 1"));
    }

    [Fact]
    public async Task A_command_beside_a_run_finds_what_it_started()
    {
        var folder = temporary["data"];
        Assert.Null(LocalServices.FindRunning(folder));
        await using (var run = await Start(folder, azurite: true)) Assert.Equal((run.DatabaseUrl, run.StorageConnectionString), LocalServices.FindRunning(folder));

        Assert.Null(LocalServices.FindRunning(folder));
    }

    [Fact]
    public async Task Two_folders_are_two_worlds_side_by_side()
    {
        await using var first = await Start(temporary["one"], azurite: false);
        await using var second = await Start(temporary["two"], azurite: false);

        await Database.Execute(first.DatabaseUrl, "create table only_here ()");

        Assert.True(await Database.Ask<bool>(second.DatabaseUrl, "select to_regclass('only_here') is null"));
    }

    [Fact]
    public async Task A_taken_port_is_refused_with_the_name_of_its_option()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var postgres = await Assert.ThrowsAsync<StartException>(() => LocalServices.Start(
            new LocalServicesOptions { DataFolder = temporary["one"], StartAzurite = false, PostgresPort = port, Durable = false }, CancellationToken.None));
        var azurite = await Assert.ThrowsAsync<StartException>(() => LocalServices.Start(
            new LocalServicesOptions { DataFolder = temporary["two"], StartPostgres = false, AzuritePort = port, Durable = false }, CancellationToken.None));

        Assert.Equal($"Port {port} is taken by another program, or reserved. Choose another one with --postgres-port <number>.", postgres.Message);
        Assert.Equal($"Port {port} is taken by another program, or reserved. Choose another one with --azurite-port <number>.", azurite.Message);
    }

    [Fact]
    public async Task A_remembered_port_that_somebody_took_gives_way_to_another()
    {
        var folder = temporary["data"];
        string before;
        await using (var first = await Start(folder, postgres: false)) before = first.StorageConnectionString;
        using var listener = new TcpListener(IPAddress.Loopback, new BlobServiceClient(before).Uri.Port);
        listener.Start();

        await using var second = await Start(folder, postgres: false);

        Assert.NotEqual(before, second.StorageConnectionString);
        await new BlobContainerClient(second.StorageConnectionString, "papers").CreateAsync();
    }

    [Fact]
    public async Task Fresh_begins_anew()
    {
        var folder = temporary["data"];
        await using (var first = await Start(folder)) await Database.Execute(first.DatabaseUrl, "create table kept ()");

        await using var second = await LocalServices.Start(new LocalServicesOptions { DataFolder = folder, Fresh = true }, CancellationToken.None);

        Assert.True(await Database.Ask<bool>(second.DatabaseUrl, "select to_regclass('kept') is null"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_that_is_somebody_elses_stays_untouched(bool fresh)
    {
        var folder = temporary["letters"];
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "letter.txt"), "dear");

        var fault = await Assert.ThrowsAsync<StartException>(() => LocalServices.Start(new LocalServicesOptions { DataFolder = folder, Fresh = fresh }, CancellationToken.None));

        Assert.Equal($"The folder {folder} is not empty and was not made by the local host, so it stays untouched. Choose another one with --data <folder>.", fault.Message);
        Assert.Equal([Path.Combine(folder, "letter.txt")], Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_refused()
    {
        await File.WriteAllTextAsync(temporary["file"], "");

        var fault = await Assert.ThrowsAsync<StartException>(() => Start(temporary["file"]));

        Assert.Equal($"{temporary["file"]} is a file, but --data needs a folder.", fault.Message);
    }

    [Fact]
    public async Task A_server_that_cannot_start_is_reported_with_the_end_of_its_log()
    {
        var options = new LocalServicesOptions { DataFolder = temporary["data"], StartAzurite = false, Durable = false, PostgresSettings = ["shared_buffers=plenty"] };

        var fault = await Assert.ThrowsAsync<StartException>(() => LocalServices.Start(options, CancellationToken.None));

        Assert.StartsWith("PostgreSQL ended with exit code 1. Its log, ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("invalid value for parameter \"shared_buffers\": \"plenty\"", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_dies_is_told_with_its_reason()
    {
        await using var services = await Start(temporary["data"]);
        Assert.False(services.Faulted.IsCompleted);

        using (var server = System.Diagnostics.Process.GetProcessById(services.Postgres!.Pid)) server.Kill();
        var reason = await services.Faulted.WaitAsync(TimeSpan.FromSeconds(10));

        Assert.StartsWith("PostgreSQL ended by SIGKILL. Its log, ", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_that_is_called_off_leaves_the_folder_free()
    {
        var folder = temporary["data"];
        using var cancel = new CancellationTokenSource();
        var starting = LocalServices.Start(new LocalServicesOptions { DataFolder = folder }, cancel.Token);
        await Wait.Until(() => Directory.Exists(folder) && Directory.EnumerateDirectories(folder, "postgres.new-*").Any(), "a cluster in the making");

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);

        await using var services = await Start(folder, azurite: false);
        Assert.Equal(1, await Database.Ask<int>(services.DatabaseUrl, "select 1"));
    }

    [Fact]
    public async Task What_is_secret_only_its_owner_can_read()
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = temporary["data"];
        await using var services = await Start(folder);

        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        foreach (var name in new[] { "postgres", "postgres.password", "azurite", "postgres.log", "azurite.log" })
            Assert.Equal(default, File.GetUnixFileMode(Path.Combine(folder, name)) & others);
    }

    private static Task<LocalServices> Start(string folder, bool postgres = true, bool azurite = true) =>
        LocalServices.Start(new LocalServicesOptions { DataFolder = folder, StartPostgres = postgres, StartAzurite = azurite }, CancellationToken.None);
}
