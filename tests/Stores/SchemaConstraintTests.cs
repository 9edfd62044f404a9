namespace Glimmerglass.Tests.Stores;

/// <summary>What the database refuses, whatever the code above it does.</summary>
public sealed class SchemaConstraintTests(Rows rows) : IClassFixture<Rows>
{
    [Theory]
    [InlineData("number", "'GG-26-1'", "orders_number_check")]
    [InlineData("number", "'XX-2026-000001'", "orders_number_check")]
    [InlineData("version", "0", "orders_version_check")]
    [InlineData("delivery_address", "'  '", "orders_delivery_address_check")]
    [InlineData("production_priority", "0", "orders_production_priority_check")]
    [InlineData("production_priority", "10000", "orders_production_priority_check")]
    [InlineData("serial_number", "' '", "orders_serial_number_check")]
    [InlineData("serial_number", "repeat('x', 101)", "orders_serial_number_check")]
    [InlineData("penetration_mode", "'OTHER'", "orders_other_penetrations_are_explained")]
    [InlineData("status", "'CANCELED'", "orders_canceled_knows_from_where")]
    [InlineData("canceled_from", "'IN_PRODUCTION'", "orders_canceled_knows_from_where")]
    [InlineData("job_role", "'PRIMARY'", "orders_job_is_whole")]
    [InlineData("job_item_type", "'SPA'", "orders_job_is_whole")]
    [InlineData("dealer_id", "gen_random_uuid()", "orders_dealer_id_fkey")]
    [InlineData("pool_model_id", "gen_random_uuid()", "orders_pool_model_id_fkey")]
    [InlineData("color_id", "gen_random_uuid()", "orders_color_id_fkey")]
    [InlineData("factory_id", "gen_random_uuid()", "orders_factory_id_fkey")]
    [InlineData("job_id", "gen_random_uuid()", "orders_job_is_whole")]
    [InlineData("created_by", "gen_random_uuid()", "orders_created_by_fkey")]
    public async Task An_order_that_breaks_a_rule_is_refused(string column, string value, string rule)
    {
        Assert.Equal(rule, await Rows.Broken(() => rows.Order((column, value))));
    }

    [Theory]
    [InlineData("COMPLETED")]
    [InlineData("SERVICE_WARRANTY")]
    [InlineData("CANCELED")]
    public async Task An_order_is_not_canceled_from_where_it_cannot_be(string status)
    {
        Assert.Equal("orders_canceled_from_where_it_may", await Rows.Broken(() => rows.Order(("status", "'CANCELED'"), ("canceled_from", $"'{status}'"))));
    }

    [Fact]
    public async Task No_penetrations_means_no_markers()
    {
        var broken = await Rows.Broken(() => rows.Order(("penetration_mode", "'NO_PENETRATIONS'"), ("blueprint_markers", "'[]'")));

        Assert.Equal("orders_no_markers_without_penetrations", broken);
    }

    [Fact]
    public async Task A_serial_number_has_one_owner_whatever_the_letter_case()
    {
        await rows.Order(("serial_number", "'Sn-Äb-1'"));

        Assert.Equal("orders_serial_number_once", await Rows.Broken(() => rows.Order(("serial_number", "'SN-ÄB-1'"))));
    }

    [Fact]
    public async Task A_number_belongs_to_one_order()
    {
        await rows.Order(("number", "'GG-2020-000001'"));

        Assert.Equal("orders_number_key", await Rows.Broken(() => rows.Order(("number", "'GG-2020-000001'"))));
    }

    [Fact]
    public async Task A_job_has_one_order_of_each_role()
    {
        var job = Guid.NewGuid();
        await rows.Database.Execute($"insert into order_jobs (id, created_at) values ('{job}', now())");
        await rows.Order(("job_id", $"'{job}'"), ("job_role", "'PRIMARY'"), ("job_item_type", "'POOL'"));
        await rows.Order(("job_id", $"'{job}'"), ("job_role", "'LINKED'"), ("job_item_type", "'SPA'"));

        var broken = await Rows.Broken(() => rows.Order(("job_id", $"'{job}'"), ("job_role", "'LINKED'"), ("job_item_type", "'SPA'")));

        Assert.Equal("orders_one_of_each_role_in_a_job", broken);
    }

