using System.Diagnostics;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Glimmerglass.LocalHost.SignIn;

/// <summary>Signs in and refreshes. Every refusal looks the same, so that nobody learns which e-mails exist or are locked.</summary>
internal sealed partial class SignInDoors(LocalAccounts accounts, IOptionsMonitor<BearerTokenOptions> tokens, TimeProvider clock, ILogger<SignInDoors> log)
{
    private const int MaxBodyBytes = 4096;
    private const string ObjectIdClaim = "http://schemas.microsoft.com/identity/claims/objectidentifier";
    private const string UserNameClaim = "preferred_username";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private sealed record SignInBody(string Email, string Password);

    private sealed record RefreshBody(string RefreshToken);

    public async Task SignIn(HttpContext http)
    {
        if (await Read<SignInBody>(http) is not { } body) return;

        var account = await accounts.SignIn(body.Email, body.Password, http.RequestAborted);
        await Answer(http, account);
    }

    public async Task Refresh(HttpContext http)
    {
        if (await Read<RefreshBody>(http) is not { } body) return;

        var ticket = tokens.Get(BearerTokenDefaults.AuthenticationScheme).RefreshTokenProtector.Unprotect(body.RefreshToken);
        var isAlive = ticket?.Properties.ExpiresUtc is { } until && until > clock.GetUtcNow();
        var isKnown = Guid.TryParse(ticket?.Principal.FindFirstValue(ObjectIdClaim), out var objectId);

        await Answer(http, isAlive && isKnown ? accounts.Find(objectId) : null);
    }

    private async Task Answer(HttpContext http, LocalAccount? account)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (account is not null)
        {
            await Results.SignIn(Principal(account), authenticationScheme: BearerTokenDefaults.AuthenticationScheme).ExecuteAsync(http);
            return;
        }

        LogRefused(http.Request.Path);
        http.Response.Headers.WWWAuthenticate = "Bearer";
        await Refuse(http, StatusCodes.Status401Unauthorized, "SIGN_IN_REFUSED", "E-mail and password do not fit, or the sign-in has ended. After five failures an account waits 15 minutes.");
    }

    // Type names are those that Entra's claims have once they were mapped, so the app reads both alike.
    private static ClaimsPrincipal Principal(LocalAccount account) => new(new ClaimsIdentity(
        [new(ClaimTypes.Role, account.Role), new(ObjectIdClaim, account.ObjectId.ToString()), new(UserNameClaim, account.Email)],
        BearerTokenDefaults.AuthenticationScheme, UserNameClaim, ClaimTypes.Role));

    /// <summary>The body, or null when it was refused and answered.</summary>
    private static async Task<T?> Read<T>(HttpContext http) where T : class
    {
        if (!http.Request.HasJsonContentType())
        {
            await Refuse(http, StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "The body must be application/json.");
            return null;
        }

        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MaxBodyBytes;
        try
        {
            return await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json, http.RequestAborted) ?? throw new JsonException("The body is null.");
        }
        catch (JsonException)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, "INVALID", $"The body must be an object with exactly these members: {Members<T>()}.");
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await Refuse(http, StatusCodes.Status413PayloadTooLarge, "TOO_LARGE", $"The body may have {MaxBodyBytes} bytes.");
        }

        return null;
    }

    private static string Members<T>() => typeof(T) == typeof(SignInBody) ? "email and password, both texts" : "refreshToken, a text";

    private static Task Refuse(HttpContext http, int status, string code, string detail) => Results.Problem(
        detail, http.Request.Path, status,
        extensions: new Dictionary<string, object?> { ["code"] = code, ["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier }).ExecuteAsync(http);

    [LoggerMessage(LogLevel.Warning, "Refused at {Door}.")]
    private partial void LogRefused(string door);
}
