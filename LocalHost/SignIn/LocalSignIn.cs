using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Glimmerglass.LocalHost.SignIn;

/// <summary>Stands in for Entra: accounts with passwords, and opaque tokens in place of signed ones.</summary>
public static class LocalSignIn
{
    private static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(7);

    /// <summary>
    /// Adds bearer tokens as the default scheme, POST /local/sign-in and POST /local/refresh. Accounts live in <paramref name="accountsFile"/>, or in memory without
    /// one; the keys of the tokens under LocalHost:Data, or in memory without that.
    /// </summary>
    public static FunctionsApplicationBuilder AddLocalSignIn(this FunctionsApplicationBuilder builder, string? accountsFile)
    {
        ArgumentNullException.ThrowIfNull(builder);

        AddTokens(builder);
        builder.Services.TryAddSingleton<IPasswordHasher<LocalAccount>, PasswordHasher<LocalAccount>>();
        builder.Services.AddSingleton(services => new LocalAccounts(
            accountsFile, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IPasswordHasher<LocalAccount>>()));
        builder.Services.AddSingleton<SignInDoors>();

        return builder.MapLocal(routes =>
        {
            var doors = routes.ServiceProvider.GetRequiredService<SignInDoors>();
            routes.MapPost("/local/sign-in", (RequestDelegate)doors.SignIn);
            routes.MapPost("/local/refresh", (RequestDelegate)doors.Refresh);
        });
    }

    private static void AddTokens(FunctionsApplicationBuilder builder)
    {
        builder.Services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken(tokens =>
        {
            tokens.BearerTokenExpiration = AccessLifetime;
            tokens.RefreshTokenExpiration = RefreshLifetime;
        });

        // The name is part of every key: were it left to the path of the program, tokens would not survive a move of the folder.
        var keys = builder.Services.AddDataProtection().SetApplicationName("Glimmerglass.LocalHost");
        if (builder.Configuration["LocalHost:Data"] is { Length: > 0 } data) keys.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(data, "keys")));
        else keys.UseEphemeralDataProtectionProvider();
    }
}
