using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Glimmerglass.LocalHost;
using Glimmerglass.LocalHost.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Glimmerglass.Tests.LocalHost;

public sealed class SignInTests
{
    private const string Email = "ada@example.com";
    private const string Password = "correct horse battery staple";
    private static readonly Guid Ada = Guid.Parse("0a0a0a0a-0000-4000-8000-000000000001");

    private readonly ManualClock clock = new();
    private readonly CountingHasher hasher = new();
    private readonly SettingsFolder folder = new();

    private sealed record Tokens(string TokenType, string AccessToken, int ExpiresIn, string RefreshToken);

    [Fact]
    public async Task The_right_password_gives_tokens_for_15_minutes()
    {
        await using var host = await Start();

        var answer = await SignIn(host);

        var tokens = await answer.Content.ReadFromJsonAsync<Tokens>();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("Bearer", 900), (tokens!.TokenType, tokens.ExpiresIn));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Claims_arrive_as_they_do_in_Azure()
    {
        await using var host = await Start();
        var tokens = await TokensOf(await SignIn(host));

        var claims = await WhoAmI(host, tokens.AccessToken);

        Assert.Equal("DEALER", claims["http://schemas.microsoft.com/ws/2008/06/identity/claims/role"]);
        Assert.Equal(Ada.ToString(), claims["http://schemas.microsoft.com/identity/claims/objectidentifier"]);
        Assert.Equal(Email, claims["preferred_username"]);
        Assert.Equal(Email, claims["name"]);
        Assert.Equal("True", claims["is dealer"]);
    }

