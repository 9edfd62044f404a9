using System.Globalization;

namespace Glimmerglass.LocalHost.Services;

/// <summary>PostgreSQL and Azurite of one data folder, running. They end with this object, and with this process however it ends.</summary>
public sealed class LocalServices : IAsyncDisposable
{
    private const int Attempts = 3;
    private const string PostgresPort = "postgres.port";
    private const string AzuritePort = "azurite.port";
    private readonly DataFolder data;
    private readonly bool discard;
    private int ended;

    private LocalServices(DataFolder data, bool discard)
    {
        this.data = data;
        this.discard = discard;
    }

    internal PostgresServer? Postgres { get; private set; }

    internal AzuriteServer? Azurite { get; private set; }

    /// <summary>Reaches the database; empty when PostgreSQL was not asked for.</summary>
    public string DatabaseUrl { get; private set; } = "";

    /// <summary>Reaches the blobs; empty when Azurite was not asked for.</summary>
    public string StorageConnectionString { get; private set; } = "";

    /// <summary>Completes with the reason when one of the two ends without being asked to.</summary>
    public Task<string> Faulted { get; private set; } = new TaskCompletionSource<string>().Task;

    /// <exception cref="StartException">Something is missing, taken or broken; the message says what, and what to do.</exception>
    public static async Task<LocalServices> Start(LocalServicesOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        var services = new LocalServices(DataFolder.Open(options.DataFolder), discard: !options.Durable);
        try
        {
            if (options.StartPostgres || options.StartAzurite || options.Fresh) await services.StartBoth(options, cancel);
            return services;
        }
        catch
        {
            await services.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the run that holds the data folder at this moment started, for a command beside it; null when there is no such run.</summary>
    public static (string? DatabaseUrl, string? StorageConnectionString)? FindRunning(string dataFolder)
    {
        using var free = DataFolder.IsOurs(dataFolder) ? FileLock.TryTake(DataFolder.LockOf(dataFolder)) : null;
        if (free is not null || !DataFolder.IsOurs(dataFolder)) return null;

        var (postgresPort, password, azuritePort) = (Remembered(PostgresPort), Remembered(PostgresCluster.PasswordFile), Remembered(AzuritePort));
        return (postgresPort is null || password is null ? null : Url(int.Parse(postgresPort, CultureInfo.InvariantCulture), password),
            azuritePort is null ? null : AzuriteServer.ConnectionString(int.Parse(azuritePort, CultureInfo.InvariantCulture), new(LocalServicesOptions.DefaultAccount, LocalServicesOptions.DefaultKey)));

        string? Remembered(string name) => File.Exists(Path.Combine(dataFolder, name)) ? File.ReadAllText(Path.Combine(dataFolder, name)) : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref ended, 1) == 1) return;
        await Task.WhenAll(Postgres?.Stop() ?? Task.CompletedTask, Azurite?.Stop() ?? Task.CompletedTask);
        if (discard) Discard();
        data.Dispose();
        if (discard) Directory.Delete(data.Path, recursive: true);
    }

    private async Task StartBoth(LocalServicesOptions options, CancellationToken cancel)
    {
        var modules = await NodeModules.Find(options.Say, cancel);
        if (options.Fresh) await Clear(modules, cancel);
        var database = options.StartPostgres ? StartPostgres(modules, options, cancel) : Task.CompletedTask;
        var storage = options.StartAzurite ? StartAzurite(modules, options, cancel) : Task.CompletedTask;
        await Task.WhenAll(database, storage);
        Faulted = FirstOf([.. new[] { Postgres?.Faulted, Azurite?.Faulted }.OfType<Task<string>>()]);
    }

    private async Task Clear(NodeModules modules, CancellationToken cancel)
    {
        await AzuriteServer.StopLeftover(modules, data, cancel);
        foreach (var folder in new[] { data.Path, PostgresHome.PlaceOf(data.Path) })
            await PostgresCluster.StopLeftover(modules, Path.Combine(folder, PostgresCluster.Name), cancel);
        Discard();
    }

    private void Discard()
    {
        data.Clear();
        if (Directory.Exists(PostgresHome.PlaceOf(data.Path))) Directory.Delete(PostgresHome.PlaceOf(data.Path), recursive: true);
    }

    private async Task StartPostgres(NodeModules modules, LocalServicesOptions options, CancellationToken cancel)
    {
        var home = await PostgresHome.Find(modules, data, options.Say, cancel);
        var password = await new PostgresCluster(modules, home, data, options.Durable).Prepare(cancel);
        var port = await OnPort(options.PostgresPort, "--postgres-port", PostgresPort, async port =>
        {
            Postgres = new PostgresServer(modules, home, data, new PostgresSettings(port, options.Durable, options.PostgresSettings));
            await Postgres.Start(cancel);
        });
        DatabaseUrl = Url(port, password);
    }

    private async Task StartAzurite(NodeModules modules, LocalServicesOptions options, CancellationToken cancel)
    {
        await AzuriteServer.StopLeftover(modules, data, cancel);
        await OnPort(options.AzuritePort, "--azurite-port", AzuritePort, async port =>
        {
            var settings = new AzuriteSettings(port, options.BlobsInMemory ?? !options.Durable, !options.Durable, options.AzuriteAccounts);
            Azurite = new AzuriteServer(modules, data, settings);
            await Azurite.Start(cancel);
        });
        StorageConnectionString = Azurite!.ConnectionString(0);
    }

    /// <summary>A port of our own choice may be taken between the choice and its use; then another one is chosen.</summary>
    private async Task<int> OnPort(int asked, string option, string memory, Func<int, Task> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = Ports.Choose(asked, option, data[memory]);
            try
            {
                await start(port);
                Ports.Remember(port, data[memory]);
                return port;
            }
            catch (StartException) when (asked == 0 && attempt < Attempts && !Ports.IsFree(port))
            {
                // Round again, with another port.
            }
        }
    }

    private static string Url(int port, string password) =>
        $"Host=127.0.0.1;Port={port};Username={PostgresCluster.Role};Password={password};Database={PostgresCluster.Role}";

    private static async Task<string> FirstOf(Task<string>[] reasons) =>
        reasons.Length == 0 ? await new TaskCompletionSource<string>().Task : await await Task.WhenAny(reasons);
}
