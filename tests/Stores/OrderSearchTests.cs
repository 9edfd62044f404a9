namespace Glimmerglass.Tests.Stores;

/// <summary>The text that an order is found by is true after every change, whoever makes it.</summary>
public sealed class OrderSearchTests(Rows rows) : IClassFixture<Rows>
{
    [Fact]
    public async Task A_new_order_is_found_by_all_that_names_it()
    {
        var order = await rows.Order(("serial_number", "'SN-77'"), ("invoice_number", "'INV-9'"), ("search", "'ignored'"));

        var text = await Search(order);

        foreach (var word in new[] { "gg-2026-", "1 lake street", "sn-77", "inv-9", "blue lagoon pools", "otsego 30", "lake blue", "fort plain" }) Assert.Contains(word, text, StringComparison.Ordinal);
        Assert.DoesNotContain("ignored", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serial_number = 'NEW-SERIAL'", "new-serial")]
    [InlineData("invoice_number = 'NEW-INVOICE'", "new-invoice")]
    [InlineData("delivery_address = '9 New Road'", "9 new road")]
    [InlineData("color_id = (select id from colors where name = 'Arctic White')", "arctic white")]
    [InlineData("pool_model_id = (select id from pool_models where name = 'Canadarago 35')", "canadarago 35")]
    [InlineData("factory_id = (select id from factories where name = 'Ashburn')", "ashburn")]
    [InlineData("dealer_id = (select id from dealers where name = 'Red Rock Pools')", "red rock pools")]
    public async Task A_changed_order_is_found_by_what_it_is_now(string change, string word)
    {
        var order = await rows.Order();
        Assert.DoesNotContain(word, await Search(order), StringComparison.Ordinal);

        await rows.Database.Execute($"update orders set {change}, version = version + 1 where id = '{order}'");

        Assert.Contains(word, await Search(order), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dealers", "dealer_id", "name, email", "'Old Dealer ' || gen_random_uuid(), gen_random_uuid()::text")]
    [InlineData("factories", "factory_id", "name", "'Old Factory ' || gen_random_uuid()")]
    [InlineData("colors", "color_id", "name", "'Old Colour ' || gen_random_uuid()")]
    [InlineData("pool_models", "pool_model_id", "name, length_ft, width_ft, depth_ft", "'Old Model ' || gen_random_uuid(), 1, 1, 1")]
    public async Task A_new_name_of_what_an_order_points_at_is_found_at_once(string table, string column, string columns, string values)
    {
        var id = await rows.Database.Scalar<string>($"insert into {table} ({columns}) values ({values}) returning id::text");
        var order = await rows.Order((column, $"'{id}'"), ("version", "3"));
        Assert.Contains("\nold ", await Search(order), StringComparison.Ordinal);

        await rows.Database.Execute($"update {table} set name = 'RENAMED {id}' where id = '{id}'");

        var text = await Search(order);
        Assert.Contains($"renamed {id}", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nold ", text, StringComparison.Ordinal);
        Assert.Equal(3, await rows.Database.Scalar<int>($"select version from orders where id = '{order}'"));
    }

    [Fact]
    public async Task A_factory_that_is_gone_is_forgotten()
    {
        var factory = await rows.Database.Scalar<string>("insert into factories (name) values ('Closing Soon') returning id::text");
        var order = await rows.Order(("factory_id", $"'{factory}'"));

        await rows.Database.Execute($"delete from factories where id = '{factory}'");

        Assert.DoesNotContain("closing soon", await Search(order), StringComparison.Ordinal);
    }

    private Task<string> Search(Guid order) => rows.Database.Scalar<string>($"select search from orders where id = '{order}'");
}