    [Theory]
    [InlineData("ADA@Example.COM")]
    [InlineData("  ada@example.com ")]
    public async Task E_mails_ignore_case_and_surrounding_spaces(string email)
    {
        await using var host = await Start();

        var answer = await SignIn(host, email);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_e_mail_and_a_locked_account_look_the_same()
    {
        await using var host = await Start();

        var wrong = await SignIn(host, password: "wrong");
        var unknown = await SignIn(host, "nobody@example.com");
        await Lock(host);
        var locked = await SignIn(host);

        var looks = new[] { await Look(wrong), await Look(unknown), await Look(locked) };
        Assert.Single(looks.Distinct());
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal("application/problem+json", wrong.Content.Headers.ContentType!.MediaType);
        Assert.Contains("\"code\":\"SIGN_IN_REFUSED\"", looks[0], StringComparison.Ordinal);
        Assert.Contains("WWW-Authenticate: Bearer", looks[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_refusal_verifies_one_hash()
    {
        await using var host = await Start();
        await Lock(host);

        var before = hasher.Verified;
        await SignIn(host);
        var locked = hasher.Verified - before;
        await SignIn(host, "nobody@example.com");
        var unknown = hasher.Verified - before - locked;

        Assert.Equal((1, 1), (locked, unknown));
    }

    [Fact]
    public async Task Five_failures_lock_for_15_minutes()
    {
        await using var host = await Start();
        await Lock(host);

        clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        var before = await SignIn(host);
        clock.Advance(TimeSpan.FromSeconds(1));
        var after = await SignIn(host);

        Assert.Equal(HttpStatusCode.Unauthorized, before.StatusCode);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Fact]
    public async Task A_success_forgets_the_failures_before_it()
    {
        await using var host = await Start();

        for (var i = 0; i < 4; i++) await SignIn(host, password: "wrong");
        await SignIn(host);
        for (var i = 0; i < 4; i++) await SignIn(host, password: "wrong");
        var last = await SignIn(host);

        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
    }

    [Fact]
    public async Task A_lock_survives_a_restart()
    {
        await using (var first = await Start()) await Lock(first);

        await using var second = await Start();
        var answer = await SignIn(second);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Parallel_guesses_are_counted_one_by_one()
    {
        await using var host = await Start();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SignIn(host, password: "wrong")));
        var right = await SignIn(host);

        Assert.Equal(HttpStatusCode.Unauthorized, right.StatusCode);
    }

    [Fact]
    public async Task Parallel_sign_ins_with_the_right_password_all_succeed()
    {
        await using var host = await Start();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignIn(host)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
    }

    [Fact]
    public async Task A_refresh_token_gives_new_tokens()
    {
        await using var host = await Start();
        var tokens = await TokensOf(await SignIn(host));
        clock.Advance(TimeSpan.FromDays(6));

        var renewed = await TokensOf(await Refresh(host, tokens.RefreshToken));

        Assert.Equal("DEALER", (await WhoAmI(host, renewed.AccessToken))[ClaimTypes.Role]);
    }

    [Fact]
    public async Task A_refresh_token_ends_after_7_days()
    {
        await using var host = await Start();
        var tokens = await TokensOf(await SignIn(host));
        clock.Advance(TimeSpan.FromDays(7));

        var answer = await Refresh(host, tokens.RefreshToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task An_access_token_ends_after_15_minutes()
    {
        await using var host = await Start();
        var tokens = await TokensOf(await SignIn(host));

        clock.Advance(TimeSpan.FromMinutes(14));
        var before = await WhoAmI(host, tokens.AccessToken);
        clock.Advance(TimeSpan.FromMinutes(1));
        var after = await WhoAmI(host, tokens.AccessToken);

        Assert.NotEmpty(before);
        Assert.Empty(after);
    }

    [Fact]
    public async Task An_access_token_is_not_a_refresh_token()
    {
        await using var host = await Start();
        var tokens = await TokensOf(await SignIn(host));

        var answer = await Refresh(host, tokens.AccessToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_removed_account_cannot_refresh()
    {
        await using var host = await Start();
        var tokens = await TokensOf(await SignIn(host));
        host.Services.GetRequiredService<LocalAccounts>().Remove(Email);

        var answer = await Refresh(host, tokens.RefreshToken);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_refresh_reads_the_role_again()
    {
        await using var host = await Start();
        var tokens = await TokensOf(await SignIn(host));
        var accounts = host.Services.GetRequiredService<LocalAccounts>();
        accounts.Remove(Email);
        accounts.Add(Ada, Email, "ADMIN", Password);

        var renewed = await TokensOf(await Refresh(host, tokens.RefreshToken));

        Assert.Equal("ADMIN", (await WhoAmI(host, renewed.AccessToken))[ClaimTypes.Role]);
    }

    [Fact]
    public async Task Tokens_survive_a_restart()
    {
        Tokens tokens;
        await using (var first = await Start()) tokens = await TokensOf(await SignIn(first));

        await using var second = await Start();

        Assert.NotEmpty(await WhoAmI(second, tokens.AccessToken));
        Assert.Equal(HttpStatusCode.OK, (await Refresh(second, tokens.RefreshToken)).StatusCode);
    }

    [Fact]
    public async Task Adding_an_account_twice_keeps_the_first()
    {
        await using var host = await Start();

        host.Services.GetRequiredService<LocalAccounts>().Add(Guid.NewGuid(), " ADA@example.com", "ADMIN", "another");

        Assert.Equal(HttpStatusCode.OK, (await SignIn(host)).StatusCode);
        Assert.Equal("DEALER", host.Services.GetRequiredService<LocalAccounts>().Find(Ada)!.Role);
    }

    [Fact]
    public async Task Passwords_are_kept_as_hashes_in_a_file_for_the_owner_only()
    {
        await using var host = await Start();

        var text = await File.ReadAllTextAsync(AccountsPath);

        Assert.DoesNotContain(Password, text, StringComparison.Ordinal);
        Assert.Contains("passwordHash", text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(AccountsPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"email":"a@b.c"}""")]
    [InlineData("""{"email":null,"password":"x"}""")]
    [InlineData("""{"email":1,"password":"x"}""")]
    [InlineData("""{"email":"a@b.c","password":"x","more":1}""")]
    [InlineData("""{"email":"a@b.c","password":"x"} and more""")]
    public async Task A_malformed_body_is_400(string body)
    {
        await using var host = await Start();

        var answer = await Post(host, "/local/sign-in", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Another_content_type_is_415()
    {
        await using var host = await Start();

        var answer = await host.Http.PostAsync("/local/sign-in", new StringContent($"email={Email}", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("/local/sign-in")]
    [InlineData("/local/refresh")]
    public async Task A_body_over_4_KB_is_413(string path)
    {
        await using var host = await Start();

        var answer = await Post(host, path, new string(' ', 4097) + "{}");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"refreshToken":"not a token"}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"refreshToken":""}""", HttpStatusCode.Unauthorized)]
    [InlineData("""{"refreshToken":null}""", HttpStatusCode.BadRequest)]
    public async Task A_foreign_refresh_token_is_refused(string body, HttpStatusCode expected)
    {
        await using var host = await Start();

        var answer = await Post(host, "/local/refresh", body);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public void A_damaged_accounts_file_says_which_file_it_is()
    {
        folder.With("accounts.json", "{ not json");

        var broken = Assert.Throws<InvalidDataException>(() => new LocalAccounts(AccountsPath, clock, hasher));

        Assert.Contains(AccountsPath, broken.Message, StringComparison.Ordinal);
    }

    private string AccountsPath => Path.Combine(folder.Path, "accounts.json");

    private async Task<HostUnderTest> Start()
    {
        var host = await HostUnderTest.Start(folder, builder =>
        {
            builder.Configuration["LocalHost:Data"] = folder.Path;
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.Services.AddSingleton<IPasswordHasher<LocalAccount>>(hasher);
            builder.AddLocalSignIn(AccountsPath);
            builder.MapLocal(routes => routes.MapGet("/who", (RequestDelegate)TellClaims));
        });
        host.Services.GetRequiredService<LocalAccounts>().Add(Ada, Email, "DEALER", Password);
        return host;
    }

    private static async Task TellClaims(HttpContext http)
    {
        var signedIn = await http.AuthenticateAsync();
        var claims = signedIn.Principal?.Claims.ToDictionary(claim => claim.Type, claim => claim.Value) ?? [];
        if (signedIn.Principal is { } user)
        {
            claims["name"] = user.Identity!.Name!;
            claims["is dealer"] = user.IsInRole("DEALER").ToString();
        }

        await http.Response.WriteAsJsonAsync(claims);
    }

    private static async Task<Dictionary<string, string>> WhoAmI(HostUnderTest host, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/who") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        var answer = await host.Http.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<Dictionary<string, string>>())!;
    }

    private static Task<HttpResponseMessage> SignIn(HostUnderTest host, string email = Email, string password = Password) =>
        host.Http.PostAsJsonAsync("/local/sign-in", new { email, password });

    private static Task<HttpResponseMessage> Refresh(HostUnderTest host, string refreshToken) =>
        host.Http.PostAsJsonAsync("/local/refresh", new { refreshToken });

    private static Task<HttpResponseMessage> Post(HostUnderTest host, string path, string body) =>
        host.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    private static async Task<Tokens> TokensOf(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<Tokens>())!;
    }

    private static async Task Lock(HostUnderTest host)
    {
        for (var i = 0; i < 5; i++) await SignIn(host, password: "wrong");
    }

    private static async Task<string> Look(HttpResponseMessage answer)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(await answer.Content.ReadAsStringAsync())!;
        var members = body.Where(member => member.Key != "traceId").Select(member => $"\"{member.Key}\":{member.Value.GetRawText()}");
        var headers = answer.Headers.Where(header => header.Key != "Date").Select(header => $"{header.Key}: {string.Join(",", header.Value)}");
        return string.Join("\n", [((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), .. headers, .. members]);
    }

    /// <summary>The framework's hasher, which counts what takes the time of a sign-in.</summary>
    private sealed class CountingHasher : PasswordHasher<LocalAccount>
    {
        public int Verified { get; private set; }

        public override PasswordVerificationResult VerifyHashedPassword(LocalAccount user, string hashedPassword, string providedPassword)
        {
            Verified++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
