using System.Collections.Concurrent;
using System.Text.Json;
using Glimmerglass.Data;
using Glimmerglass.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Glimmerglass.Functions.Catalog;

/// <summary>Keeps each list of the catalogue as the bytes of its answer for a minute, so that the open doors cost the database next to nothing.</summary>
public sealed class CatalogPages(TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (byte[] Body, long ReadAt)> pages = new();

    /// <summary>The list as it was at most a minute ago; browsers and proxies may keep it for <paramref name="maxAge"/>.</summary>
    public async Task<IResult> Answer<T>(
        HttpRequest request, string name, TimeSpan maxAge, Func<CancellationToken, Task<IReadOnlyList<T>>> list, CancellationToken cancel)
    {
        if (new QueryReader(request).Refuse() is { } malformed) return Http.Answer.Refuse(malformed);

        if (!pages.TryGetValue(name, out var page) || clock.GetElapsedTime(page.ReadAt) >= Lifetime)
        {
            var readAt = clock.GetTimestamp();
            var items = await list(cancel);
            page = (JsonSerializer.SerializeToUtf8Bytes(new { items, next = (string?)null }, Json.Options), readAt);
            pages[name] = page;
        }
        return Http.Answer.Public(request, page.Body, maxAge);
    }
}
