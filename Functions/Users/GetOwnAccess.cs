using Glimmerglass.Data.Access;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Users;

/// <summary>Who the caller is and what it may do, so that a client can show what works.</summary>
public sealed class GetOwnAccess
{
    public sealed record View(
        Guid Id, string Email, string? DisplayName, Role Role, DealerView? Dealer, bool AllModules, IReadOnlyList<ModuleView> Modules, bool AllFactories, Guid[] FactoryIds, IReadOnlyList<Permission> Permissions);

    public sealed record DealerView(Guid Id, string? Name, bool AgreementSigned);

    public sealed record ModuleView(Module Module, AccessLevel AccessLevel);

    [Function(nameof(GetOwnAccess)), Needs(Permission.ReadOwnAccess)]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")] HttpRequest request)
    {
        if (new QueryReader(request).Refuse() is { } malformed) return Task.FromResult(Answer.Refuse(malformed));
        return Task.FromResult<IResult>(Answer.Ok(Of(Caller.Of(request))));
    }

    private static View Of(Caller caller)
    {
        var user = caller.User;
        var modules = from module in Enum.GetValues<Module>()
                      where caller.Has(module, AccessLevel.View)
                      select new ModuleView(module, caller.Has(module, AccessLevel.Edit) ? AccessLevel.Edit : AccessLevel.View);
        return new View(
            user.Id, user.Email, user.DisplayName, user.Role,
            user.DealerId is { } dealer ? new DealerView(dealer, user.DealerName, user.AgreementSigned) : null,
            caller.HasAllModules, [.. modules],
            !caller.IsDealer && caller.Scope.FactoryIds is null, caller.Scope.FactoryIds ?? [],
            [.. Enum.GetValues<Permission>().Where(permission => Permissions.Allows(caller, permission))]);
    }
}
