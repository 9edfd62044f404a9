using Glimmerglass.Data;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Invariants;
using Glimmerglass.Functions.Drift;
using Glimmerglass.Tests.Stores;

namespace Glimmerglass.Tests.Jobs;

/// <summary>
/// Promises of the business that are broken behind the app's back, each as far as PostgreSQL lets somebody who takes its guards away. The database of
/// these tests has no guards; what a test breaks stays broken, and each looks at what is new.
/// </summary>
public sealed class LedgerDriftTests(LedgerDriftTests.Room room) : IClassFixture<LedgerDriftTests.Room>
{
    private const string OfTheOrder = "order {number}";

    /// <summary>What somebody does, in SQL with <c>{order}</c>, <c>{number}</c>, <c>{document}</c> and <c>{job}</c>; then the promise that breaks and the name of what breaks it.</summary>
    public static TheoryData<string, string, string, string, string> Breaches => new()
    {
        { "update orders set status = 'IN_PRODUCTION' where id = '{order}'", "history ends at status", OfTheOrder, "IN_PRODUCTION", "PENDING_PAYMENT_APPROVAL" },
        { "delete from order_history where order_id = '{order}'", "history ends at status", OfTheOrder, "PENDING_PAYMENT_APPROVAL", "" },
        { "insert into order_history (order_id, kind, status, visible_to_dealer, created_at) values ('{order}', 'COMMENT', 'COMPLETED', true, now())", "history ends at status", OfTheOrder, "PENDING_PAYMENT_APPROVAL", "COMPLETED" },
        { "update orders set version = 0 where id = '{order}'", "version counts history", OfTheOrder, "at least 1", "0" },
        { "insert into order_history (order_id, kind, status, visible_to_dealer, created_at) select '{order}', 'FIELDS_CHANGED', 'PENDING_PAYMENT_APPROVAL', true, now() from generate_series(1, 3)", "version counts history", OfTheOrder, "at least 4", "1" },
        { "insert into order_history (order_id, kind, status, visible_to_dealer, created_at) values ('{order}', 'DOCUMENT_CHECKED', 'PENDING_PAYMENT_APPROVAL', true, now())", "version counts history", OfTheOrder, "at least 2", "1" },
        { "update documents set version = 0 where id = '{document}'", "version counts history", "document {document}", "at least 1", "0" },
        { "update orders set serial_number = 'SN-{number}' where id in ('{order}', '{other}')", "one serial, one owner", "serial number sn-{number-lower}", "one order", "2 orders: {number}, {other-number}" },
        { "update orders set serial_number = case when id = '{order}' then 'sn/{number}' else 'SN/{number}' end where id in ('{order}', '{other}')", "one serial, one owner", "serial number sn/{number-lower}", "one order", "2 orders: {number}, {other-number}" },
        { """insert into order_history (order_id, kind, status, changes, visible_to_dealer, created_at) values ('{order}', 'FIELDS_CHANGED', 'PENDING_PAYMENT_APPROVAL', '[{"field": "serialNumber", "from": null, "to": "A-1"}]', true, now()); update orders set version = 2, serial_number = 'B-{number}' where id = '{order}'""", "serial was told", OfTheOrder, "A-1", "B-{number}" },
        { """insert into order_history (order_id, kind, status, changes, visible_to_dealer, created_at) values ('{order}', 'FIELDS_CHANGED', 'PENDING_PAYMENT_APPROVAL', '[{"field": "notes", "from": null, "to": "x"}, {"field": "serialNumber", "from": "A-1", "to": null}]', true, now()); update orders set version = 2, serial_number = 'C-{number}' where id = '{order}'""", "serial was told", OfTheOrder, "", "C-{number}" },
        { "update orders set canceled_from = 'IN_PRODUCTION' where id = '{order}'", "canceled knows from where", OfTheOrder, "none", "IN_PRODUCTION" },
        { "insert into order_history (order_id, kind, status, visible_to_dealer, created_at) values ('{order}', 'STATUS_CHANGED', 'CANCELED', true, now()); insert into audit_log (action, order_id, created_at) values ('ORDER_STATUS_CHANGED', '{order}', now()); update orders set status = 'CANCELED', version = 2 where id = '{order}'", "canceled knows from where", OfTheOrder, "the status it was canceled from", "" },
        { "insert into order_history (order_id, kind, status, visible_to_dealer, created_at) values ('{order}', 'STATUS_CHANGED', 'SERVICE_WARRANTY', true, now()); update orders set status = 'SERVICE_WARRANTY', version = 2 where id = '{order}'", "moves are audited", OfTheOrder, "1 audited moves", "0" },
        { "insert into order_jobs (id, created_at) values ('{job}', now()); update orders set job_id = '{job}', job_role = 'PRIMARY', job_item_type = 'POOL' where id = '{order}'", "jobs are whole", "job {job}", "*", "1 primary and 0 linked of 1 dealers and 1 factories" },
        { "insert into order_jobs (id, created_at) values ('{job}', now()); update orders set job_id = '{job}', job_role = case when id = '{order}' then 'PRIMARY' else 'LINKED' end::order_job_role, job_item_type = 'POOL', factory_id = case when id = '{order}' then factory_id end where id in ('{order}', '{other}')", "jobs are whole", "job {job}", "*", "1 primary and 1 linked of 1 dealers and 2 factories" },
        { "insert into order_jobs (id, created_at) values ('{job}', now()); update orders set job_id = '{job}', job_role = case when id = '{order}' then 'PRIMARY' else 'LINKED' end::order_job_role, job_item_type = 'POOL', dealer_id = case when id = '{order}' then dealer_id else (select id from dealers where id <> dealer_id limit 1) end where id in ('{order}', '{other}')", "jobs are whole", "job {job}", "*", "1 primary and 1 linked of 2 dealers and 1 factories" },
        { "update documents set sha256 = null, checked_etag = null where id = '{document}'", "accepted content is known", "document {document}", "*", "no hash, no version" },
        { "update documents set size_bytes = 0 where id = '{document}'", "accepted content is known", "document {document}", "*", "no size" },
        { "update orders set factory_id = '{job}' where id = '{order}'", "references exist", "orders.factory_id {job}", "a row of factories", "1 rows" },
        { "insert into outbox (kind, dealer_id, order_id, payload, created_at) select 'X', dealer_id, '{job}', '{}', now() from orders where id = '{order}'", "references exist", "outbox.order_id {job}", "a row of orders", "1 rows" },
        { "insert into audit_log (action, order_id, created_at) values ('X', '{job}', now()), ('X', '{job}', now())", "references exist", "audit_log.order_id {job}", "a row of orders", "2 rows" },
        { "update documents set kind = 'KIND-{number}' where id = '{document}'", "references exist", "documents.kind KIND-{number}", "a row of document_definitions", "1 rows" },
    };

