using Glimmerglass.Data.Access;
using Microsoft.AspNetCore.Http;

namespace Glimmerglass.Functions.Access;

/// <summary>Who is asking, resolved once for each request and known for at most 30 seconds.</summary>
public sealed class Caller(User user)
{
    public Guid UserId => user.Id;

    public Role Role => user.Role;

    public bool IsDealer => user.Role == Role.Dealer;

    public Guid? DealerId => user.DealerId;

    public User User => user;

    public Actor Actor => new(user.Id, user.Role);

    /// <summary>The orders this caller may see.</summary>
    public Scope Scope { get; } = user.Role switch
    {
        Role.Superadmin => Scope.Everything,
        Role.Admin => new Scope(null, user.FactoryIds.Length == 0 ? null : user.FactoryIds),
        // A dealer's user without a dealer sees the orders of no dealer, not of every one.
        _ => new Scope(user.DealerId ?? Guid.Empty, null),
    };

    /// <summary>Rows limit admins alone.</summary>
    public bool HasAllModules => user.Role == Role.Superadmin || (user.Role == Role.Admin && user.Modules.Length == 0);

    /// <summary>An admin without module rows has every module; EDIT includes VIEW.</summary>
    public bool Has(Module module, AccessLevel level)
    {
        if (user.Role != Role.Admin) return user.Role == Role.Superadmin;
        if (HasAllModules) return true;
        var at = Array.IndexOf(user.Modules, module);
        return at >= 0 && user.Levels[at] >= level;
    }

    public static Caller Of(HttpRequest request) =>
        request.HttpContext.Items[typeof(Caller)] as Caller ?? throw new InvalidOperationException("An open door has no caller.");

    /// <summary>Whether an open door may tell this caller more than everybody; see <see cref="TellsMoreAttribute"/>.</summary>
    public static bool IsRecognised(HttpRequest request) => request.HttpContext.Items.ContainsKey(typeof(Caller));

    internal void Enter(HttpContext http) => http.Items[typeof(Caller)] = this;
}
