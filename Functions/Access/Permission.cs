using Glimmerglass.Data.Access;

namespace Glimmerglass.Functions.Access;

/// <summary>What a door asks of its caller. Who has it is in <see cref="Permissions"/>.</summary>
public enum Permission
{
    ReadOwnAccess,
    ReadOrders,
    CreateOrders,
    EditOrders,
    MoveOrders,
    CommentOnOrders,
    ReadDocuments,
    UploadDocuments,
    EditDocuments,
    ReleaseDocuments,
    ReadOperations,
    RunJobs,
    ReadAudit,
}

/// <summary>Who may do what: dealers by a list, admins by module and level, superadmins everything.</summary>
public static class Permissions
{
    public static bool Allows(Caller caller, Permission permission) => caller.Role switch
    {
        Role.Superadmin => true,
        Role.Dealer => OfDealers(permission),
        Role.Admin => !OfSuperadminsAlone(permission) && (OfAdmins(permission) is not var (module, level) || caller.Has(module, level)),
        _ => false,
    };

    private static bool OfSuperadminsAlone(Permission permission) => permission is
        Permission.ReleaseDocuments or Permission.ReadOperations or Permission.RunJobs or Permission.ReadAudit;

    private static bool OfDealers(Permission permission) => permission is
        Permission.ReadOwnAccess or Permission.ReadOrders or Permission.CreateOrders or Permission.CommentOnOrders
        or Permission.ReadDocuments or Permission.UploadDocuments;

    /// <summary>The module and level that an admin needs; null: none.</summary>
    private static (Module Module, AccessLevel Level)? OfAdmins(Permission permission) => permission switch
    {
        Permission.ReadOwnAccess => null,
        Permission.ReadOrders or Permission.ReadDocuments => (Module.OrderList, AccessLevel.View),
        Permission.CreateOrders => (Module.NewOrder, AccessLevel.Edit),
        Permission.EditOrders or Permission.MoveOrders or Permission.CommentOnOrders
            or Permission.UploadDocuments or Permission.EditDocuments => (Module.OrderList, AccessLevel.Edit),
        _ => throw new ArgumentOutOfRangeException(nameof(permission)),
    };
}
