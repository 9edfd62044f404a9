using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Glimmerglass.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Glimmerglass.Functions.Http;

/// <summary>Reads the body of a request strictly: what is not understood is named and refused, nothing is ignored.</summary>
public static partial class RequestBody
{
    /// <summary>256 KB.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly JsonSerializerOptions Options = new(Json.Options) { Converters = { new TextConverter() } };

    /// <summary>The body of a request whose query is empty: all that a writing door takes stands in its body.</summary>
    /// <exception cref="MalformedRequestException">400, 408, 413 or 415.</exception>
    public static Task<T> Read<T>(this HttpRequest request, CancellationToken cancel) where T : class => request.Read<T>(MaxBytes, cancel);

    /// <summary>The same for a door that takes more, or less, than the others.</summary>
    public static async Task<T> Read<T>(this HttpRequest request, int maxBytes, CancellationToken cancel) where T : class
    {
        if (new QueryReader(request).Refuse() is { } query) throw new MalformedRequestException(query);
        RefuseOtherContentTypes(request);
        var bytes = await ReadBytes(request, maxBytes, cancel);
        request.HttpContext.Items[typeof(RequestBody)] = SHA256.HashData(bytes.Span);
        return Parse<T>(bytes.Span);
    }

    /// <summary>SHA-256 of the body that was read.</summary>
    internal static byte[] Digest(HttpRequest request) =>
        request.HttpContext.Items[typeof(RequestBody)] as byte[] ?? throw new InvalidOperationException("The body was not read yet.");

    internal static T Parse<T>(ReadOnlySpan<byte> bytes) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Options) ?? throw new MalformedRequestException(Refusal.MalformedBody("$", "The body is not one JSON object, but null."));
        }
        catch (JsonException malformed)
        {
            throw new MalformedRequestException(Describe(malformed));
        }
    }

    private static void RefuseOtherContentTypes(HttpRequest request)
    {
        var understood = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || (HttpMethods.IsPatch(request.Method) && type.MediaType.Equals("application/merge-patch+json", StringComparison.OrdinalIgnoreCase)))
            && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        if (!understood) throw new MalformedRequestException(Refusal.UnsupportedContentType("application/json"));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytes(HttpRequest request, int maxBytes, CancellationToken cancel)
    {
        // The length is looked at first: the worker answers 500 to a body past its own limit as soon as that is read.
        if (request.ContentLength > maxBytes) throw new MalformedRequestException(Refusal.BodyTooLarge(maxBytes));

        var buffer = new byte[request.ContentLength is { } length ? (int)length + 1 : 8 * 1024];
        var filled = 0;
        int read;
        while ((read = await ReadSome(request.Body, buffer.AsMemory(filled), cancel)) > 0)
        {
            filled += read;
            if (filled > maxBytes) throw new MalformedRequestException(Refusal.BodyTooLarge(maxBytes));
            if (filled == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, maxBytes + 1));
        }
        return buffer.AsMemory(0, filled);
    }

    private static async ValueTask<int> ReadSome(Stream body, Memory<byte> buffer, CancellationToken cancel)
    {
        try
        {
            return await body.ReadAsync(buffer, cancel);
        }
        catch (IOException broken)
        {
            throw new MalformedRequestException(broken is BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }
                ? Refusal.BodyTooSlow()
                : Refusal.MalformedBody("$", "The body does not arrive whole: its chunks or its length are broken."));
        }
    }

    private static Refusal Describe(JsonException malformed)
    {
        var path = malformed.Path ?? "$";
        if (MissingMember().Match(malformed.Message) is { Success: true } missing)
        {
            var name = missing.Groups[1].Value;
            return Refusal.MalformedBody($"{path}.{name}", $"The member '{name}' is missing.").With("member", name);
        }

        var member = path[(path.LastIndexOf('.') + 1)..];
        var unknown = malformed.Message.Contains("could not be mapped", StringComparison.Ordinal);
        var twice = malformed.Message.Contains("Duplicate", StringComparison.OrdinalIgnoreCase);
        var sentence = (path, unknown, twice) switch
        {
            (_, true, _) => $"There is no member '{member}' here.",
            (_, _, true) => $"The member '{member}' stands twice.",
            ("$", _, _) => $"The body is not one JSON object, at line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.",
            _ => $"The value of '{member}' is not of the expected type or form.",
        };
        return Refusal.MalformedBody(path, sentence).With("member", path == "$" ? null : member);
    }

    [GeneratedRegex("missing required properties including: '([^']+)'")]
    private static partial Regex MissingMember();

    /// <summary>Text that the database can keep: no NUL, and no half of a surrogate pair.</summary>
    private sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType is not JsonTokenType.String and not JsonTokenType.PropertyName) throw new JsonException();
            try
            {
                var text = reader.GetString();
                return text is null || !text.Contains('\0', StringComparison.Ordinal) ? text : throw new JsonException();
            }
            catch (InvalidOperationException)
            {
                throw new JsonException();
            }
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
