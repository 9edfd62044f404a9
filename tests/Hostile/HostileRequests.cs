using System.Text.Json;
using Glimmerglass.Tests.Shape;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Tests.Hostile;

/// <summary>Draws requests at every HTTP door there is, each from a seed of its own.</summary>
internal sealed class HostileRequests(int seed, IReadOnlyList<Someone> people, IReadOnlyList<Guid> orders, IReadOnlyList<Guid> documents, World world)
{
    private static readonly (string Name, HttpMethod Method, string Route)[] Doors =
        [.. from function in FunctionList.All
            let trigger = FunctionList.Trigger<HttpTriggerAttribute>(function.Run)
            where trigger is not null
            select (function.Name, HttpMethod.Parse(trigger.Methods![0]), "/api/" + trigger.Route)];

    public HostileRequest Draw(int number)
    {
        var random = new Random(HashCode.Combine(seed, number));
        var door = Doors[number % Doors.Length];
        var bodies = new HostileBodies(random, [.. orders, .. documents, world.Pool, world.Spa, world.RetiredPool, world.Blue, world.FactoryA, world.FactoryB, world.OtherDealerId]);
        var path = door.Route.Replace("{id:guid}", Id(random, door.Route.Contains("/documents/{", StringComparison.Ordinal) ? documents : orders), StringComparison.Ordinal) + Query(random, door.Method == HttpMethod.Get);
        var method = random.Next(60) == 0 ? One(random, HttpMethod.Head, HttpMethod.Options, HttpMethod.Put, HttpMethod.Trace) : door.Method;
        var hasBody = door.Method != HttpMethod.Get && door.Method != HttpMethod.Delete || random.Next(20) == 0;
        return new HostileRequest(number, door.Name, method, path,
            hasBody && method != HttpMethod.Trace ? bodies.Of(Valid(door.Name)) : null, ContentType(random), [.. Headers(random)], people[random.Next(people.Count)]);
    }

    private static string Id(Random random, IReadOnlyList<Guid> known)
    {
        var id = known[random.Next(known.Count)];
        return random.Next(100) switch
        {
            < 88 => id.ToString(),
            < 90 => Guid.NewGuid().ToString(),
            < 91 => id.ToString("N"),
            < 92 => Uri.EscapeDataString(id.ToString("B")),
            < 93 => Uri.EscapeDataString(id.ToString("X")),
            < 94 => id.ToString().ToUpperInvariant(),
            _ => One(random, "undefined", "null", "0", "..%2f..", "%00", "%F0%9F%8F%8A", "a'or'1'='1", "%ff", "{id}", new string('9', 2000), "00000000-0000-0000-0000-000000000000", id + "%20"),
        };
    }