    [Fact]
    public async Task A_version_never_goes_down()
    {
        var order = await rows.Order(("version", "5"));

        Assert.Equal("23514", await Rows.Broken(() => rows.Database.Execute($"update orders set version = 4 where id = '{order}'")));
        await rows.Database.Execute($"update orders set version = 5, notes = 'same' where id = '{order}'; update orders set version = 6 where id = '{order}'");
        Assert.Equal(6, await rows.Database.Scalar<int>($"select version from orders where id = '{order}'"));
    }

    [Fact]
    public async Task The_old_word_of_a_status_is_stored_as_what_it_means()
    {
        var moved = await rows.Order(("status", "'APPROVED'"));
        var canceled = await rows.Order(("status", "'CANCELED'"), ("canceled_from", "'APPROVED'"));
        await rows.Database.Execute($"insert into order_history (order_id, kind, status, visible_to_dealer, created_at) values ('{moved}', 'CREATED', 'APPROVED', true, now())");

        Assert.Equal("IN_PRODUCTION", await rows.Database.Scalar<string>($"select status::text from orders where id = '{moved}'"));
        Assert.Equal("IN_PRODUCTION", await rows.Database.Scalar<string>($"select canceled_from::text from orders where id = '{canceled}'"));
        Assert.Equal("IN_PRODUCTION", await rows.Database.Scalar<string>($"select status::text from order_history where order_id = '{moved}'"));
    }

    [Theory]
    [InlineData("update order_history set comment = 'other'")]
    [InlineData("delete from order_history")]
    [InlineData("truncate order_history")]
    [InlineData("truncate orders cascade")]
    [InlineData("update audit_log set action = 'OTHER'")]
    [InlineData("delete from audit_log")]
    [InlineData("truncate audit_log")]
    public async Task What_happened_is_never_rewritten(string sql)
    {
        Assert.Equal("23001", await Rows.Broken(() => rows.Database.Execute(sql)));
    }

    [Theory]
    [InlineData("file_name", "''", "documents_file_name_check")]
    [InlineData("file_name", "repeat('x', 201)", "documents_file_name_check")]
    [InlineData("announced_bytes", "0", "documents_announced_bytes_check")]
    [InlineData("announced_sha256", "'\\x00'", "documents_announced_sha256_check")]
    [InlineData("sha256", "'\\x00'", "documents_sha256_check")]
    [InlineData("version", "0", "documents_version_check")]
    [InlineData("kind", "'NO_SUCH_KIND'", "documents_kind_fkey")]
    [InlineData("state", "'REJECTED'", "documents_refused_has_reasons")]
    [InlineData("state", "'INFECTED'", "documents_refused_has_reasons")]
    [InlineData("state", "'FAILED'", "documents_refused_has_reasons")]
    [InlineData("state", "'ACCEPTED'", "documents_accepted_is_known_content")]
    [InlineData("uploaded_by", "gen_random_uuid()", "documents_uploaded_by_fkey")]
    public async Task A_document_that_breaks_a_rule_is_refused(string column, string value, string rule)
    {
        var order = await rows.Order();

        Assert.Equal(rule, await Rows.Broken(() => rows.Document(order, (column, value))));
    }

    [Theory]
    [InlineData("sha256")]
    [InlineData("size_bytes")]
    [InlineData("checked_etag")]
    public async Task An_accepted_document_is_known_content(string missing)
    {
        var order = await rows.Order();
        (string Column, string Sql)[] known = [("state", "'ACCEPTED'"), ("sha256", "sha256('x')"), ("size_bytes", "1"), ("checked_etag", "'e'")];

        await rows.Document(order, known);

        Assert.Equal("documents_accepted_is_known_content", await Rows.Broken(() => rows.Document(order, [.. known, (missing, "null")])));
        Assert.Equal("documents_accepted_is_known_content", await Rows.Broken(() => rows.Document(order, [.. known, ("size_bytes", "0")])));
    }

