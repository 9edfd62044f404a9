using Glimmerglass.Data;
using Glimmerglass.Data.Audit;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Audit;

/// <summary>
/// Verifies a stretch of the audit log now: up to <c>limit</c> seals from position <c>from</c> on, or the newest ones. The whole of it is verified each night by
/// <see cref="ProveAuditLog"/>, and by the command <c>audit</c>.
/// </summary>
public sealed class VerifyAuditLog(AuditProof proof, SealFiles files)
{
    public const int MaxSeals = 50_000;

    private const int UsualSeals = 10_000;

    public sealed record View(
        bool Whole, long From, long Through, long Rows, int Witnesses, long AnchorPosition, long HeadPosition, string HeadHash, DateTimeOffset? SealedAt,
        long Unsealed, DateTimeOffset? OldestUnsealedAt, long? Next, IReadOnlyList<ChainBreak> Breaks);

    [Function(nameof(VerifyAuditLog)), Needs(Permission.ReadAudit)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "audit/verify")] HttpRequest request)
    {
        var cancel = request.HttpContext.RequestAborted;
        var query = new QueryReader(request);
        var limit = query.Integer("limit", 1, MaxSeals) ?? UsualSeals;
        var from = query.Whole("from", 1, long.MaxValue / 2);
        if (query.Refuse() is { } malformed) return Answer.Refuse(malformed);

        var witnesses = await files.List(cancel);
        var found = await proof.Verify(from, limit, witnesses, NoProgress.Instance, cancel);

        return Answer.Ok(Shown(found));
    }

    internal static View Shown(AuditVerdict found) => new(
        found.Whole, found.From, found.Through, found.Rows, found.Witnesses ?? 0, found.Ends.AnchorPosition, found.Ends.HeadPosition,
        Convert.ToHexStringLower(found.Ends.HeadHash), found.Ends.SealedAt, found.Ends.Unsealed, found.Ends.OldestUnsealedAt,
        found.Through < found.Ends.HeadPosition ? found.Through + 1 : null, found.Breaks);
}
