using System.Security.Claims;
using Glimmerglass.Data;
using Glimmerglass.Data.Audit;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Functions.Access;

/// <summary>Lets nobody through a door who may not: first who it is, then whether that user is approved, then what the door needs.</summary>
public sealed partial class AccessMiddleware(Doors doors, KnownCallers callers, RefusalAudit audit, ILogger<AccessMiddleware> log) : IFunctionsWorkerMiddleware
{
    /// <summary>The claim that names the user, as the token validation of the platform maps "oid".</summary>
    private const string ObjectIdClaim = "http://schemas.microsoft.com/identity/claims/objectidentifier";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http)
        {
            await next(context);
            return;
        }

        if (await Refuse(context.FunctionDefinition.Name, http) is { } refusal)
        {
            LogRefused(log, context.FunctionDefinition.Name, refusal.Code);
            await Problem.Write(http, refusal);
            return;
        }

        await next(context);
    }

    private async Task<Refusal?> Refuse(string function, HttpContext http)
    {
        var door = doors.Of(function);
        if (door is null) return Refusal.NotAllowed();
        if (door.Open)
        {
            if (door.TellsMoreTo is { } permission) await Recognise(http, permission);
            return null;
        }

        var signIn = await http.AuthenticateAsync();
        if (!signIn.Succeeded || ObjectId(signIn.Principal) is not { } userId)
        {
            // Who sends nothing has not tried to sign in.
            if (http.Request.Headers.Authorization.Count > 0) await Tell(AuditAction.SignInRefused, function, Refusal.NotSignedIn(), null, null);
            return Refusal.NotSignedIn();
        }
        http.User = signIn.Principal;

        var caller = await callers.Find(userId, http.RequestAborted);
        var refusal = Refuse(caller, signIn.Principal, door.Needs!.Value);
        if (refusal is null) caller!.Enter(http);
        else await Tell(AuditAction.AccessRefused, function, refusal, userId, caller);
        return refusal;
    }

    private static Refusal? Refuse(Caller? caller, ClaimsPrincipal principal, Permission needed)
    {
        if (!IsApproved(caller, principal)) return Refusal.NotApproved();
        return Permissions.Allows(caller!, needed) ? null : Refusal.NotAllowed();
    }

    /// <summary>Neither the token nor the address is kept: the one is a key, the other personal.</summary>
    private Task Tell(AuditAction action, string door, Refusal refusal, Guid? userId, Caller? caller)
    {
        // Strangers count as one, at whatever door.
        var same = userId is null ? "" : door;
        return audit.Record(same, new RefusedAct(action, userId, caller?.Role, caller?.DealerId, null, new { door, refusal.Code }));
    }

    /// <summary>Lets a caller with the permission be known to an open door, which stays open whatever the token is worth and whatever is broken.</summary>
    private async Task Recognise(HttpContext http, Permission permission)
    {
        if (http.Request.Headers.Authorization.Count == 0) return;
        try
        {
            var signIn = await http.AuthenticateAsync();
            if (!signIn.Succeeded || ObjectId(signIn.Principal) is not { } userId) return;

            var caller = await callers.Recall(userId, http.RequestAborted);
            if (IsApproved(caller, signIn.Principal) && Permissions.Allows(caller!, permission)) caller!.Enter(http);
        }
        catch (Exception fault)
        {
            LogNotRecognised(log, fault);
        }
    }

    private static bool IsApproved(Caller? caller, ClaimsPrincipal principal) => caller is { User.Approved: true } && principal.IsInRole(caller.Role.Word());

    private static Guid? ObjectId(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ObjectIdClaim) ?? principal.FindFirstValue("oid"), out var id) ? id : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "The caller of an open door could not be recognised.")]
    private static partial void LogNotRecognised(ILogger log, Exception fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Function} refused its caller: {Code}.")]
    private static partial void LogRefused(ILogger log, string function, string code);
}
