using Glimmerglass.Data.Catalog;
using Glimmerglass.Functions.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Catalog;

/// <summary>The factories that build.</summary>
public sealed class ListFactories(CatalogStore catalog, CatalogPages pages)
{
    [Function(nameof(ListFactories)), Open]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "catalog/factories")] HttpRequest request) =>
        pages.Answer(request, nameof(ListFactories), TimeSpan.FromMinutes(5), catalog.ListFactories, request.HttpContext.RequestAborted);
}
