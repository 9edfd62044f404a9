using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Glimmerglass.Commands;
using Glimmerglass.Data;
using Glimmerglass.Data.Files;
using Glimmerglass.LocalHost;
using Glimmerglass.LocalHost.Demo;
using Glimmerglass.LocalHost.Hosting;
using Glimmerglass.LocalHost.Services;
using Glimmerglass.LocalHost.SignIn;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Hosts;

/// <summary>What only a laptop has: PostgreSQL and Azurite of its own, passwords in place of Entra, demo data, and JSON lines on the console.</summary>
internal sealed class ThisHost : IAsyncDisposable
{
    private readonly LocalOptions options;
    private readonly LocalServices? services;

    private ThisHost(LocalOptions options, LocalServices? services, IConfiguration configuration)
    {
        this.options = options;
        this.services = services;
        Configuration = configuration;
    }

    public const string Usage = LocalOptions.Usage;

    public IConfiguration Configuration { get; }

    /// <summary>What is left of the command line for commands and the worker.</summary>
    public string[] Words => options.Help ? ["help"] : [.. options.Words];

    /// <summary>Starts what the settings do not name: a DATABASE_URL or a Storage that is given replaces the embedded one.</summary>
    public static async Task<ThisHost> Start(string[] args)
    {
        var options = LocalOptions.Parse(args);
        var given = LocalConfiguration.Read();
        var hasDatabase = !string.IsNullOrEmpty(given["DATABASE_URL"]);
        var command = options.Help ? "help" : options.Words is [var word, ..] ? word : null;
        var (needsDatabase, needsStore) = command is null ? (true, true) : CommandLine.Needs(command);
        if (command is not null && (needsDatabase, needsStore) is (true, true) && hasDatabase != (GivenStorage(given) is not null))
            throw new OptionException($"{command} works on a database and on its store, and only one of DATABASE_URL and DocumentStorage is given. Hint: give both, or neither.");
        needsDatabase &= !hasDatabase;
        needsStore &= GivenStorage(given) is null;
        if (command is not null && !needsDatabase && !needsStore) return new ThisHost(options, null, Chosen(given, null, null));

        // A command beside a running host works on what that host started.
        if (command is not null && LocalServices.FindRunning(options.DataFolder) is var (database, store)) return new ThisHost(options, null, Chosen(given, database, store));

        var services = await LocalServices.Start(new LocalServicesOptions
        {
            DataFolder = options.DataFolder,
            Fresh = options.Fresh,
            StartPostgres = needsDatabase,
            StartAzurite = needsStore,
            PostgresPort = options.PostgresPort,
            AzuritePort = options.AzuritePort,
            Say = line => Console.Error.WriteLine(line),
        }, CancellationToken.None);
        return new ThisHost(options, services, Settings(options, Chosen(given, services.DatabaseUrl, services.StorageConnectionString)));
    }

    public void Configure(FunctionsApplicationBuilder builder)
    {
        builder.AddLocalSignIn(Path.Combine(options.DataFolder, "accounts.json"));
        AddStorage(builder.Services);
        builder.Logging.AddJsonConsole(json =>
        {
            json.IncludeScopes = true;
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "O";
        });
    }

    /// <summary>The store, which commands use without the rest.</summary>
    public void AddStorage(IServiceCollection services) => services.AddSingleton(new BlobServiceClient(Configuration["DocumentStorage"], StorageAttempts.Limited()));

    public async Task Run(IHost app)
    {
        await Prepare(app.Services);
        await app.StartAsync();
        Console.WriteLine(DemoData.Welcome(LocalAddress.Of(app), options.DataFolder));

        var stopped = app.WaitForShutdownAsync();
        if (await Task.WhenAny(stopped, services!.Faulted) == stopped) return;

        await app.StopAsync();
        throw new StartException(await services.Faulted);
    }

    public static bool IsForAPerson(Exception fault) => fault is StartException or OptionException or StartRefusedException;

    public async ValueTask DisposeAsync()
    {
        if (services is not null) await services.DisposeAsync();
    }

    /// <summary>DocumentStorage, as in Azure, or Storage for short.</summary>
    private static string? GivenStorage(IConfiguration given) =>
        given["DocumentStorage"] is { Length: > 0 } named ? named : given["Storage"] is { Length: > 0 } brief ? brief : null;

    /// <summary>What was given, and what was started for the rest.</summary>
    private static IConfiguration Chosen(IConfiguration given, string? database, string? store)
    {
        var chosen = new Dictionary<string, string?>();
        if (string.IsNullOrEmpty(given["DATABASE_URL"])) chosen["DATABASE_URL"] = database;
        if (string.IsNullOrEmpty(given["DocumentStorage"])) chosen["DocumentStorage"] = GivenStorage(given) ?? store;
        return new ConfigurationBuilder().AddConfiguration(given).AddInMemoryCollection(chosen).Build();
    }

    private static IConfiguration Settings(LocalOptions options, IConfiguration given)
    {
        var chosen = new Dictionary<string, string?>
        {
            ["LocalHost:Port"] = options.Port.ToString(CultureInfo.InvariantCulture),
            ["LocalHost:Data"] = options.DataFolder,
        };
        foreach (var (job, schedule) in Functions.Settings.UsualSchedules)
        {
            if (string.IsNullOrEmpty(given[$"{job}Schedule"])) chosen[$"{job}Schedule"] = schedule;
        }
        return new ConfigurationBuilder().AddConfiguration(given).AddInMemoryCollection(chosen).Build();
    }

    /// <summary>Migrates, loads the demo data into a database without users, and makes the containers. In Azure a pipeline and bicep do this.</summary>
    private async Task Prepare(IServiceProvider app)
    {
        // A pool learns the types of the database when it is opened, so the app's own is opened after the migrations made them.
        await using (var db = Database.Open(Configuration["DATABASE_URL"]!, maxPoolSize: 2))
        {
            await new Migrator(db).Migrate(line => Console.Error.WriteLine($"database: {line}"), CancellationToken.None);
            var isUsed = await db.QueryOne<bool>("select exists (select from users)", null, CancellationToken.None);
            if (!isUsed) await db.Execute(DemoData.Sql(), null, CancellationToken.None);
        }
        DemoData.AddTo(app.GetRequiredService<LocalAccounts>());

        await app.GetRequiredService<FileStore>().EnsureContainers(CancellationToken.None);
        await LetBrowsersUpload(app.GetRequiredService<BlobServiceClient>());
    }

    private static async Task LetBrowsersUpload(BlobServiceClient storage)
    {
        BlobServiceProperties properties = await storage.GetPropertiesAsync();
        properties.Cors = [new BlobCorsRule { AllowedOrigins = "*", AllowedMethods = "GET,PUT,OPTIONS", AllowedHeaders = "*", ExposedHeaders = "*", MaxAgeInSeconds = 600 }];
        await storage.SetPropertiesAsync(properties);
    }
}
