using Npgsql;

namespace Glimmerglass.Data;

/// <summary>An empty database beside another one on the same server, for as long as it is needed. Its owner needs the right to create databases.</summary>
public sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly string url;
    private readonly string name;

    private ScratchDatabase(string url, string name)
    {
        this.url = url;
        this.name = name;
        Db = Database.Open(new NpgsqlConnectionStringBuilder(DatabaseUrl.Normalise(url, 2)) { Database = name }.ConnectionString);
    }

    public Database Db { get; }

    public static async Task<ScratchDatabase> Create(string url, CancellationToken cancel)
    {
        var name = $"scratch_{Guid.NewGuid():n}";
        await Run(url, "create database %I template template0", name, cancel);
        return new ScratchDatabase(url, name);
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await Run(url, "drop database if exists %I with (force)", name, CancellationToken.None);
    }

    /// <summary>A name cannot be a parameter of such a command, so PostgreSQL itself puts it in and quotes it.</summary>
    private static async Task Run(string url, string command, string name, CancellationToken cancel)
    {
        await using var db = Database.Open(url, maxPoolSize: 1);
        var named = await db.QueryOne<string>("select format(@command, @name)", new { command, name }, cancel);
        await db.Execute(named!, null, cancel);
    }
}
