using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Glimmerglass.Data.Neon;

/// <summary>
/// Calls of the HTTP API of Neon with its key, which goes nowhere else. What is locked, throttled or broken for the moment (423, 429, 5xx, no answer) is
/// tried again a few times with growing pauses; everything else is a <see cref="NeonFault"/>.
/// </summary>
public sealed class NeonCalls(HttpClient http, TimeProvider clock)
{
    public static readonly Uri Address = new("https://console.neon.tech/api/v2/");

    private const int MaxAttempts = 6;
    private const int MaxAnswerBytes = 8 << 20;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    /// <summary>How long one operation of Neon may take. A new compute takes seconds.</summary>
    public TimeSpan OperationLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the first pause before a repetition is; each further one is twice as long, up to 20 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A client that sends the key to this address alone: it follows no redirect and keeps no cookie.</summary>
    public static HttpClient Client(Uri address, string key)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            BaseAddress = address,
            Timeout = AnswerLimit,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return http;
    }

    public async Task<JsonNode> Get(string path, CancellationToken cancel) =>
        (await Send(HttpMethod.Get, path, null, [], cancel)).Answer ?? throw new NeonFault($"Neon answered {Plain(path)} with nothing.");

    /// <summary>The status and the JSON of an answer that is a success or one of <paramref name="expected"/>; null for none, and for an expected refusal.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Answer)> Send(
        HttpMethod method, string path, JsonNode? body, IReadOnlyList<HttpStatusCode> expected, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
                using var answer = await http.SendAsync(request, cancel);
                if (expected.Contains(answer.StatusCode)) return (answer.StatusCode, null);
                if (answer.IsSuccessStatusCode) return (answer.StatusCode, await Parse(answer, path, cancel));
                if (attempt == MaxAttempts || !MayPass(answer.StatusCode)) throw Refused(method, path, answer.StatusCode, attempt);
                await Pause(attempt, answer.Headers.RetryAfter?.Delta, cancel);
            }
            catch (Exception lost) when (lost is HttpRequestException || (lost is TaskCanceledException && !cancel.IsCancellationRequested))
            {
                if (attempt == MaxAttempts) throw new NeonFault($"Neon did not answer {method} {Plain(path)} in {attempt} attempts.", lost);
                await Pause(attempt, null, cancel);
            }
        }
    }

    /// <summary>Until an operation has ended well.</summary>
    public async Task WaitFor(string path, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var (action, status) = Read(await Get(path, cancel), "an operation",
                json => (Word(json["operation"]!["action"]?.GetValue<string>()), Word(json["operation"]!["status"]!.GetValue<string>())));
            if (status is "finished" or "skipped") return;
            if (status is not ("scheduling" or "running" or "cancelling")) throw new NeonFault($"The operation {action} of Neon ended as {status}.");
            if (clock.GetElapsedTime(started) > OperationLimit) throw new NeonFault($"The operation {action} of Neon did not end within {OperationLimit.TotalMinutes:0.#} minutes.");
            await Task.Delay(Poll, clock, cancel);
        }
    }

    /// <summary>Reads what is needed of an answer, and says what it was when it is not there.</summary>
    public static T Read<T>(JsonNode? answer, string what, Func<JsonNode, T> read)
    {
        try
        {
            return read(answer ?? throw new FormatException("There is no answer."));
        }
        catch (Exception unexpected) when (unexpected is NullReferenceException or InvalidOperationException or FormatException or OverflowException or ArgumentException)
        {
            throw new NeonFault($"Neon answered otherwise than expected: {what} cannot be read.");
        }
    }

    private static async Task<JsonNode?> Parse(HttpResponseMessage answer, string path, CancellationToken cancel)
    {
        var content = await answer.Content.ReadAsByteArrayAsync(cancel);
        if (content.Length == 0) return null;
        try
        {
            return JsonNode.Parse(content, null, new JsonDocumentOptions { MaxDepth = 32 });
        }
        catch (JsonException)
        {
            throw new NeonFault($"Neon answered {Plain(path)} with something that is no JSON.");
        }
    }

    private static bool MayPass(HttpStatusCode status) => status is HttpStatusCode.Locked or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)status >= 500;

    /// <summary>Without the text of the answer: it may repeat what was sent.</summary>
    private static NeonFault Refused(HttpMethod method, string path, HttpStatusCode status, int attempt)
    {
        var hint = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => " Hint: check NeonApiKey.",
            HttpStatusCode.NotFound => " Hint: check NeonProjectId.",
            HttpStatusCode.UnprocessableEntity => " Hint: the plan of the project may have no branch left.",
            _ => "",
        };
        return new NeonFault($"Neon answered {method} {Plain(path)} with {(int)status}{(attempt > 1 ? $" in {attempt} attempts" : "")}.{hint}");
    }

    private Task Pause(int attempt, TimeSpan? asked, CancellationToken cancel)
    {
        var pause = asked is { } wanted && wanted > TimeSpan.Zero ? wanted : FirstPause * Math.Pow(2, attempt - 1);
        if (pause > LongestPause) pause = LongestPause;
        return Task.Delay(pause + (FirstPause * (RandomNumberGenerator.GetInt32(0, 250) / 1000d)), clock, cancel);
    }

    /// <summary>A path without its query, which names roles.</summary>
    private static string Plain(string path) => path.Split('?')[0];

    private static string Word(string? word) => word is { Length: > 0 and < 60 } && word.All(letter => char.IsAsciiLetterLower(letter) || letter == '_') ? word : "(no word)";
}

/// <summary>Neon said no, or something that was not expected. The message holds no secret.</summary>
public sealed class NeonFault(string message, Exception? cause = null) : Exception(message, cause);
