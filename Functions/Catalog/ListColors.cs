using Glimmerglass.Data.Catalog;
using Glimmerglass.Functions.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Glimmerglass.Functions.Catalog;

/// <summary>The colours that are sold.</summary>
public sealed class ListColors(CatalogStore catalog, CatalogPages pages)
{
    [Function(nameof(ListColors)), Open]
    public Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "catalog/colors")] HttpRequest request) =>
        pages.Answer(request, nameof(ListColors), TimeSpan.FromMinutes(5), catalog.ListColors, request.HttpContext.RequestAborted);
}
