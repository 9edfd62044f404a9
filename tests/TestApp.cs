using System.Net.Http.Headers;
using System.Security.Claims;
using Azure.Storage.Blobs;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions;
using Glimmerglass.LocalHost;
using Glimmerglass.LocalHost.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Glimmerglass.Tests;

/// <summary>The whole app on LocalHost, with a database and a storage account of its own, and <see cref="World"/> in it.</summary>
public sealed class TestApp : IAsyncLifetime
{
    private IHost? host;
    private string storage = "";

    /// <summary>The clock of the app: real unless a test sets another before it starts.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>A database server of one test in place of the shared one, to be stopped under the app.</summary>
    public PrivatePostgres? Postgres { get; init; }

    /// <summary>A store of one test in place of the shared one, to be stopped under the app.</summary>
    public PrivateAzurite? Azurite { get; init; }

    /// <summary>Where the app finds its database, when that is not where it is.</summary>
    public Func<TestDatabase, string>? Through { get; init; }

    /// <summary>Settings of one test class, beside those that every app needs.</summary>
    public Dictionary<string, string?> Settings { get; } = [];

    public TestDatabase Database { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public BlobServiceClient Storage { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    /// <summary>Nobody in particular.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    public IServiceProvider Services => host!.Services;

    public LogOfApp Log { get; } = new();

    public async Task InitializeAsync()
    {
        Database = await (Postgres is null ? TestDatabase.Create() : TestDatabase.CreateIn(Postgres));
        World = await World.Create(Database);
        storage = Azurite?.ConnectionString ?? await TestServices.Azurite();
        Storage = new BlobServiceClient(storage, StorageAttempts.Limited());
        host = await Start();
        Address = LocalAddress.Of(host);
        Anonymous = Client(null);
    }

    /// <summary>A client with a valid token of this user, whatever the database says of it.</summary>
    public HttpClient As(Guid userId, Role role) => Client(Token(userId, role));

    public HttpClient As(TestUser user) => As(user.Id, user.Role);

    /// <summary>A client that sends this Authorization: Bearer, or none.</summary>
    public HttpClient Client(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A token as sign-in hands it out, without the work of hashing a password.</summary>
    public string Token(Guid userId, Role role)
    {
        var tokens = Services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(BearerTokenDefaults.AuthenticationScheme);
        var identity = new ClaimsIdentity(
            [
                new Claim("http://schemas.microsoft.com/identity/claims/objectidentifier", userId.ToString()),
                new Claim(ClaimTypes.Role, Data.Words.Word(role)),
            ],
            BearerTokenDefaults.AuthenticationScheme);
        var properties = new AuthenticationProperties { ExpiresUtc = Clock.GetUtcNow().AddMinutes(15) };
        var ticket = new AuthenticationTicket(new ClaimsPrincipal(identity), properties, $"{BearerTokenDefaults.AuthenticationScheme}:AccessToken");
        return tokens.BearerTokenProtector.Protect(ticket);
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.StopAsync();
            host.Dispose();
        }
        await Database.DisposeAsync();
    }

    private async Task<IHost> Start()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.UseFunctions([.. typeof(Wiring).Assembly.GetTypes()]);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["LocalHost:Port"] = "0",
            ["LocalHost:BlobPollInterval"] = "00:00:00.050",
            ["DATABASE_URL"] = Through?.Invoke(Database) ?? Database.Url,
            ["DocumentStorage"] = storage,
            // The machine may be busy.
            ["HealthLimitMilliseconds"] = "10000",
            ["ForgetIdempotencyKeysSchedule"] = "0 15 3 * * *",
            ["FindLostUploadsSchedule"] = "0 0 0 1 1 *",
            ["ExpireUploadsSchedule"] = "0 0 0 1 1 *",
            ["ProveUploadCheckSchedule"] = "0 0 0 1 1 *",
            ["BackUpDatabaseSchedule"] = "0 0 0 1 1 *",
            ["ForgetOldBackupsSchedule"] = "0 0 0 1 1 *",
            ["CheckDriftSchedule"] = "0 0 0 1 1 *",
            ["ProveNewestBackupSchedule"] = "0 0 0 1 1 *",
            ["SealAuditLogSchedule"] = "0 0 0 1 1 *",
            ["ProveAuditLogSchedule"] = "0 0 0 1 1 *",
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.ConfigureFunctionsWebApplication();
        builder.AddLocalSignIn(null);
        builder.Services.AddSingleton(Storage);
        builder.Services.AddSingleton(Clock);
        builder.Logging.AddProvider(Log);
        builder.AddGlimmerglass();

        var app = builder.Build();
        await app.Services.GetRequiredService<FileStore>().EnsureContainers(CancellationToken.None);
        await app.StartAsync();
        return app;
    }
}
