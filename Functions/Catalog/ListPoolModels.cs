using Glimmerglass.Data.Catalog;
using Glimmerglass.Functions.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Catalog;

/// <summary>The models that are sold, with their sizes and the limits of their drawings.</summary>
public sealed class ListPoolModels(CatalogStore catalog, CatalogPages pages)
{
    [Function(nameof(ListPoolModels)), Open]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "catalog/pool-models")] HttpRequest request) =>
        pages.Answer(request, nameof(ListPoolModels), TimeSpan.FromMinutes(10), catalog.ListPoolModels, request.HttpContext.RequestAborted);
}
