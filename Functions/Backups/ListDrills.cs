using Glimmerglass.Data.Backups;
using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Backups;

/// <summary>The newest drills: which backup was proven, what was found, how much would have been lost and how long a restore took.</summary>
public sealed class ListDrills(DrillStore drills)
{
    [Function(nameof(ListDrills)), Needs(Permission.ReadOperations)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/drills")] HttpRequest request)
    {
        var query = new QueryReader(request);
        var limit = query.Limit();
        if (query.Refuse() is { } malformed) return Answer.Refuse(malformed);

        var newest = await drills.ListNewest(limit, request.HttpContext.RequestAborted);

        return Answer.Ok(new { items = newest });
    }
}