    private static string Query(Random random, bool often)
    {
        if (random.Next(10) >= (often ? 4 : 0) && random.Next(40) > 0) return "";
        if (random.Next(2) == 0) return "?" + One(random, "limit=1", "limit=200", "q=lake%25_", "status=CANCELED&sort=status&dir=asc", "sort=scheduledShipDate&limit=2", "sort=productionPriority&dir=asc&limit=1", "signal=ASAP_REQUESTS", "to=COMPLETED", "cursor=e30");
        var names = new[] { "limit", "cursor", "q", "status", "dealerId", "factoryId", "signal", "sort", "dir", "to", "unknown", "Limit", "%00", "a[b]", "" };
        var values = new[]
        {
            "0", "1", "200", "201", "-1", "99999999999999999999", "1.5", "%00", "%F0%9F%8F%8A", "%ff%fe", "%25_%5c", "lake", "'%20or%201=1--", "asc", "desc", "sideways", "IN_PRODUCTION", "APPROVED", "in_production", "COMPLETED",
            "MISSING_SERIAL", "OVERDUE_REQUESTED_SHIP", "createdAt", "scheduledShipDate", "productionPriority", "createdat", "", "00000000-0000-0000-0000-000000000000", "not-a-guid", "AAAAAAAAAAAAAAAAAAAAAAAAAAAA", "e30", "%2B%2F=", new string('A', 1999), new string('q', 101),
        };
        return "?" + string.Join("&", Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{names[random.Next(names.Length)]}={values[random.Next(values.Length)]}"));
    }

    private static string? ContentType(Random random) => random.Next(100) switch
    {
        < 92 => "application/json",
        < 94 => "application/json; charset=utf-8",
        < 96 => "application/merge-patch+json",
        _ => One(random, null, "text/plain", "application/json; charset=utf-16", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json;;;", "a", "*/*", "application/json; charset=\"\""),
    };

    private static IEnumerable<(string Name, string Value)> Headers(Random random)
    {
        if (random.Next(10) < 9) yield return ("If-Match", random.Next(10) < 7 ? "*" : One(random, "\"1\"", "\"1-abcdef012345\"", "W/\"1-abc\"", "\"2-x-gzip\"", "\"99999999999999999999\"", "1", "\"", ",", "\"a\",\"b\",*", "-1", "\"\u00E9\"", " "));
        if (random.Next(10) < 4) yield return ("Idempotency-Key", random.Next(3) > 0 ? $"k{random.Next(200)}" : One(random, "", " ", "a b", new string('k', 255), new string('k', 256), "\u00E9", "'--", "{}"));
        if (random.Next(10) < 3) yield return ("traceparent", One(random, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-00000000000000000000000000000000-0000000000000000-00", "ff-x", "", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"));
        if (random.Next(10) < 3) yield return ("x-request-id", One(random, "plain", "with space", new string('x', 129), "\u00E9", "<b>", "%0d%0a", ""));
        if (random.Next(10) < 2) yield return ("Accept-Encoding", One(random, "gzip", "br;q=1.0, *;q=0", "identity;q=0", "zzz", "gzip;q=abc"));
        if (random.Next(10) < 2) yield return ("If-None-Match", One(random, "*", "\"1\"", "W/", "\"", ",,,"));
        if (random.Next(10) < 2) yield return ("Accept", One(random, "text/html", "*/*;q=0", "application/xml", "x"));
        if (random.Next(20) == 0) yield return ("Content-Encoding", One(random, "gzip", "deflate", "x"));
        if (random.Next(20) == 0) yield return ("X-HTTP-Method-Override", "DELETE");
        if (random.Next(20) == 0) yield return ("X-Forwarded-For", "127.0.0.1, ::1, x");
        if (random.Next(20) == 0) yield return ("Origin", One(random, "https://evil.example", "null", "x"));
    }

    /// <summary>A body that the door takes; a door that nobody wrote one for gets its own members with nothing in them.</summary>
    private Dictionary<string, string> Valid(string door) => door switch
    {
        "CreateOrder" => Json(An.Order(world)),
        "ChangeOrder" => Json(new()
        {
            ["notes"] = "New",
            ["serialNumber"] = "SN-1",
            ["factoryLocationId"] = world.FactoryA,
            ["scheduledShipDate"] = "2030-01-02",
            ["penetrationMode"] = "OTHER",
            ["penetrationNotes"] = "Two holes",
            ["blueprintMarkers"] = new[] { new { type = "skimmer", x = 1, y = 2 } },
            ["productionPriority"] = 5,
        }),
        "ChangeOrderStatus" => Json(new() { ["to"] = "CANCELED", ["comment"] = "Because", ["serialNumber"] = "SN-2" }),
        "AddOrderComment" => Json(new() { ["text"] = "Hello", ["visibleToDealer"] = true }),
        "RequestUpload" => Json(An.Announcement("OTHER")),
        "ReleaseDocument" => Json(new() { ["reason"] = "Seen by a person" }),
        "ChangeDocument" => Json(new() { ["visibleToDealer"] = false }),
        _ => FunctionList.All.Single(function => function.Name == door).Type.GetNestedType("Body")?.GetProperties().ToDictionary(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name), _ => "null") ?? [],
    };

    private static Dictionary<string, string> Json(Dictionary<string, object?> body) => body.ToDictionary(member => member.Key, member => JsonSerializer.Serialize(member.Value));

    private static T One<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
