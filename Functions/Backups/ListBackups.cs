using Glimmerglass.Functions.Access;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Backups;

/// <summary>The newest backups in the store, newest first, with what each holds, when it was proven, and why it is kept; without a reason it goes next.</summary>
public sealed class ListBackups(BackupShelf shelf)
{
    private const int MostItems = 100;

    [Function(nameof(ListBackups)), Needs(Permission.ReadOperations)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ops/backups")] HttpRequest request)
    {
        if (new QueryReader(request).Refuse() is { } malformed) return Answer.Refuse(malformed);

        var judged = await shelf.Look(request.HttpContext.RequestAborted);

        return Answer.Ok(new { items = judged.Take(MostItems).Select(ListedBackup.Of) });
    }
}