    [Theory]
    [InlineData("insert into users (id, email, role) values (gen_random_uuid(), 'DEALER@example.com', 'ADMIN')", "users_email_once")]
    [InlineData("update users set dealer_id = (select id from dealers limit 1) where role = 'ADMIN'", "users_only_dealers_have_a_dealer")]
    [InlineData("insert into dealers (name, email) values ('Copy', 'BLUE@dealer.example')", "dealers_email_once")]
    [InlineData("insert into dealers (name, email) values (' ', 'x@y.example')", "dealers_name_check")]
    [InlineData("insert into dealers (name, email, country) values ('Abroad', 'x@y.example', 'DE')", "dealers_country_check")]
    [InlineData("insert into workflow_profiles (slug, name) values ('Not A Slug', 'x')", "workflow_profiles_slug_check")]
    [InlineData("insert into workflow_profiles (slug, name) values (repeat('a', 51), 'x')", "workflow_profiles_slug_check")]
    [InlineData("insert into factories (name) values ('Ashburn')", "factories_name_key")]
    [InlineData("insert into colors (name) values ('Lake Blue')", "colors_name_key")]
    [InlineData("insert into pool_models (name, length_ft, width_ft, depth_ft) values ('x', -1, 1, 1)", "pool_models_length_ft_check")]
    [InlineData("insert into pool_models (name, length_ft, width_ft, depth_ft, max_skimmers) values ('x', 1, 1, 1, -1)", "pool_models_max_skimmers_check")]
    [InlineData("insert into document_definitions (key, label, sort_order) values ('NOT A KEY', 'x', 1)", "document_definitions_key_check")]
    [InlineData("insert into document_definitions (key, label, sort_order) values ('NEW_KEY', ' ', 1)", "document_definitions_label_check")]
    [InlineData("insert into document_definitions (key, label, sort_order) values ('NEW_KEY', 'x', -1)", "document_definitions_sort_order_check")]
    [InlineData("insert into document_definitions (key, label, sort_order) values ('NEW_KEY', 'INVOICE WITH DEPOSIT APPLIED', 1)", "document_definitions_label_once")]
    [InlineData("insert into requirement_templates (status) values ('PENDING_PAYMENT_APPROVAL')", "requirement_templates_status_check")]
    [InlineData("insert into requirement_templates (status, fields) values ('COMPLETED', '{notes}')", "requirement_templates_fields_check")]
    [InlineData("insert into requirement_templates (status) values ('COMPLETED'), ('COMPLETED')", "requirement_templates_one_of_a_status")]
    [InlineData("insert into idempotency_keys (caller_id, door, key, fingerprint, status, answer, created_at) values (gen_random_uuid(), 'd', '', '', 1, '', now())", "idempotency_keys_key_check")]
    public async Task A_row_that_breaks_a_rule_is_refused(string sql, string rule)
    {
        Assert.Equal(rule, await Rows.Broken(() => rows.Database.Execute(sql)));
    }

    [Fact]
    public async Task Two_users_are_never_of_one_dealer()
    {
        var broken = await Rows.Broken(() => rows.Database.Execute($"insert into users (id, email, role, dealer_id) values (gen_random_uuid(), 'second@example.com', 'DEALER', '{rows.World.DealerId}')"));

        Assert.Equal("users_dealer_id_key", broken);
    }

    [Fact]
    public async Task What_an_order_points_at_stays()
    {
        var order = await rows.Order();
        await rows.Document(order);

        Assert.Equal("orders_dealer_id_fkey", await Rows.Broken(() => rows.Database.Execute($"delete from dealers where id = '{rows.World.DealerId}'")));
        Assert.Equal("orders_pool_model_id_fkey", await Rows.Broken(() => rows.Database.Execute($"delete from pool_models where id = '{rows.World.Pool}'")));
        Assert.Equal("orders_color_id_fkey", await Rows.Broken(() => rows.Database.Execute($"delete from colors where id = '{rows.World.Blue}'")));
        Assert.Equal("documents_order_id_fkey", await Rows.Broken(() => rows.Database.Execute($"delete from orders where id = '{order}'")));
        Assert.Equal("documents_kind_fkey", await Rows.Broken(() => rows.Database.Execute("delete from document_definitions where key = 'QUOTE'")));
    }
}
