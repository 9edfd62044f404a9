using Glimmerglass.Data.Access;
using Glimmerglass.Functions.Access;

namespace Glimmerglass.Tests.Rules;

public sealed class PermissionsTests
{
    /// <summary>The module and level that an admin with module rows needs; written down once more, so that a change shows up here.</summary>
    private static readonly Dictionary<Permission, (Module Module, AccessLevel Level)?> admins = new()
    {
        [Permission.ReadOwnAccess] = null,
        [Permission.ReadOrders] = (Module.OrderList, AccessLevel.View),
        [Permission.CreateOrders] = (Module.NewOrder, AccessLevel.Edit),
        [Permission.EditOrders] = (Module.OrderList, AccessLevel.Edit),
        [Permission.MoveOrders] = (Module.OrderList, AccessLevel.Edit),
        [Permission.CommentOnOrders] = (Module.OrderList, AccessLevel.Edit),
        [Permission.ReadDocuments] = (Module.OrderList, AccessLevel.View),
        [Permission.UploadDocuments] = (Module.OrderList, AccessLevel.Edit),
        [Permission.EditDocuments] = (Module.OrderList, AccessLevel.Edit),
    };

    private static readonly Permission[] superadminsAlone = [Permission.ReleaseDocuments, Permission.ReadOperations, Permission.RunJobs, Permission.ReadAudit];

    private static readonly Permission[] dealers =
    [
        Permission.ReadOwnAccess, Permission.ReadOrders, Permission.CreateOrders, Permission.CommentOnOrders, Permission.ReadDocuments, Permission.UploadDocuments,
    ];

    public static TheoryData<Permission> All() => [.. Enum.GetValues<Permission>()];

    [Theory, MemberData(nameof(All))]
    public void A_dealer_has_its_list_a_superadmin_everything_and_an_admin_without_rows_all_but_what_is_the_superadmins(Permission permission)
    {
        Assert.Equal(dealers.Contains(permission), Permissions.Allows(Caller(Role.Dealer), permission));
        Assert.True(Permissions.Allows(Caller(Role.Superadmin), permission));
        Assert.Equal(!superadminsAlone.Contains(permission), Permissions.Allows(Caller(Role.Admin), permission));
    }

    [Theory, MemberData(nameof(All))]
    public void An_admin_with_one_module_row_has_what_that_module_and_level_give(Permission permission)
    {
        foreach (var module in Enum.GetValues<Module>())
        {
            foreach (var level in Enum.GetValues<AccessLevel>())
            {
                var expected = !superadminsAlone.Contains(permission) && (admins[permission] is not { } needed || (needed.Module == module && (needed.Level == AccessLevel.View || level == AccessLevel.Edit)));

                Assert.Equal(expected, Permissions.Allows(Caller(Role.Admin, (module, level)), permission));
            }
        }
    }

    [Fact]
    public void Each_of_several_rows_keeps_its_own_level()
    {
        var admin = Caller(Role.Admin, (Module.OrderList, AccessLevel.View), (Module.NewOrder, AccessLevel.Edit));

        Assert.True(Permissions.Allows(admin, Permission.ReadOrders));
        Assert.True(Permissions.Allows(admin, Permission.CreateOrders));
        Assert.False(Permissions.Allows(admin, Permission.MoveOrders));
    }

    [Fact]
    public void Module_rows_give_a_dealer_nothing()
    {
        var dealer = Caller(Role.Dealer, (Module.OrderList, AccessLevel.Edit));

        Assert.False(Permissions.Allows(dealer, Permission.MoveOrders));
    }

    [Fact]
    public void A_superadmin_is_not_limited_by_rows()
    {
        var factory = Guid.NewGuid();
        var superadmin = new Caller(User(Role.Superadmin, [(Module.Inventory, AccessLevel.View)]) with { FactoryIds = [factory] });

        Assert.All(Enum.GetValues<Permission>(), permission => Assert.True(Permissions.Allows(superadmin, permission)));
        Assert.Equal(Scope.Everything, superadmin.Scope);
    }

    [Fact]
    public void A_role_or_permission_that_nobody_decided_on_gives_nothing()
    {
        Assert.False(Permissions.Allows(Caller((Role)99), Permission.ReadOwnAccess));
        Assert.False(Permissions.Allows(Caller(Role.Dealer), (Permission)99));
        Assert.Throws<ArgumentOutOfRangeException>(() => Permissions.Allows(Caller(Role.Admin), (Permission)99));
    }

    [Fact]
    public void A_scope_is_the_dealer_of_a_dealer_the_factories_of_an_admin_or_everything()
    {
        var (dealer, factory) = (Guid.NewGuid(), Guid.NewGuid());

        Assert.Equal(new Scope(dealer, null), new Caller(User(Role.Dealer, []) with { DealerId = dealer }).Scope);
        Assert.Equal(new Scope(Guid.Empty, null), Caller(Role.Dealer).Scope);
        Assert.Equal([factory], new Caller(User(Role.Admin, []) with { FactoryIds = [factory] }).Scope.FactoryIds!);
        Assert.Equal(Scope.Everything, Caller(Role.Admin).Scope);
    }

    private static Caller Caller(Role role, params (Module Module, AccessLevel Level)[] rows) => new(User(role, rows));

    private static User User(Role role, (Module Module, AccessLevel Level)[] rows) => new()
    {
        Id = Guid.NewGuid(),
        Email = "someone@example.com",
        Role = role,
        Approved = true,
        Modules = [.. rows.Select(row => row.Module)],
        Levels = [.. rows.Select(row => row.Level)],
        FactoryIds = [],
    };
}
