using System.Globalization;
using Dapper;
using Glimmerglass.Data;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Tests.Http;

/// <summary>The order list against a model: LINQ over all rows.</summary>
public sealed class ListOrdersTests(TestApp app) : IClassFixture<TestApp>, IAsyncLifetime
{
    private static readonly string[] sorts = ["createdAt", "status", "requestedShipDate", "scheduledShipDate", "scheduledProductionDate", "productionPriority"];
    private static readonly string[] signals = [.. Words.All<OrderSignal>()];
    private readonly List<Row> rows = [];
    private readonly Random random = new(20260303);

    public sealed class Row
    {
        public Guid Id { get; init; }
        public string Number { get; init; } = "";
        public string Status { get; init; } = "";
        public Guid DealerId { get; init; }
        public Guid? FactoryId { get; init; }
        public Guid ModelId { get; init; }
        public DateTimeOffset CreatedAt { get; init; }
        public DateTime? Requested { get; init; }
        public DateTime? Shipping { get; init; }
        public DateTime? Production { get; init; }
        public int? Priority { get; init; }
        public bool Asap { get; init; }
        public string? Serial { get; init; }
        public Guid? Stock { get; init; }
        public bool Proof { get; set; }
        public string Text { get; set; } = "";
    }

    public async Task InitializeAsync()
    {
        await using var connection = await app.Database.Connect();
        if (await connection.ExecuteScalarAsync<long>("select count(*) from orders") == 0) await Insert(connection, 150);
        rows.AddRange(await connection.QueryAsync<Row>("""
            select o.id, o.number, o.status::text, o.dealer_id, o.factory_id, o.pool_model_id as model_id, o.created_at, o.requested_ship_on::timestamp as requested,
                   o.scheduled_ship_on::timestamp as shipping, o.scheduled_production_on::timestamp as production, o.production_priority as priority,
                   o.requested_ship_asap as asap, o.serial_number as serial, o.allocated_pool_stock_id as stock,
                   exists (select from documents where order_id = o.id) as proof,
                   concat_ws(E'\n', o.number, o.delivery_address, o.serial_number, o.invoice_number, d.name, m.name, c.name, f.name) as text
              from orders o join dealers d on d.id = o.dealer_id join pool_models m on m.id = o.pool_model_id join colors c on c.id = o.color_id
              left join factories f on f.id = o.factory_id
            """));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_page_of_every_list_is_what_a_model_says()
    {
        for (var round = 0; round < 120; round++)
        {
            var (reader, seen) = Readers()[random.Next(Readers().Length)];
            var (filter, wanted) = Filter();
            var (sort, ascending) = (sorts[random.Next(sorts.Length)], random.Next(2) == 0);
            var expected = Sorted(rows.Where(seen).Where(wanted), sort, ascending).Select(row => row.Id).ToList();

            var found = await All(app.As(reader), $"{filter}&sort={sort}&dir={(ascending ? "asc" : "desc")}", 1 + random.Next(60));

            Assert.True(expected.SequenceEqual(found), $"{reader.Email} {filter} {sort} {ascending}: expected {expected.Count}, found {found.Count}");
        }
    }

    public static TheoryData<string, bool> SortsAndDirections()
    {
        var data = new TheoryData<string, bool>();
        foreach (var sort in sorts)
        {
            data.Add(sort, true);
            data.Add(sort, false);
        }
        return data;
    }

    [Theory, MemberData(nameof(SortsAndDirections))]
    public async Task Each_sort_breaks_ties_by_id_and_puts_rows_without_a_value_last(string sort, bool ascending)
    {
        var expected = Sorted(rows, sort, ascending).Select(row => row.Id);

        var found = await All(app.As(app.World.Admin), $"sort={sort}&dir={(ascending ? "asc" : "desc")}", 7);

        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("MISSING_SERIAL")]
    [InlineData("UNSCHEDULED_PRODUCTION")]
    [InlineData("UNSCHEDULED_SHIPPING")]
    [InlineData("NEEDS_DEPOSIT_FILE")]
    [InlineData("ALLOCATED_STOCK")]
    [InlineData("ALLOCATED_STOCK_NO_SHIP")]
    [InlineData("OVERDUE_REQUESTED_SHIP")]
    [InlineData("ASAP_REQUESTS")]
    public async Task Each_signal_shows_its_orders_and_no_others(string signal)
    {
        var expected = rows.Where(row => Shows(row, signal)).Select(row => row.Id).ToHashSet();

        var found = await All(app.As(app.World.Superadmin), $"signal={signal}", 200);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, found.ToHashSet());
        Assert.Equal(expected.Count, found.Count);
    }

