using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Backups;

/// <summary>Every backup in the store, newest first, with what it holds, whether it was proven, and why it is kept.</summary>
public sealed class ListBackups
{
    [Function(nameof(ListBackups)), Needs(Permission.ReadOperations)]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/backups")] HttpRequest request) => throw new NotSupportedException();
}
