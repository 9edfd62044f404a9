using Dapper;

namespace Glimmerglass.Tests.Stores;

/// <summary>
/// 100,000 orders over five years in a database of its own, with the skew of real ones: a few large dealers, open orders are young, and a dealer
/// and a factory that stopped years ago.
/// </summary>
public sealed class HundredThousandOrders : IAsyncLifetime
{
    public const int Count = 100_000;

    public TestDatabase Database { get; private set; } = null!;

    public World World { get; private set; } = null!;

    /// <summary>Its 2,000 orders are the oldest.</summary>
    public Guid StoppedDealer => World.OtherDealerId;

    /// <summary>Its 3,000 orders are the oldest.</summary>
    public Guid StoppedFactory => World.FactoryB;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.Create();
        World = await World.Create(Database);
        await using var connection = await Database.Connect();
        var names = new { World.DealerId, World.OtherDealerId, World.FactoryA, World.FactoryB, World.Pool, World.Blue, Admin = World.Admin.Id, Count };
        await connection.ExecuteAsync(Catalogue, names);
        await connection.ExecuteAsync(Orders, names, commandTimeout: 300);
        // From every row, so that the plans do not depend on which ones a sample meets.
        await connection.ExecuteAsync("set default_statistics_target = 1000");
        await connection.ExecuteAsync("vacuum analyze", commandTimeout: 300);
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    private const string Catalogue = """
        insert into dealers (id, name, email, approved)
        select gen_random_uuid(), 'Dealer ' || n, 'dealer' || n || '@dealer.example', true from generate_series(1, 47) n;
        insert into factories (id, name) select gen_random_uuid(), 'Factory ' || n from generate_series(1, 3) n;
        insert into pool_models (id, name, length_ft, width_ft, depth_ft) select gen_random_uuid(), 'Model ' || n, 20, 10, 5 from generate_series(1, 16) n;
        """;

    /// <summary>The triggers of each row are left out, and what they would write is written here: the same rows in a tenth of the time.</summary>
    private const string Orders = """
        begin;
        set local session_replication_role = replica;
        create temporary table seller on commit drop as
            select id, row_number() over (order by id <> @DealerId, id) - 1 as at from dealers where id <> @OtherDealerId;
        create temporary table plant on commit drop as
            select id, row_number() over (order by id <> @FactoryA, id) - 1 as at from factories where id <> @FactoryB;
        create temporary table model on commit drop as
            select id, name, row_number() over (order by id <> @Pool, id) - 1 as at from pool_models where active;
        create temporary table draw on commit drop as
            select n, hashint4(n) & 65535 as a, hashint4(n + 1000000) & 65535 as b, hashint4(n + 2000000) & 65535 as c,
                   timestamptz '2021-01-01Z' + n * interval '26 minutes' as at
              from generate_series(1, @Count) n;
        insert into orders (id, number, status, canceled_from, dealer_id, pool_model_id, color_id, factory_id, allocated_pool_stock_id, delivery_address,
                            requested_ship_on, requested_ship_asap, scheduled_ship_on, scheduled_production_on, production_priority, serial_number,
                            search, created_by, created_at, updated_at, status_changed_at)
        select gen_random_uuid(), 'GG-2021-' || lpad(n::text, 6, '0'), status::order_status, case when status = 'CANCELED' then 'IN_PRODUCTION' end::order_status,
               dealer, m.id, @Blue, factory, case when a % 50 = 0 then gen_random_uuid() end, n || ' Lake Street',
               case when b % 5 > 0 then (d.at + interval '60 days')::date + a % 30 end, c % 20 = 0,
               case when status in ('COMPLETED', 'SERVICE_WARRANTY') or a % 2 = 0 then (d.at + interval '70 days')::date + b % 30 end,
               case when status <> 'PENDING_PAYMENT_APPROVAL' and c % 10 > 0 then (d.at + interval '30 days')::date + c % 30 end,
               case when b % 3 = 0 then 1 + c % 9999 end,
               case when status in ('PRE_SHIPPING', 'COMPLETED', 'SERVICE_WARRANTY') and c % 50 > 0 then 'SN-' || n end,
               lower('GG-2021-' || lpad(n::text, 6, '0') || E'\n' || n || ' Lake Street' || E'\nSN-' || n || E'\nDealer\n' || m.name || E'\nLake Blue\nFort Plain'),
               @Admin, d.at, d.at, d.at
          from (select *, case when n <= 2000 then @OtherDealerId else (select id from seller where seller.at = floor(49 * (a / 65536.0) ^ 2)) end as dealer,
                       case when n <= 3000 then @FactoryB when c % 20 = 1 then null else (select id from plant where plant.at = b % 4) end as factory,
                       case when n > @Count * 0.97 then 'PENDING_PAYMENT_APPROVAL' when n > @Count * 0.92 then 'IN_PRODUCTION' when n > @Count * 0.88 then 'PRE_SHIPPING'
                            when b % 10 = 0 then 'CANCELED' when b % 10 < 3 then 'SERVICE_WARRANTY' else 'COMPLETED' end as status
                  from draw) d
          join model m on m.at = a % 17;
        insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, size_bytes, sha256, checked_etag,
                               visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
        select gen_random_uuid(), o.id, 'PROOF_OF_PAYMENT', 'paper.pdf', 'application/pdf', 1, 'ACCEPTED', 1, sha256('a'), 'etag', true, @Admin, 'ADMIN', created_at, created_at
          from orders o
         where status <> 'PENDING_PAYMENT_APPROVAL' or hashtext(number) % 2 = 0;
        commit;
        """;
}
