using System.Text;
using System.Text.Json;

namespace Glimmerglass.Tests.Hostile;

/// <summary>Bodies that a client should not send: valid ones that were damaged, and what was never valid.</summary>
internal sealed class HostileBodies(Random random, IReadOnlyList<Guid> ids)
{
    private static readonly string[] Odd =
    [
        "null", "true", "0", "-1", "1e400", "-1e400", "99999999999999999999", "9223372036854775807", "9223372036854775808", "0.1", "-0", "1E5", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\ud83d\\ude00\"", "\"\u202Egnp.exe\"", "\"'; drop table orders; --\"", "\"%_\\\\\"", "\"{0}\"", "\"../../etc/passwd\"", "\"\\r\\nSet-Cookie: x=1\"", "\"<script>\"", "\"2026-02-30\"",
        "\"0001-01-01\"", "\"9999-12-31\"", "\"10000-01-01\"", "\"2026-01-01T00:00:00Z\"", "\"CANCELED\"", "\"COMPLETED\"", "\"IN_PRODUCTION\"", "\"APPROVED\"", "\"PENDING_PAYMENT_APPROVAL\"", "\"OTHER\"", "\"NO_PENETRATIONS\"",
        "\"PICK_UP\"", "\"POOL_AND_SPA\"", "\"INVOICE\"", "\"SN-1\"", "\"sn-1\"", "[]", "[null]", "[[]]", "[0]", "[{}]", "{}", "{\"\":null}", "{\"poolModelId\":null,\"colorId\":null}", "{\"a\":{\"b\":[1,{\"c\":null}]}}",
        "[{\"type\":\"skimmer\",\"x\":1,\"y\":2}]", "[{\"type\":\"skimmer\",\"x\":1e400,\"y\":-1}]", "[{\"type\":\"drain\",\"x\":50.123456,\"y\":50}]", "[{\"type\":0,\"x\":1,\"y\":2}]", "[{\"type\":\"return\",\"x\":1}]",
        "{\"fileName\":\"a.pdf\",\"contentType\":\"application/pdf\",\"sizeBytes\":1}", "{\"fileName\":\".\",\"contentType\":\"\",\"sizeBytes\":-1,\"sha256\":\"zz\"}",
    ];

    /// <summary>Members by name, each with its value as JSON.</summary>
    public byte[] Of(IReadOnlyDictionary<string, string> valid)
    {
        var members = valid.ToDictionary(member => member.Key, member => member.Value);
        switch (random.Next(100))
        {
            case < 40: return Written(members);
            case < 78:
                for (var times = random.Next(1, 4); times > 0; times--) Damage(members);
                return Written(members);
            case < 82: return Encoding.UTF8.GetBytes(Any());
            case < 85: return Garbage();
            case < 88: return Encoding.UTF8.GetBytes(Nested());
            case < 91: return Cut(Written(members));
            case < 94: return Flipped(Written(members));
            case < 96: return Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Written(members)).Replace("{", "{\"same\":1,\"same\":1,", StringComparison.Ordinal));
            case < 97: return Encoding.UTF8.GetBytes("{\"text\":\"" + new string('x', 300_000) + "\"}");
            case < 99: return [.. "\uFEFF"u8, .. Written(members), .. "\n trailing"u8];
            default: return [];
        }
    }

    private void Damage(Dictionary<string, string> members)
    {
        var name = members.Count == 0 || random.Next(8) == 0 ? One("id", "version", "status", "__proto__", "$type", "dealerId", "a.b", "Notes", "é", "") : members.Keys.ElementAt(random.Next(members.Count));
        switch (random.Next(6))
        {
            case 0: members.Remove(name); break;
            case 1: members[name] = JsonSerializer.Serialize(new string(One("x", "é", "\U0001F3CA", " ")[0], One(101, 501, 2001, 5001))); break;
            case 2: members[name] = $"\"{ids[random.Next(ids.Count)]}\""; break;
            case 3 when members.Remove(name, out var value): members[name.ToUpperInvariant()] = value; break;
            default: members[name] = Any(); break;
        }
    }

    public string Any() => Odd[random.Next(Odd.Length)];

    private byte[] Garbage()
    {
        var bytes = new byte[random.Next(1, 200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Nested()
    {
        var depth = One(15, 17, 64, 1000, 20_000);
        return random.Next(2) == 0 ? new string('[', depth) + new string(']', depth) : $"{{\"notes\":{new string('[', depth)}{new string(']', depth)}}}";
    }

    private byte[] Cut(byte[] whole) => whole[..random.Next(whole.Length)];

    private byte[] Flipped(byte[] whole)
    {
        for (var times = random.Next(1, 5); times > 0 && whole.Length > 0; times--) whole[random.Next(whole.Length)] = (byte)random.Next(256);
        return whole;
    }

    private T One<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private static byte[] Written(Dictionary<string, string> members) => Encoding.UTF8.GetBytes($"{{{string.Join(",", members.Select(member => $"{JsonSerializer.Serialize(member.Key)}:{member.Value}"))}}}");
}
