using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Glimmerglass.LocalHost.Services;

namespace Glimmerglass.Tests;

/// <summary>PostgreSQL, PgBouncer and Azurite of this test run: started when first asked for, gone with the process, however it ends.</summary>
public static class TestServices
{
    private const int Accounts = 600;
    private static readonly string[] PostgresSettings = ["max_connections=300", "shared_preload_libraries=pg_stat_statements", "pg_stat_statements.max=20000"];
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private static readonly string Home = Path.Combine(Path.GetTempPath(), $"glimmerglass-tests-{Environment.UserName}");
    private static readonly Lazy<Task> swept = new(() => Task.Run(Sweep));
    private static readonly Lazy<Task<LocalServices>> postgres = new(() => Start(NewFolder("postgres"), startPostgres: true));
    private static readonly Lazy<Task<LocalServices>> azurite = new(() => Start(NewFolder("azurite"), startPostgres: false));
    private static readonly Lazy<Task<string>> pooled = new(StartPooled);
    private static int handedOut;

    /// <summary>The maintenance database as superuser, directly.</summary>
    public static async Task<string> Postgres() => Maintenance((await postgres.Value).DatabaseUrl);

    /// <summary>The same through PgBouncer in transaction mode where one is installed, else directly.</summary>
    public static Task<string> Pooled() => pooled.Value;

    /// <summary>A storage account that nobody used before.</summary>
    public static async Task<string> Azurite()
    {
        var account = Interlocked.Increment(ref handedOut);
        if (account >= Accounts) throw new InvalidOperationException($"There are {Accounts} storage accounts per run. Hint: raise {nameof(TestServices)}.{nameof(Accounts)}.");
        var first = (await azurite.Value).StorageConnectionString;
        return first.Replace(Account(0), Account(account), StringComparison.Ordinal);
    }

    /// <summary>A PostgreSQL of its own, to be stopped, killed and started again by a test.</summary>
    public static async Task<PrivatePostgres> PrivatePostgres() => new(await Start(NewFolder("private"), startPostgres: true));

    /// <summary>An Azurite of its own, which keeps its blobs on disk, to be stopped, killed and started again by a test.</summary>
    public static async Task<PrivateAzurite> PrivateAzurite() => new(await Start(NewFolder("private"), startPostgres: false, blobsInMemory: false));

    internal static string Maintenance(string database) => database.Replace("Database=glimmerglass", "Database=postgres", StringComparison.Ordinal);

    /// <summary>A path nobody else has, below the folder that is cleaned after dead runs.</summary>
    internal static string NewFolder(string name) => Path.Combine(Home, $"{Environment.ProcessId}-{name}-{Guid.NewGuid():n}");

    private static async Task<LocalServices> Start(string folder, bool startPostgres, bool blobsInMemory = true)
    {
        await swept.Value;
        return await LocalServices.Start(new LocalServicesOptions
        {
            DataFolder = folder,
            StartPostgres = startPostgres,
            StartAzurite = !startPostgres,
            Durable = false,
            BlobsInMemory = blobsInMemory,
            PostgresSettings = PostgresSettings,
            AzuriteAccounts = [.. Enumerable.Range(0, Accounts).Select(number => KeyValuePair.Create(Account(number), Key))],
            Say = Console.WriteLine,
        }, CancellationToken.None);
    }

    private static string Account(int number) => string.Create(CultureInfo.InvariantCulture, $"account{number:0000}");

    private static async Task<string> StartPooled()
    {
        var direct = await Postgres();
        if (PgBouncer.Find() is not { } program)
        {
            Console.WriteLine("No pgbouncer is installed: the tests use PostgreSQL directly.");
            return direct;
        }
        Console.WriteLine($"The tests use PostgreSQL through {program} in transaction mode.");
        var port = await PgBouncer.Start(program, NewFolder("pgbouncer"), PortOf(direct));
        return direct.Replace($"Port={PortOf(direct)}", $"Port={port}", StringComparison.Ordinal);
    }

    private static int PortOf(string connection) =>
        int.Parse(connection.Split(';').First(part => part.StartsWith("Port=", StringComparison.Ordinal))["Port=".Length..], CultureInfo.InvariantCulture);

    /// <summary>Deletes what runs left behind whose keepers were killed too.</summary>
    private static async Task Sweep()
    {
        Directory.CreateDirectory(Home);
        foreach (var folder in Directory.EnumerateDirectories(Home))
        {
            if (!int.TryParse(Path.GetFileName(folder).Split('-')[0], out var owner) || IsAlive(owner)) continue;
            try
            {
                foreach (var data in Directory.EnumerateDirectories(folder).Append(folder).Where(DataFolder.IsOurs)) await Empty(data);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception fault) when (fault is StartException or IOException or UnauthorizedAccessException)
            {
                // Its keeper is still at it, or another run sweeps too.
            }
        }
    }

    private static async Task Empty(string data)
    {
        await using var ended = await LocalServices.Start(new LocalServicesOptions { DataFolder = data, Fresh = true, StartAzurite = false, StartPostgres = false }, CancellationToken.None);
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
