using Glimmerglass.Data;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Catalog;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Data.Orders;

namespace Glimmerglass.Tests.Stores;

/// <summary>The words of the code are the words of the database.</summary>
public sealed class EnumTests(EnumTests.Schema schema) : IClassFixture<EnumTests.Schema>
{
    [Fact]
    public async Task Every_enum_has_the_same_words_on_both_sides_in_the_same_order()
    {
        Assert.Equal(Of<Role>(), await schema.Labels("user_role"));
        Assert.Equal(Of<Module>(), await schema.Labels("admin_module"));
        Assert.Equal(Of<AccessLevel>(), await schema.Labels("module_access_level"));
        Assert.Equal(Of<ProductType>(), await schema.Labels("product_type"));
        Assert.Equal(Of<ShippingMethod>(), await schema.Labels("shipping_method"));
        Assert.Equal(Of<PenetrationMode>(), await schema.Labels("penetration_mode"));
        Assert.Equal(Of<OrderJobRole>(), await schema.Labels("order_job_role"));
        Assert.Equal(Of<HistoryKind>(), await schema.Labels("history_kind"));
        Assert.Equal(Of<DocumentState>(), await schema.Labels("document_state"));
        Assert.Equal(Of<ScanResult>(), await schema.Labels("scan_result"));
        Assert.Equal(Of<JobOrigin>(), await schema.Labels("job_origin"));
        Assert.Equal(Of<JobOutcome>(), await schema.Labels("job_outcome"));
    }

    [Fact]
    public async Task A_status_of_old_imports_is_the_one_word_that_only_the_database_knows()
    {
        var labels = await schema.Labels("order_status");

        Assert.Equal(Of<OrderStatus>(), labels.Where(label => label != "APPROVED"));
        Assert.Contains("APPROVED", labels);
    }

    [Fact]
    public async Task Every_enum_of_the_database_is_compared_here()
    {
        var types = await schema.Database.Db.Query<string>("select typname::text from pg_type where typtype = 'e' order by typname", null, CancellationToken.None);

        Assert.Equal(
            ["admin_module", "document_state", "history_kind", "job_origin", "job_outcome", "module_access_level", "order_job_role", "order_status", "penetration_mode", "product_type", "scan_result", "shipping_method", "user_role"], types);
    }

    private static IEnumerable<string> Of<T>() where T : struct, Enum => Enum.GetValues<T>().Select(value => value.Word());

    public sealed class Schema : IAsyncLifetime
    {
        public TestDatabase Database { get; private set; } = null!;

        public Task<IReadOnlyList<string>> Labels(string type) =>
            Database.Db.Query<string>("select enumlabel::text from pg_enum where enumtypid = @type::regtype order by enumsortorder", new { type }, CancellationToken.None);

        public async Task InitializeAsync() => Database = await TestDatabase.Create();

        public async Task DisposeAsync() => await Database.DisposeAsync();
    }
}
