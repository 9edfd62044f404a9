using Dapper;
using Glimmerglass.Data.Access;

namespace Glimmerglass.Tests;

public sealed record TestUser(Guid Id, string Email, Role Role);

/// <summary>The people and things that most tests need: two dealers, admins with and without limits, two factories, a small catalogue.</summary>
public sealed class World
{
    public Guid FactoryA { get; } = Guid.NewGuid();

    public Guid FactoryB { get; } = Guid.NewGuid();

    /// <summary>A pool of factory A: at most 2 skimmers, 4 returns, 1 main drain.</summary>
    public Guid Pool { get; } = Guid.NewGuid();

    /// <summary>A pool of factory B, without limits.</summary>
    public Guid OtherPool { get; } = Guid.NewGuid();

    public Guid Spa { get; } = Guid.NewGuid();

    public Guid RetiredPool { get; } = Guid.NewGuid();

    public Guid Blue { get; } = Guid.NewGuid();

    public Guid White { get; } = Guid.NewGuid();

    public Guid RetiredColor { get; } = Guid.NewGuid();

    public Guid DealerId { get; } = Guid.NewGuid();

    public Guid OtherDealerId { get; } = Guid.NewGuid();

    /// <summary>Approved, but has not signed its agreement.</summary>
    public Guid UnsignedDealerId { get; } = Guid.NewGuid();

    public TestUser Dealer { get; } = User(Role.Dealer, "dealer");

    public TestUser OtherDealer { get; } = User(Role.Dealer, "other-dealer");

    public TestUser UnsignedDealer { get; } = User(Role.Dealer, "unsigned-dealer");

    public TestUser UnapprovedDealer { get; } = User(Role.Dealer, "unapproved-dealer");

    /// <summary>Without module and factory rows: everything of an admin.</summary>
    public TestUser Admin { get; } = User(Role.Admin, "admin");

    /// <summary>ORDER_LIST and NEW_ORDER, both VIEW.</summary>
    public TestUser ViewingAdmin { get; } = User(Role.Admin, "viewing-admin");

    /// <summary>INVENTORY alone.</summary>
    public TestUser InventoryAdmin { get; } = User(Role.Admin, "inventory-admin");

    public TestUser AdminOfA { get; } = User(Role.Admin, "admin-of-a");

    public TestUser AdminOfB { get; } = User(Role.Admin, "admin-of-b");

    public TestUser DisabledAdmin { get; } = User(Role.Admin, "disabled-admin");

    public TestUser Superadmin { get; } = User(Role.Superadmin, "superadmin");

    public static async Task<World> Create(TestDatabase database)
    {
        var world = new World();
        await using var connection = await database.Connect();
        await connection.ExecuteAsync("""
            insert into factories (id, name) values (@FactoryA, 'Fort Plain'), (@FactoryB, 'Ashburn');
            insert into colors (id, name, active) values (@Blue, 'Lake Blue', true), (@White, 'Arctic White', true), (@RetiredColor, 'Mustard', false);
            insert into pool_models (id, name, product_type, length_ft, width_ft, depth_ft, max_skimmers, max_returns, max_main_drains, default_factory_id, active) values
                (@Pool, 'Otsego 30', 'POOL', 30, 14, 6, 2, 4, 1, @FactoryA, true),
                (@OtherPool, 'Canadarago 35', 'POOL', 35, 15.5, 6.5, null, null, null, @FactoryB, true),
                (@Spa, 'Cooper Spa', 'SPA', 8, 8, 3, null, null, null, @FactoryA, true),
                (@RetiredPool, 'Old Lake', 'POOL', 20, 10, 5, null, null, null, @FactoryA, false);
            insert into dealers (id, name, email, approved, agreement_signed_at) values
                (@DealerId, 'Blue Lagoon Pools', 'blue@dealer.example', true, now()),
                (@OtherDealerId, 'Red Rock Pools', 'red@dealer.example', true, now()),
                (@UnsignedDealerId, 'Green Hill Pools', 'green@dealer.example', true, null);
            """, new
        {
            world.FactoryA,
            world.FactoryB,
            world.Blue,
            world.White,
            world.RetiredColor,
            world.Pool,
            world.OtherPool,
            world.Spa,
            world.RetiredPool,
            world.DealerId,
            world.OtherDealerId,
            world.UnsignedDealerId,
        });
        await AddUsers(connection, world);
        await connection.ExecuteAsync("""
            insert into user_module_access (user_id, module, access_level) values
                (@Viewing, 'ORDER_LIST', 'VIEW'), (@Viewing, 'NEW_ORDER', 'VIEW'), (@Inventory, 'INVENTORY', 'EDIT');
            insert into user_factory_access (user_id, factory_id) values (@OfA, @FactoryA), (@OfB, @FactoryB);
            update users set disabled_at = now() where id = @Disabled;
            """, new
        {
            Viewing = world.ViewingAdmin.Id,
            Inventory = world.InventoryAdmin.Id,
            OfA = world.AdminOfA.Id,
            OfB = world.AdminOfB.Id,
            world.FactoryA,
            world.FactoryB,
            Disabled = world.DisabledAdmin.Id,
        });
        return world;
    }

    private static async Task AddUsers(System.Data.IDbConnection connection, World world)
    {
        (TestUser User, Guid? DealerId, bool Approved)[] users =
        [
            (world.Dealer, world.DealerId, true), (world.OtherDealer, world.OtherDealerId, true), (world.UnsignedDealer, world.UnsignedDealerId, true),
            (world.UnapprovedDealer, null, false), (world.Admin, null, true), (world.ViewingAdmin, null, true), (world.InventoryAdmin, null, true),
            (world.AdminOfA, null, true), (world.AdminOfB, null, true), (world.DisabledAdmin, null, true), (world.Superadmin, null, true),
        ];
        foreach (var (user, dealerId, approved) in users)
        {
            await connection.ExecuteAsync(
                "insert into users (id, email, role, approved, dealer_id) values (@Id, @Email, @Role::user_role, @approved, @dealerId)",
                new { user.Id, user.Email, Role = Data.Words.Word(user.Role), approved, dealerId });
        }
    }

    private static TestUser User(Role role, string name) => new(Guid.NewGuid(), $"{name}@example.com", role);
}
