using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Drift;

/// <summary>What the newest check of drift found.</summary>
public sealed class GetDrift
{
    [Function(nameof(GetDrift)), Needs(Permission.ReadOperations)]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/drift")] HttpRequest request) => throw new NotSupportedException();
}
