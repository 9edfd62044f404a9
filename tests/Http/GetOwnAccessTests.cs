namespace Glimmerglass.Tests.Http;

public sealed class GetOwnAccessTests(TestApp app) : IClassFixture<TestApp>
{
    private const string OfDealers = "READ_OWN_ACCESS READ_ORDERS CREATE_ORDERS COMMENT_ON_ORDERS READ_DOCUMENTS UPLOAD_DOCUMENTS";
    private const string Everything =
        "READ_OWN_ACCESS READ_ORDERS CREATE_ORDERS EDIT_ORDERS MOVE_ORDERS COMMENT_ON_ORDERS READ_DOCUMENTS UPLOAD_DOCUMENTS EDIT_DOCUMENTS";
    private const string OfSuperadmins = Everything + " RELEASE_DOCUMENTS READ_OPERATIONS RUN_JOBS READ_AUDIT";

    [Fact]
    public async Task A_dealer_learns_its_company_and_what_it_may_do()
    {
        var answer = await app.As(app.World.Dealer).Get("/api/me");

        Assert.Equal(200, answer.Status);
        Assert.Equal((app.World.Dealer.Id, "dealer@example.com", "DEALER"), (answer.Id, answer["email"].ToString(), answer["role"].ToString()));
        Assert.Equal(
            (app.World.DealerId, "Blue Lagoon Pools", true),
            (answer["dealer"]["id"]!.GetValue<Guid>(), answer["dealer"]["name"]!.ToString(), answer["dealer"]["agreementSigned"]!.GetValue<bool>()));
        Assert.Equal("", Modules(answer));
        Assert.Equal((false, false, OfDealers), (Flag(answer, "allModules"), Flag(answer, "allFactories"), Permissions(answer)));
    }

    [Fact]
    public async Task A_dealer_learns_that_its_agreement_is_open()
    {
        var answer = await app.As(app.World.UnsignedDealer).Get("/api/me");

        Assert.Equal(200, answer.Status);
        Assert.False(answer["dealer"]["agreementSigned"]!.GetValue<bool>());
    }

    [Fact]
    public async Task An_admin_without_rows_has_every_module_and_factory()
    {
        var answer = await app.As(app.World.Admin).Get("/api/me");

        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Body!["dealer"]);
        Assert.Equal(11, answer["modules"].AsArray().Count);
        Assert.All(answer["modules"].AsArray(), module => Assert.Equal("EDIT", module!["accessLevel"]!.ToString()));
        Assert.Empty(answer["factoryIds"].AsArray());
        Assert.Equal((true, true, Everything), (Flag(answer, "allModules"), Flag(answer, "allFactories"), Permissions(answer)));
    }

    [Fact]
    public async Task An_admin_with_modules_to_view_learns_that_it_may_only_read()
    {
        var answer = await app.As(app.World.ViewingAdmin).Get("/api/me");

        Assert.Equal("ORDER_LIST VIEW, NEW_ORDER VIEW", Modules(answer));
        Assert.Equal((false, "READ_OWN_ACCESS READ_ORDERS READ_DOCUMENTS"), (Flag(answer, "allModules"), Permissions(answer)));
    }

    [Fact]
    public async Task An_admin_of_another_module_learns_that_orders_are_not_its_business()
    {
        var answer = await app.As(app.World.InventoryAdmin).Get("/api/me");

        Assert.Equal("INVENTORY EDIT", Modules(answer));
        Assert.Equal((false, "READ_OWN_ACCESS"), (Flag(answer, "allModules"), Permissions(answer)));
    }

    [Fact]
    public async Task An_admin_of_a_factory_learns_which()
    {
        var answer = await app.As(app.World.AdminOfA).Get("/api/me");

        Assert.Equal([app.World.FactoryA], answer["factoryIds"].AsArray().Select(id => id!.GetValue<Guid>()));
        Assert.Equal((true, false, Everything), (Flag(answer, "allModules"), Flag(answer, "allFactories"), Permissions(answer)));
    }

    [Fact]
    public async Task A_superadmin_has_everything_whatever_its_rows_say()
    {
        await app.Database.Execute($"""
            insert into user_module_access (user_id, module, access_level) values ('{app.World.Superadmin.Id}', 'INVENTORY', 'VIEW');
            insert into user_factory_access (user_id, factory_id) values ('{app.World.Superadmin.Id}', '{app.World.FactoryA}')
            """);

        var answer = await app.As(app.World.Superadmin).Get("/api/me");

        Assert.Equal((true, true, OfSuperadmins), (Flag(answer, "allModules"), Flag(answer, "allFactories"), Permissions(answer)));
        Assert.Equal(11, answer["modules"].AsArray().Count);
    }

    [Fact]
    public async Task Rows_of_an_admin_do_not_make_more_of_a_dealer()
    {
        await app.Database.Execute($"insert into user_module_access (user_id, module, access_level) values ('{app.World.OtherDealer.Id}', 'DEALERS', 'EDIT')");

        var answer = await app.As(app.World.OtherDealer).Get("/api/me");

        Assert.Equal(("", OfDealers), (Modules(answer), Permissions(answer)));
    }

    private static bool Flag(Answered answer, string member) => answer[member].GetValue<bool>();

    private static string Permissions(Answered answer) => string.Join(' ', answer["permissions"].AsArray().Select(word => word!.ToString()));

    private static string Modules(Answered answer) =>
        string.Join(", ", answer["modules"].AsArray().Select(row => $"{row!["module"]} {row["accessLevel"]}"));
}
