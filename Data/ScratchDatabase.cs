using Npgsql;

namespace Glimmerglass.Data;

/// <summary>
/// An empty database beside another one on the same server, for as long as it is needed. Its owner needs the right to create databases.
/// Its name carries the instant it was made at, so that one that was left behind can be told.
/// </summary>
public sealed class ScratchDatabase : IAsyncDisposable
{
    /// <summary>How many leftovers are dropped at once.</summary>
    private const int MaxDropped = 20;

    private readonly string url;

    private ScratchDatabase(string url, string name)
    {
        this.url = url;
        Name = name;
        var text = new NpgsqlConnectionStringBuilder(DatabaseUrl.Normalise(url, 2)) { Database = name };
        Db = Database.Open(text.ConnectionString);

        // Whoever opens a pool of its own says how large it is to be.
        text.Remove("Maximum Pool Size");
        Url = text.ConnectionString;
    }

    public Database Db { get; }

    public string Name { get; }

    /// <summary>For whoever opens a pool of its own.</summary>
    public string Url { get; }

    public static async Task<ScratchDatabase> Create(string url, CancellationToken cancel)
    {
        await using var db = Database.Open(url, maxPoolSize: 1);
        var name = await db.QueryOne<string>("select format('scratch_%s_%s', to_char(now() at time zone 'utc', 'YYYYMMDDHH24MISS'), @id)", new { id = $"{Guid.NewGuid():n}"[..8] }, cancel);
        await Run(db, "create database %I template template0", name!, cancel);
        return new ScratchDatabase(url, name!);
    }

    /// <summary>Drops what runs that died left behind: made longer ago than <paramref name="age"/>, with nobody connected. At most 20 at once; says which.</summary>
    public static async Task<IReadOnlyList<string>> DropLeftovers(string url, TimeSpan age, CancellationToken cancel)
    {
        const string sql = """
            select d.datname
              from pg_database d
             where d.datname ~ '^scratch_[0-9]{14}_[0-9a-f]{8}$'
               and substr(d.datname, 9, 14) < to_char((now() - @age) at time zone 'utc', 'YYYYMMDDHH24MISS')
               and pg_has_role(d.datdba, 'member')
               and not exists (select from pg_stat_activity a where a.datid = d.oid)
             order by d.datname
             limit @limit
            """;
        await using var db = Database.Open(url, maxPoolSize: 1);
        var left = await db.Query<string>(sql, new { age, limit = MaxDropped }, cancel);
        foreach (var name in left) await Run(db, "drop database if exists %I", name, cancel);
        return left;
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await using var db = Database.Open(url, maxPoolSize: 1);
        await Run(db, "drop database if exists %I with (force)", Name, CancellationToken.None);
    }

    /// <summary>A name cannot be a parameter of such a command, so PostgreSQL itself puts it in and quotes it.</summary>
    private static async Task Run(Database db, string command, string name, CancellationToken cancel)
    {
        var named = await db.QueryOne<string>("select format(@command, @name)", new { command, name }, cancel);
        await db.Execute(named!, null, cancel);
    }
}
