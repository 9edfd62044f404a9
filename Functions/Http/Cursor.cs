using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Glimmerglass.Functions.Http;

/// <summary>
/// Where a list goes on. The text is opaque and bound to its list: the caller, the door and the filters are part of its digest, so a
/// damaged or foreign cursor is refused. It gives no access: what a page may show is decided anew for each request.
/// </summary>
public static class Cursor
{
    private const int DigestBytes = 12;

    /// <param name="list">What the cursor belongs to: caller, door, filters, sort.</param>
    public static string Write<T>(string list, T place) where T : class
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(place, Data.Json.Options);
        return Base64Url.EncodeToString([.. Digest(list, json), .. json]);
    }

    /// <summary>The place, or null for a cursor that is damaged or belongs to another list.</summary>
    public static T? Read<T>(string list, string cursor) where T : class
    {
        if (!Base64Url.IsValid(cursor)) return null;
        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length <= DigestBytes || !Digest(list, bytes.AsSpan(DigestBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, DigestBytes))) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(bytes.AsSpan(DigestBytes), Data.Json.Options);
        }
        catch (JsonException)
        {
            // Anyone can compute the digest; whoever does so for another text gets the same answer.
            return null;
        }
    }

    private static byte[] Digest(string list, ReadOnlySpan<byte> json) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(list), 0, .. json])[..DigestBytes];
}
