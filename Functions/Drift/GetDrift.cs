using Glimmerglass.Data.Drift;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Drift;

/// <summary>What the newest check of drift found; its <c>check</c> is null when there was none yet.</summary>
public sealed class GetDrift(DriftStore drift)
{
    [Function(nameof(GetDrift)), Needs(Permission.ReadOperations)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/drift")] HttpRequest request)
    {
        if (new QueryReader(request).Refuse() is { } malformed) return Answer.Refuse(malformed);

        return Answer.Ok(new { check = await drift.FindNewest(request.HttpContext.RequestAborted) });
    }
}
