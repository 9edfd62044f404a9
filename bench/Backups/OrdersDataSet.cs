using Glimmerglass.Data;
using Glimmerglass.Data.Catalogue;

namespace Glimmerglass.Bench.Backups;

/// <summary>A database of ours with many orders, each with entries of history and documents: 50 dealers, 5 factories, 20 models, 10 colours.</summary>
public static class OrdersDataSet
{
    /// <summary>Rows first, then keys and indexes: the same database in a tenth of the time.</summary>
    public static async Task Fill(Database db, SchemaScript schema, long orders, long historyOfEach, long documentsOfEach)
    {
        await db.Execute(schema.BeforeRows, null, CancellationToken.None);
        await db.Execute(Catalogue, null, CancellationToken.None);
        await db.Execute(Orders, new { orders }, CancellationToken.None);
        await db.Execute(History, new { historyOfEach }, CancellationToken.None);
        await db.Execute(Documents, new { documentsOfEach }, CancellationToken.None);
        await db.Execute(schema.AfterRows, null, CancellationToken.None);
        await db.Execute("vacuum analyze", null, CancellationToken.None);
    }

    private const string Catalogue = """
        insert into dealers (name, email, approved) select 'Dealer ' || n, 'dealer' || n || '@dealer.example', true from generate_series(1, 50) n;
        insert into factories (name) select 'Factory ' || n from generate_series(1, 5) n;
        insert into colors (name) select 'Colour ' || n from generate_series(1, 10) n;
        insert into pool_models (name, length_ft, width_ft, depth_ft) select 'Model ' || n, 20, 10, 5 from generate_series(1, 20) n;
        insert into document_definitions (key, label, sort_order) values ('PROOF_OF_PAYMENT', 'Proof of payment', 1);
        insert into users (id, email, role) select gen_random_uuid(), 'admin@factory.example', 'ADMIN';
        """;

    private const string Orders = """
        insert into orders (id, number, status, canceled_from, dealer_id, pool_model_id, color_id, factory_id, delivery_address, notes, requested_ship_on,
                            scheduled_ship_on, scheduled_production_on, production_priority, serial_number, search, created_by, created_at, updated_at, status_changed_at)
        select gen_random_uuid(), 'GG-2021-' || lpad(n::text, 7, '0'), status::order_status, case when status = 'CANCELED' then 'IN_PRODUCTION' end::order_status,
               (array(select id from dealers order by name))[1 + n % 50], (array(select id from pool_models order by name))[1 + n % 20],
               (array(select id from colors order by name))[1 + n % 10], (array(select id from factories order by name))[1 + n % 5],
               n || ' Lake Street, Cooperstown NY', case when n % 3 = 0 then 'Call before delivery, gate code ' || md5(n::text) end,
               date '2021-01-01' + (n % 1800)::integer, date '2021-02-01' + (n % 1800)::integer, date '2021-01-15' + (n % 1800)::integer,
               case when n % 4 = 0 then 1 + (n % 9999)::integer end, case when n % 2 = 0 then 'SN-' || n end,
               lower('GG-2021-' || lpad(n::text, 7, '0') || E'\n' || n || ' Lake Street, Cooperstown NY' || E'\nSN-' || n),
               (select id from users limit 1), at, at, at
          from (select n, timestamptz '2021-01-01Z' + n * interval '2 minutes' as at,
                       (array['PENDING_PAYMENT_APPROVAL', 'IN_PRODUCTION', 'PRE_SHIPPING', 'COMPLETED', 'COMPLETED', 'COMPLETED', 'SERVICE_WARRANTY', 'CANCELED'])[1 + n % 8] as status
                  from generate_series(1, @orders) n) drawn
        """;

    private const string History = """
        insert into order_history (order_id, kind, status, comment, visible_to_dealer, user_id, user_role, created_at)
        select o.id, case when step = @historyOfEach then 'STATUS_CHANGED' else 'COMMENT' end::history_kind, o.status,
               case when step < @historyOfEach then 'The dealer asked about ' || md5(o.number || step) end, true, o.created_by, 'ADMIN', o.created_at + step * interval '1 day'
          from orders o
         cross join generate_series(1, @historyOfEach) step
        """;

    // None of them counts as accepted: the store of a measurement has no contents for them, and a proof would miss those.
    private const string Documents = """
        insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, size_bytes, sha256, checked_etag,
                               visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
        select gen_random_uuid(), o.id, 'PROOF_OF_PAYMENT', 'paper ' || copy || '.pdf', 'application/pdf', 100000, 'EXPIRED', 100000, sha256((o.number || copy)::bytea),
               '0x' || upper(substr(md5(o.number), 1, 16)), true, o.created_by, 'ADMIN', o.created_at, o.created_at
          from orders o
         cross join generate_series(1, @documentsOfEach) copy
        """;
}