    [Theory, MemberData(nameof(Breaches))]
    public async Task A_broken_promise_is_found_by_its_name(string breach, string promise, string name, string expected, string found)
    {
        var names = await room.WholeOrder();
        var before = await room.Find();
        Assert.DoesNotContain(before, finding => names.Values.Any(value => finding.Name.Contains(value, StringComparison.OrdinalIgnoreCase)));

        await room.Break(Filled(breach, names));
        var broken = (await room.Find()).Except(before).ToList();

        var finding = Assert.Single(broken);
        Assert.Equal((DriftKind.Ledgers, promise, Filled(name, names), Filled(found, names)), (finding.Kind, finding.Subject, finding.Name, finding.Found));
        if (expected != "*") Assert.Equal(expected, finding.Expected);
        Assert.Equal(DriftSeverity.Critical, finding.Severity);
    }

    [Theory]
    [InlineData("insert into order_history (order_id, kind, status, visible_to_dealer, created_at) values ('{order}', 'COMMENT', 'PENDING_PAYMENT_APPROVAL', true, now())")]
    [InlineData("insert into order_history (order_id, kind, status, visible_to_dealer, created_at) select '{order}', 'DOCUMENT_CHECKED', 'PENDING_PAYMENT_APPROVAL', true, now() from generate_series(1, 5); update orders set version = 2 where id = '{order}'")]
    [InlineData("update orders set version = 70 where id = '{order}'")]
    [InlineData("update orders set serial_number = 'SN-alone-{number}' where id = '{order}'")]
    [InlineData("insert into order_jobs (id, created_at) values ('{job}', now()); update orders set job_id = '{job}', job_role = case when id = '{order}' then 'PRIMARY' else 'LINKED' end::order_job_role, job_item_type = 'POOL', factory_id = null where id in ('{order}', '{other}')")]
    [InlineData("update documents set state = 'REJECTED', sha256 = null, reasons = '[{}]' where id = '{document}'")]
    [InlineData("insert into audit_log (action, created_at) values ('X', now())")]
    public async Task What_may_be_breaks_nothing(string change)
    {
        var names = await room.WholeOrder();
        var before = await room.Find();

        await room.Break(Filled(change, names));

        Assert.Empty((await room.Find()).Except(before));
    }

