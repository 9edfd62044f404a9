using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Azure.Storage.Blobs;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Identity.Web;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Glimmerglass.Hosts;

/// <summary>What only Azure has: Entra tokens, Azure Monitor, and storage by managed identity.</summary>
internal sealed class ThisHost : IAsyncDisposable
{
    private ThisHost(IConfiguration configuration) => Configuration = configuration;

    public const string Usage = "Usage: dotnet Functions.dll <command>, with the settings in the environment";

    /// <summary>The settings before the worker is built, for commands.</summary>
    public IConfiguration Configuration { get; }

    /// <summary>What is left of the command line for commands and the worker.</summary>
    public string[] Words { get; private init; } = [];

    public static Task<ThisHost> Start(string[] args) =>
        Task.FromResult(new ThisHost(new ConfigurationBuilder().AddEnvironmentVariables().Build()) { Words = args });

    public void Configure(FunctionsApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme)
            .AddMicrosoftIdentityWebApi(Configuration.GetSection("AzureAd"));
        AddStorage(builder.Services);

        var telemetry = builder.Services.AddOpenTelemetry();
        telemetry.UseFunctionsWorkerDefaults();
        telemetry.WithTracing(tracing => tracing.AddSource("Npgsql").AddSource("Azure.*"));
        telemetry.WithMetrics(metrics => metrics.AddMeter(Telemetry.MeterName).AddMeter("Npgsql"));
        if (!string.IsNullOrEmpty(Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"]))
        {
            // Azure Monitor takes telemetry from identities alone, as the storage does: see bicep/modules/telemetry.bicep.
            telemetry.UseAzureMonitorExporter(options => options.Credential = Identity(Configuration));
        }
    }

    /// <summary>The store, which commands use without the rest.</summary>
    public void AddStorage(IServiceCollection services) => services.AddSingleton(Storage(Configuration));

    public async Task Run(IHost app)
    {
        // A connection string means Azurite, where nobody made the containers. In Azure bicep makes them, and a cold start does not look.
        if (Configuration["DocumentStorage"] is { Length: > 0 }) await app.Services.GetRequiredService<FileStore>().EnsureContainers(CancellationToken.None);
        await app.RunAsync();
    }

    public static bool IsForAPerson(Exception fault) => false;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>By identity (DocumentStorage__blobServiceUri, DocumentStorage__clientId), or by a connection string where there is no identity: Azurite.</summary>
    private static BlobServiceClient Storage(IConfiguration configuration)
    {
        if (configuration["DocumentStorage"] is { Length: > 0 } connectionString) return new BlobServiceClient(connectionString, StorageAttempts.Limited());
        if (configuration["DocumentStorage:blobServiceUri"] is not { Length: > 0 } uri)
        {
            throw new ArgumentException("The setting DocumentStorage__blobServiceUri is missing. Hint: see local.settings.sample.json.");
        }

        return new BlobServiceClient(new Uri(uri), Identity(configuration), StorageAttempts.Limited());
    }

    /// <summary>Who the app is in Azure.</summary>
    private static ManagedIdentityCredential Identity(IConfiguration configuration) =>
        configuration["DocumentStorage:clientId"] is { Length: > 0 } clientId
            ? new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId))
            : new ManagedIdentityCredential(ManagedIdentityId.SystemAssigned);
}
