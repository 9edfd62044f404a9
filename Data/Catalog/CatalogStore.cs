namespace Glimmerglass.Data.Catalog;

/// <summary>What can be ordered now. Each list is whole: a catalogue has tens of entries, and 1,000 is its limit.</summary>
public sealed class CatalogStore(Database db)
{
    public Task<IReadOnlyList<PoolModel>> ListPoolModels(CancellationToken cancel)
    {
        const string sql = """
            select id, name, product_type, length_ft, width_ft, depth_ft, shape, image_url, blueprint_url, has_integrated_spa,
                   max_skimmers, max_returns, max_main_drains, default_factory_id
              from pool_models
             where active
             order by name, id
             limit 1000
            """;
        return db.Query<PoolModel>(sql, null, cancel);
    }

    public Task<IReadOnlyList<Color>> ListColors(CancellationToken cancel)
    {
        const string sql = """
            select id, name, swatch_url
              from colors
             where active
             order by name, id
             limit 1000
            """;
        return db.Query<Color>(sql, null, cancel);
    }

    public Task<IReadOnlyList<Factory>> ListFactories(CancellationToken cancel)
    {
        const string sql = """
            select id, name, city, state
              from factories
             where active
             order by name, id
             limit 1000
            """;
        return db.Query<Factory>(sql, null, cancel);
    }
}