    [Fact]
    public async Task A_sealed_row_of_the_audit_log_that_was_edited_or_is_gone_breaks_the_chain_at_its_place()
    {
        await room.Break("insert into audit_log (action, created_at) values ('FIRST', now()), ('SECOND', now()); select * from seal_audit_log(now(), 10000)");
        var before = await room.Find();

        await room.Break("update audit_log set action = 'EDITED' where id = (select audit_id from audit_seals order by position desc offset 1 limit 1)");
        await room.Break("delete from audit_log where id = (select audit_id from audit_seals order by position desc limit 1)");
        var broken = (await room.Find()).Except(before).OrderBy(finding => finding.Found, StringComparer.Ordinal).ToList();

        Assert.DoesNotContain(before, finding => finding.Subject == "audit chain is whole");
        Assert.All(broken, finding => Assert.Equal("audit chain is whole", finding.Subject));
        Assert.Equal(["another content in row", "no row"], broken.Select(finding => finding.Found[..finding.Found.LastIndexOf(' ')]));
        Assert.All(broken, finding => Assert.StartsWith("audit log position ", finding.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_before_a_closed_gate_is_a_notice_with_what_is_missing()
    {
        var standing = await room.Standing("IN_PRODUCTION", "PROOF_OF_PAYMENT", "QUOTE", "INVOICE");
        var lacking = await room.Standing("IN_PRODUCTION", "QUOTE");
        var withoutSerial = await room.Standing("PRE_SHIPPING", "BUILD_SHEET", "POST_PRODUCTION_MEDIA");
        var pending = await room.Standing("PENDING_PAYMENT_APPROVAL");

        var closed = await room.ClosedGates();

        Assert.Equal((DriftSeverity.Notice, "missing: INVOICE, PROOF_OF_PAYMENT"), closed[$"order {lacking}"]);
        Assert.Equal((DriftSeverity.Notice, "missing: serialNumber"), closed[$"order {withoutSerial}"]);
        Assert.False(closed.ContainsKey($"order {standing}"));
        Assert.False(closed.ContainsKey($"order {pending}"));
    }

    [Fact]
    public async Task A_paper_that_is_not_accepted_any_more_closes_the_gate_and_an_inactive_kind_opens_it()
    {
        var number = await room.Standing("IN_PRODUCTION", "PROOF_OF_PAYMENT", "QUOTE", "INVOICE");
        await room.Break($"update documents set state = 'INFECTED', reasons = '[{{}}]' where kind = 'INVOICE' and order_id = (select id from orders where number = '{number}')");
        var infected = await room.ClosedGates();

        await room.Break("update document_definitions set active = false where key = 'INVOICE'");
        var inactive = await room.ClosedGates();
        await room.Break("update document_definitions set active = true where key = 'INVOICE'");

        Assert.Equal("missing: INVOICE", infected[$"order {number}"].Found);
        Assert.False(inactive.ContainsKey($"order {number}"));
    }

    [Fact]
    public async Task A_template_of_the_dealers_profile_decides_for_its_orders_alone()
    {
        var (ours, theirs) = (await room.Standing("SERVICE_WARRANTY"), await room.Standing("SERVICE_WARRANTY", ofOtherDealer: true));
        await room.Break("""
            insert into workflow_profiles (id, slug, name) values ('00000000-0000-4000-8000-00000000000a', 'careful', 'Careful');
            insert into requirement_templates (profile_id, status, fields) values ('00000000-0000-4000-8000-00000000000a', 'SERVICE_WARRANTY', '{requestedShipDate,productionPriority}');
            """);
        await room.Break($"update dealers set workflow_profile_id = '00000000-0000-4000-8000-00000000000a' where id = '{room.World.OtherDealerId}'");

        var closed = await room.ClosedGates();
        await room.Break("update workflow_profiles set active = false");
        var inactive = await room.ClosedGates();

        Assert.False(closed.ContainsKey($"order {ours}"));
        Assert.Equal("missing: productionPriority, requestedShipDate", closed[$"order {theirs}"].Found);
        Assert.False(inactive.ContainsKey($"order {theirs}"));
    }

    [Fact]
    public async Task Every_reference_that_the_migrations_make_is_known()
    {
        await using var database = await TestDatabase.Create();
        var made = await database.Scalar<string>("""
            select string_agg(format('%s.%s > %s.%s', c.conrelid::regclass, a.attname, c.confrelid::regclass, k.attname), E'\n' order by c.conrelid::regclass::text, a.attname)
              from pg_constraint c
              join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
              join pg_attribute k on k.attrelid = c.confrelid and k.attnum = c.confkey[1]
             where c.contype = 'f' and cardinality(c.conkey) = 1
            """);
        var composite = await database.Scalar<int>("select count(*) from pg_constraint where contype = 'f' and cardinality(conkey) > 1");

        Assert.Equal(0, composite);
        Assert.Equal(made.Split('\n').Order(StringComparer.Ordinal), InvariantStore.Known.Select(one => $"{one.Child}.{one.Column} > {one.Parent}.{one.Key}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_database_of_an_older_version_keeps_its_promises_too()
    {
        await using var database = await TestDatabase.CreateEmpty();
        var scripts = Migrator.Scripts();
        await new Migrator(database.Db, [.. scripts.Take(12)]).Migrate(_ => { }, default);

        Assert.Empty(await new InvariantStore(database.Db).ListBroken(10, default));
    }

    private static string Filled(string text, IReadOnlyDictionary<string, string> names) =>
        names.Aggregate(text, (filled, name) => filled.Replace($"{{{name.Key}}}", name.Value, StringComparison.Ordinal));

    /// <summary>A database whose guards are gone.</summary>
    public sealed class Room : IAsyncLifetime
    {
        private readonly Rows rows = new();
        private CompareLedgers ledgers = null!;

        public World World => rows.World;

        public async Task InitializeAsync()
        {
            await rows.InitializeAsync();
            ledgers = new CompareLedgers(new InvariantStore(rows.Database.Db), new StandingGateStore(rows.Database.Db));
            await rows.Database.Execute("""
                alter table orders drop constraint orders_canceled_knows_from_where, drop constraint orders_version_check;
                alter table documents drop constraint documents_accepted_is_known_content, drop constraint documents_version_check;
                drop index orders_serial_number_once;
                """);
        }

        public Task DisposeAsync() => rows.DisposeAsync();

        /// <summary>An order with its history and an accepted document, and another order: everything that a breach may name.</summary>
        public async Task<Dictionary<string, string>> WholeOrder()
        {
            var (order, other) = (await Told(World.DealerId), await Told(World.DealerId));
            var document = await rows.Document(order.Id, ("state", "'ACCEPTED'"), ("size_bytes", "1000"), ("sha256", "sha256('a')"), ("checked_etag", "'etag'"), ("checked_at", "now()"));
            return new()
            {
                ["order"] = order.Id.ToString(),
                ["number"] = order.Number,
                ["number-lower"] = order.Number.ToLowerInvariant(),
                ["other"] = other.Id.ToString(),
                ["other-number"] = other.Number,
                ["document"] = document.ToString(),
                ["job"] = Guid.NewGuid().ToString(),
            };
        }

        /// <summary>An order that came to this status with these accepted papers. Answers its number.</summary>
        public async Task<string> Standing(string status, params string[] papers) => await Standing(status, ofOtherDealer: false, papers);

        public async Task<string> Standing(string status, bool ofOtherDealer, params string[] papers)
        {
            var order = await Told(ofOtherDealer ? World.OtherDealerId : World.DealerId, status);
            foreach (var kind in papers) await rows.Document(order.Id, ("kind", $"'{kind}'"), ("state", "'ACCEPTED'"), ("size_bytes", "1000"), ("sha256", "sha256('a')"), ("checked_etag", "'etag'"));
            return order.Number;
        }

        public Task Break(string sql) => rows.Database.Execute($"begin; set local session_replication_role = replica; {sql}; commit");

        /// <summary>What the check finds, without the gates.</summary>
        public async Task<IReadOnlyList<DriftFinding>> Find() =>
            [.. (await ledgers.Read(DateTimeOffset.UtcNow, NoProgress.Instance, default)).Findings.Where(finding => finding.Subject != "standing before a closed gate")];

        public async Task<Dictionary<string, (DriftSeverity Severity, string Found)>> ClosedGates() =>
            (await ledgers.Read(DateTimeOffset.UtcNow, NoProgress.Instance, default)).Findings.Where(finding => finding.Subject == "standing before a closed gate")
                .ToDictionary(finding => finding.Name, finding => (finding.Severity, finding.Found));

        private async Task<(Guid Id, string Number)> Told(Guid dealer, string status = "PENDING_PAYMENT_APPROVAL")
        {
            var id = await rows.Order(("status", $"'{status}'"), ("dealer_id", $"'{dealer}'"));
            await rows.Database.Execute($"insert into order_history (order_id, kind, status, visible_to_dealer, created_at) values ('{id}', 'CREATED', '{status}', true, now())");
            return (id, await rows.Database.Scalar<string>($"select number from orders where id = '{id}'"));
        }
    }
}