    [Fact]
    public async Task Rows_that_come_in_while_somebody_pages_neither_repeat_nor_hide_another()
    {
        var before = rows.Select(row => row.Id).ToHashSet();
        var (client, found, cursor) = (app.As(app.World.Admin), new List<Guid>(), (string?)null);
        do
        {
            var page = await client.Get($"/api/orders?limit=20{(cursor is null ? "" : $"&cursor={cursor}")}");
            found.AddRange(page["items"].AsArray().Select(item => item!["id"]!.GetValue<Guid>()));
            cursor = page.Body!["next"]?.GetValue<string>();
            await An.PlacedOrder(app);
        }
        while (cursor is not null);

        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Subset(found.ToHashSet(), before);
    }

    [Theory]
    [InlineData("limit=1", 200)]
    [InlineData("limit=200", 200)]
    [InlineData("limit=0", 400)]
    [InlineData("limit=201", 400)]
    [InlineData("limit=x", 400)]
    [InlineData("page=2", 400)]
    [InlineData("status=approved", 400)]
    [InlineData("status=", 400)]
    [InlineData("signal=ANY", 400)]
    [InlineData("sort=number", 400)]
    [InlineData("sort=CreatedAt", 400)]
    [InlineData("dir=down", 400)]
    [InlineData("dealerId=1", 400)]
    [InlineData("factoryId=", 400)]
    [InlineData("q=%00", 400)]
    [InlineData("sort=status&sort=createdAt", 400)]
    public async Task A_query_is_understood_or_refused(string query, int status)
    {
        var answer = await app.As(app.World.Admin).Get($"/api/orders?{query}");

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 400 ? "INVALID_QUERY" : null, answer.Code);
    }

    [Fact]
    public async Task A_cursor_is_good_for_its_reader_its_filter_and_its_sort_alone()
    {
        var admin = app.As(app.World.Admin);
        var cursor = (await admin.Get("/api/orders?limit=5&sort=status"))["next"].GetValue<string>();
        var damaged = cursor[..20] + (cursor[20] == 'A' ? 'B' : 'A') + cursor[21..];

        Assert.Equal(200, (await admin.Get($"/api/orders?limit=9&sort=status&cursor={cursor}")).Status);
        foreach (var (client, query) in new[]
        {
            (admin, $"sort=status&cursor={damaged}"), (admin, $"sort=status&cursor={cursor[..^1]}"), (admin, "sort=status&cursor="), (admin, "cursor=%F0%9F%92%A7"),
            (admin, $"sort=createdAt&cursor={cursor}"), (admin, $"sort=status&dir=asc&cursor={cursor}"), (admin, $"sort=status&q=a&cursor={cursor}"),
            (admin, $"sort=status&signal=ASAP_REQUESTS&cursor={cursor}"), (app.As(app.World.Superadmin), $"sort=status&cursor={cursor}"),
        })
        {
            var answer = await client.Get($"/api/orders?limit=5&{query}");
            Assert.Equal((400, "INVALID_CURSOR"), (answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task A_filter_that_names_anothers_orders_finds_none()
    {
        Assert.Empty(await All(app.As(app.World.Dealer), $"dealerId={app.World.OtherDealerId}", 200));
        Assert.Empty(await All(app.As(app.World.AdminOfA), $"factoryId={app.World.FactoryB}", 200));
        Assert.NotEmpty(await All(app.As(app.World.AdminOfA), $"dealerId={app.World.OtherDealerId}", 200));
        Assert.NotEmpty(await All(app.As(app.World.AdminOfA), $"factoryId={app.World.FactoryA}", 200));
        Assert.Equal(403, (await app.As(app.World.InventoryAdmin).Get("/api/orders")).Status);
        Assert.Equal(401, (await app.Anonymous.Get("/api/orders")).Status);
    }

    [Fact]
    public async Task Orders_of_an_old_import_are_found_as_in_production()
    {
        var placed = await An.PlacedOrder(app);
        await app.Database.Execute($"update orders set status = 'APPROVED', invoice_number = 'IMPORTED' where id = '{placed.Id}'");

        var (asNow, asThen) = (await app.As(app.World.Admin).Get("/api/orders?q=imported&status=IN_PRODUCTION"), await app.As(app.World.Admin).Get("/api/orders?q=imported&status=APPROVED"));

        Assert.All([asNow, asThen], list => Assert.Equal("IN_PRODUCTION", Assert.Single(list["items"].AsArray())!["status"]!.GetValue<string>()));
        Assert.Equal((await app.As(app.World.Admin).Get($"/api/orders/{placed.Id}")).Body!.ToJsonString(), asNow["items"][0]!.ToJsonString());
    }

    [Theory]
    [InlineData("50% off_road", "50% OFF_R", true)]
    [InlineData("50% off_road", "50_ off", false)]
    [InlineData("50% off_road", "5%off", false)]
    [InlineData(@"back\slash street", @"K\SL", true)]
    [InlineData(@"back\slash street", @"k\\s", false)]
    [InlineData("Åre Straße 支払い 💧", "åRE sTRASSE", false)]
    [InlineData("Åre Straße 支払い 💧", "åRE sTRAßE", true)]
    [InlineData("Åre Straße 支払い 💧", "支払い", true)]
    [InlineData("Åre Straße 支払い 💧", "💧", true)]
    [InlineData("Quote ' and \" Street", "' and \"", true)]
    public async Task A_text_is_looked_for_as_it_is_written_whatever_the_case(string address, string text, bool found)
    {
        var placed = await An.PlacedOrder(app, An.Order(app.World).With("deliveryAddress", address));

        var ids = await All(app.As(app.World.Dealer), $"q={Uri.EscapeDataString(text)}", 200);

        Assert.Equal(found, ids.Contains(placed.Id));
    }

    [Theory]
    [InlineData("dealers", "OtherDealerId")]
    [InlineData("pool_models", "OtherPool")]
    [InlineData("colors", "White")]
    [InlineData("factories", "FactoryB")]
    public async Task An_order_is_found_under_the_new_name_of_what_it_points_at(string table, string thing)
    {
        var id = (Guid)typeof(World).GetProperty(thing)!.GetValue(app.World)!;
        var body = An.AdminOrder(app.World).With("dealerId", app.World.OtherDealerId).With("poolModelId", app.World.OtherPool).With("colorId", app.World.White);
        var placed = await app.As(app.World.Admin).Post("/api/orders", body);
        var old = await app.Database.Scalar<string>($"select name from {table} where id = '{id}'");

        await app.Database.Execute($"update {table} set name = 'Renamed {table} Ä' where id = '{id}'");

        var found = await app.As(app.World.Admin).Get($"/api/orders?limit=200&q={Uri.EscapeDataString($"renamed {table} ä")}");
        await app.Database.Execute($"update {table} set name = '{old}' where id = '{id}'");
        Assert.Contains(placed.Id, found["items"].AsArray().Select(item => item!["id"]!.GetValue<Guid>()));
        Assert.Equal(1, await StandingOrder.Version(app, placed.Id));
    }

    private static async Task<List<Guid>> All(HttpClient client, string query, int limit)
    {
        var (found, cursor) = (new List<Guid>(), (string?)null);
        do
        {
            var page = await client.Get($"/api/orders?{query}&limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.Equal(200, page.Status);
            var items = page["items"].AsArray();
            cursor = page.Body!["next"]?.GetValue<string>();
            Assert.True(cursor is null || items.Count == limit, "A page before the last one is full.");
            found.AddRange(items.Select(item => item!["id"]!.GetValue<Guid>()));
        }
        while (cursor is not null);
        return found;
    }

    private (TestUser Reader, Func<Row, bool> Seen)[] Readers() =>
    [
        (app.World.Admin, _ => true), (app.World.Superadmin, _ => true), (app.World.ViewingAdmin, _ => true),
        (app.World.Dealer, row => row.DealerId == app.World.DealerId), (app.World.OtherDealer, row => row.DealerId == app.World.OtherDealerId),
        (app.World.AdminOfA, row => row.FactoryId == app.World.FactoryA), (app.World.AdminOfB, row => row.FactoryId == app.World.FactoryB),
    ];

    private (string Query, Func<Row, bool> Wanted) Filter()
    {
        var (query, tests) = (new List<string>(), new List<Func<Row, bool>>());
        var status = (OrderStatus)random.Next(6);
        var dealer = random.Next(2) == 0 ? app.World.DealerId : app.World.OtherDealerId;
        var factory = random.Next(2) == 0 ? app.World.FactoryA : app.World.FactoryB;
        var signal = signals[random.Next(signals.Length)];
        var text = new[] { "lake", "OTSEGO", "blue", "plain", "sn-1", "7", "nothing", "red rock" }[random.Next(8)];
        Maybe(3, $"status={status.Word()}", row => row.Status == status.Word());
        Maybe(4, $"dealerId={dealer}", row => row.DealerId == dealer);
        Maybe(4, $"factoryId={factory}", row => row.FactoryId == factory);
        Maybe(3, $"signal={signal}", row => Shows(row, signal));
        Maybe(3, $"q={Uri.EscapeDataString(text)}", row => row.Text.Contains(text, StringComparison.OrdinalIgnoreCase));
        return (string.Join('&', query), row => tests.TrueForAll(test => test(row)));

        void Maybe(int outOf, string part, Func<Row, bool> test)
        {
            if (random.Next(outOf) > 0) return;
            query.Add(part);
            tests.Add(test);
        }
    }

    private static bool Shows(Row row, string signal)
    {
        var open = row.Status is "PENDING_PAYMENT_APPROVAL" or "IN_PRODUCTION" or "PRE_SHIPPING";
        return signal switch
        {
            "MISSING_SERIAL" => row.Serial is null && row.Status is "IN_PRODUCTION" or "PRE_SHIPPING" or "COMPLETED" or "SERVICE_WARRANTY" && row.Serial is null,
            "UNSCHEDULED_PRODUCTION" => row.Status == "IN_PRODUCTION" && row.Production is null,
            "UNSCHEDULED_SHIPPING" => row.Status == "PRE_SHIPPING" && row.Shipping is null,
            "NEEDS_DEPOSIT_FILE" => row.Status == "PENDING_PAYMENT_APPROVAL" && !row.Proof,
            "ALLOCATED_STOCK" => row.Stock is not null,
            "ALLOCATED_STOCK_NO_SHIP" => row.Stock is not null && row.Shipping is null,
            "OVERDUE_REQUESTED_SHIP" => open && row.Requested < DateTime.UtcNow.Date,
            "ASAP_REQUESTS" => open && row.Asap,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
    }

    /// <summary>PostgreSQL compares ids as their text does.</summary>
    private static IEnumerable<Row> Sorted(IEnumerable<Row> rows, string sort, bool ascending)
    {
        Func<Row, IComparable?> value = sort switch
        {
            "createdAt" => row => row.CreatedAt,
            "status" => row => Words.TryRead<OrderStatus>(row.Status, out var status) ? (int)status : throw new InvalidOperationException(row.Status),
            "requestedShipDate" => row => row.Requested,
            "scheduledShipDate" => row => row.Shipping,
            "scheduledProductionDate" => row => row.Production,
            _ => row => row.Priority,
        };
        var last = rows.OrderBy(row => value(row) is null);
        return ascending
            ? last.ThenBy(value).ThenBy(row => row.Id.ToString(), StringComparer.Ordinal)
            : last.ThenByDescending(value).ThenByDescending(row => row.Id.ToString(), StringComparer.Ordinal);
    }

    /// <summary>Few different values, so that there are many ties, and many rows without a value.</summary>
    private async Task Insert(System.Data.IDbConnection connection, int count)
    {
        for (var at = 0; at < count; at++)
        {
            var status = (OrderStatus)random.Next(6);
            await connection.ExecuteAsync("""
                insert into orders (id, number, status, canceled_from, dealer_id, pool_model_id, color_id, factory_id, allocated_pool_stock_id, delivery_address, requested_ship_on,
                                    requested_ship_asap, scheduled_ship_on, scheduled_production_on, production_priority, serial_number, created_by, created_at, updated_at, status_changed_at)
                values (@Id, @Number, @Status::order_status, @From::order_status, @Dealer, @Model, @Color, @Factory, @Stock, @Address, current_date + @Requested, @Asap,
                        current_date + @Shipping, current_date + @Production, @Priority, @Serial, @Admin, @At, @At, @At);
                insert into documents (id, order_id, kind, file_name, content_type, announced_bytes, state, visible_to_dealer, uploaded_by, uploaded_by_role, upload_expires_at, created_at)
                select gen_random_uuid(), @Id, 'PROOF_OF_PAYMENT', 'paper.pdf', 'application/pdf', 1, 'CHECKING', true, @Admin, 'ADMIN', @At, @At where @Proof
                """, new
            {
                Id = Guid.NewGuid(),
                Number = string.Create(CultureInfo.InvariantCulture, $"GG-2025-{900000 + at}"),
                Status = status.Word(),
                From = status == OrderStatus.Canceled ? "IN_PRODUCTION" : null,
                Dealer = random.Next(3) == 0 ? app.World.OtherDealerId : app.World.DealerId,
                Model = random.Next(2) == 0 ? app.World.Pool : app.World.OtherPool,
                Color = random.Next(2) == 0 ? app.World.Blue : app.World.White,
                Factory = random.Next(5) switch { 0 => (Guid?)null, 1 => app.World.FactoryB, _ => app.World.FactoryA },
                Stock = random.Next(4) == 0 ? Guid.NewGuid() : (Guid?)null,
                Address = $"{at} Lake Street",
                Requested = random.Next(3) == 0 ? (int?)null : random.Next(-3, 3),
                Asap = random.Next(4) == 0,
                Shipping = random.Next(3) == 0 ? (int?)null : random.Next(4),
                Production = random.Next(3) == 0 ? (int?)null : random.Next(4),
                Priority = random.Next(3) == 0 ? (int?)null : 1 + random.Next(5),
                Serial = random.Next(2) == 0 ? $"SN-{at}" : null,
                Admin = app.World.Admin.Id,
                At = DateTimeOffset.UtcNow.Date.AddDays(-random.Next(10)).ToUniversalTime(),
                Proof = random.Next(2) == 0,
            });
        }
    }
}
