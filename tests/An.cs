using Dapper;

namespace Glimmerglass.Tests;

/// <summary>Valid things to start from: a test changes only what matters to it.</summary>
public static class An
{
    /// <summary>The body of a dealer's order that is taken in as it stands.</summary>
    public static Dictionary<string, object?> Order(World world) => new()
    {
        ["poolModelId"] = world.Pool,
        ["colorId"] = world.Blue,
        ["deliveryAddress"] = "1 Lake Street, Cooperstown NY",
        ["shippingMethod"] = "QUOTE",
        ["requestedShipAsap"] = true,
        ["hardwareAutocover"] = false,
    };

    /// <summary>The body of an admin's order for the first dealer.</summary>
    public static Dictionary<string, object?> AdminOrder(World world) => new()
    {
        ["dealerId"] = world.DealerId,
        ["poolModelId"] = world.Pool,
        ["colorId"] = world.Blue,
        ["deliveryAddress"] = "1 Lake Street, Cooperstown NY",
    };

    /// <summary>The body that announces a PDF of this size.</summary>
    public static Dictionary<string, object?> Announcement(string kind, long sizeBytes = 1000) => new()
    {
        ["kind"] = kind,
        ["fileName"] = "paper.pdf",
        ["contentType"] = "application/pdf",
        ["sizeBytes"] = sizeBytes,
    };

    /// <summary>Body with one member set, or taken out when the value is <see cref="Absent"/>.</summary>
    public static Dictionary<string, object?> With(this Dictionary<string, object?> body, string member, object? value)
    {
        if (ReferenceEquals(value, Absent)) body.Remove(member);
        else body[member] = value;
        return body;
    }

    public static readonly object Absent = new();

    /// <summary>An order of the first dealer that was just placed: its answer.</summary>
    public static async Task<Answered> PlacedOrder(TestApp app, Dictionary<string, object?>? body = null)
    {
        var answer = await app.As(app.World.Dealer).Post("/api/orders", body ?? Order(app.World));
        Assert.Equal(201, answer.Status);
        return answer;
    }

    /// <summary>Papers of these kinds as the check would leave them once accepted, without the uploads.</summary>
    public static async Task AcceptedPapers(TestApp app, Guid orderId, params string[] kinds)
    {
        await using var connection = await app.Database.Connect();
        foreach (var kind in kinds)
        {
            await connection.ExecuteAsync("""
                insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, size_bytes, sha256, checked_etag, checked_at,
                                       visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
                values (gen_random_uuid(), @orderId, @kind, 'paper.pdf', 'application/pdf', 1000, 'ACCEPTED', 1000, sha256(convert_to(@kind, 'UTF8')), 'etag', now(),
                        true, @Id, 'ADMIN', now(), now());
                update orders set version = version + 1 where id = @orderId
                """, new { orderId, kind, app.World.Admin.Id });
        }
    }
}
