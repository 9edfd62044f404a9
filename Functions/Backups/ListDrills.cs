using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Backups;

/// <summary>The newest drills: which backup was proven, what was found, how much would have been lost and how long a restore took.</summary>
public sealed class ListDrills
{
    [Function(nameof(ListDrills)), Needs(Permission.ReadOperations)]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/drills")] HttpRequest request) => throw new NotSupportedException();
}
