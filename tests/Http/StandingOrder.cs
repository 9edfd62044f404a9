using Dapper;
using Glimmerglass.Data;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Tests.Http;

/// <summary>An order that was put where a test wants it, behind the app's back.</summary>
internal static class StandingOrder
{
    /// <summary>A new order of the first dealer in this status; its id.</summary>
    public static async Task<Guid> In(TestApp app, OrderStatus status, OrderStatus? canceledFrom = null, string? serial = null, Dictionary<string, object?>? body = null)
    {
        var placed = await An.PlacedOrder(app, body);
        await Put(app, placed.Id, status, canceledFrom, serial);
        return placed.Id;
    }

    public static async Task Put(TestApp app, Guid id, OrderStatus status, OrderStatus? canceledFrom = null, string? serial = null)
    {
        await using var connection = await app.Database.Connect();
        await connection.ExecuteAsync("""
            with moved as (
                update orders set status = @status::order_status, canceled_from = @from::order_status, serial_number = @serial, version = version + 1 where id = @id returning id, status
            )
            insert into order_history (order_id, kind, status, visible_to_dealer, created_at) select id, 'STATUS_CHANGED', status, true, now() from moved
            """, new { id, status = status.Word(), from = status == OrderStatus.Canceled ? (canceledFrom ?? OrderStatus.InProduction).Word() : null, serial });
    }

    /// <summary>A paper of this kind in any state, with the reason that a refused one has.</summary>
    public static async Task File(TestApp app, Guid id, string kind, string state, bool visible = true)
    {
        await using var connection = await app.Database.Connect();
        await connection.ExecuteAsync("""
            insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, reasons, size_bytes, sha256, checked_etag,
                                   visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
            values (gen_random_uuid(), @id, @kind, 'paper.pdf', 'application/pdf', 1, @state::document_state,
                    case when @state in ('REJECTED', 'INFECTED', 'FAILED') then '[{"code":"TRUNCATED","message":"It is cut off."}]' else '[]' end::jsonb,
                    1, sha256('a'), 'etag', @visible, @admin, 'ADMIN', now(), now());
            update orders set version = version + 1 where id = @id
            """, new { id, kind, state, visible, admin = app.World.Admin.Id });
    }

    public static async Task<int> Version(TestApp app, Guid id) => await app.Database.Scalar<int>($"select version from orders where id = '{id}'");

    /// <summary>If-Match for the version as it is now.</summary>
    public static async Task<string> Tag(TestApp app, Guid id) => $"\"{await Version(app, id)}\"";

    public static Task<long> Count(TestApp app, string table, Guid id) => app.Database.Scalar<long>($"select count(*) from {table} where order_id = '{id}'");

    /// <summary>Rows of history, audit and outbox: what a change writes beside the order. What was refused is in the audit as well, and no change.</summary>
    public static async Task<(long History, long Audit, long Outbox)> Traces(TestApp app, Guid id) =>
        (await Count(app, "order_history", id), await app.Database.Scalar<long>($"select count(*) from audit_log where order_id = '{id}' and action <> 'ORDER_MOVE_REFUSED'"), await Count(app, "outbox", id));
}
