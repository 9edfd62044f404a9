namespace Glimmerglass.Tests.Http;

/// <summary>Every door that is not open, each with a request that somebody with every right would be answered.</summary>
public static class EveryDoor
{
    public const string Order = "{order}";
    public const string Document = "{document}";

    public static TheoryData<string, string, string?> Reading => new()
    {
        { "GET", "/api/orders", null },
        { "GET", $"/api/orders/{Order}", null },
        { "GET", $"/api/orders/{Order}/status", null },
        { "GET", $"/api/orders/{Order}/history", null },
        { "GET", $"/api/orders/{Order}/documents", null },
        { "GET", $"/api/documents/{Document}", null },
        { "GET", $"/api/documents/{Document}/content", null },
    };

    /// <summary>Writing to an order or a document that exists.</summary>
    public static TheoryData<string, string, string?> Writing => new()
    {
        { "PATCH", $"/api/orders/{Order}", """{"notes":"changed by a stranger"}""" },
        { "POST", $"/api/orders/{Order}/status", """{"to":"CANCELED","comment":"canceled by a stranger"}""" },
        { "POST", $"/api/orders/{Order}/comments", """{"text":"a stranger was here"}""" },
        { "POST", $"/api/orders/{Order}/documents", """{"kind":"OTHER","fileName":"a.pdf","contentType":"application/pdf","sizeBytes":100}""" },
        { "PATCH", $"/api/documents/{Document}", """{"visibleToDealer":false}""" },
        { "DELETE", $"/api/documents/{Document}", null },
        { "POST", $"/api/documents/{Document}/check", null },
    };

    public static TheoryData<string, string, string?> All => Those([Own, New, .. Reading, .. Writing]);

    /// <summary>All but the one that everybody may ask about itself.</summary>
    public static TheoryData<string, string, string?> OfOrders => Those([New, .. Reading, .. Writing]);

    /// <summary>The doors of one order and its documents: all that somebody who may not see it must not find.</summary>
    public static TheoryData<string, string, string?> OfOneOrder =>
        Those([.. Reading.Concat(Writing).Where(door => ((string)door[1]!).Contains('{', StringComparison.Ordinal))]);

    private static object?[] Own => ["GET", "/api/me", null];

    private static object?[] New => ["POST", "/api/orders", """{"deliveryAddress":"1 Lake Street"}"""];

    public static Task<Answered> Knock(this HttpClient client, string method, string path, string? body, Guid order, Guid document) =>
        client.Send(new HttpMethod(method), Filled(path, order, document), body, ifMatch: "*");

    /// <summary>An order with one accepted paper that its dealer sees.</summary>
    public static async Task<(Guid Order, Guid Document)> Place(TestApp app, Dictionary<string, object?>? body = null)
    {
        var order = await An.PlacedOrder(app, body);
        await An.AcceptedPapers(app, order.Id, "OTHER");
        return (order.Id, await app.Database.Scalar<Guid>($"select id from documents where order_id = '{order.Id}'"));
    }

    private static TheoryData<string, string, string?> Those(IEnumerable<object?[]> doors)
    {
        var those = new TheoryData<string, string, string?>();
        foreach (var door in doors) those.Add((string)door[0]!, (string)door[1]!, (string?)door[2]);
        return those;
    }

    private static string Filled(string path, Guid order, Guid document) =>
        path.Replace(Order, order.ToString(), StringComparison.Ordinal).Replace(Document, document.ToString(), StringComparison.Ordinal);
}
