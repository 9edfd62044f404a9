using System.Globalization;
using Glimmerglass.Data;
using Npgsql;

namespace Glimmerglass.Tests;

/// <summary>A database of its own for a test class, cloned from one that was migrated once in this run.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> template = new(MakeTemplate);
    private static readonly SemaphoreSlim cloning = new(1);
    private static int made;

    private readonly string name;
    private readonly NpgsqlDataSource direct;

    private TestDatabase(string name, string url, string directUrl)
    {
        this.name = name;
        Url = url;
        DirectUrl = directUrl;
        direct = NpgsqlDataSource.Create(DatabaseUrl.Normalise(directUrl, 5));
        Db = Database.Open(url, 20);
    }

    /// <summary>Through PgBouncer where one is installed: what the app under test uses.</summary>
    public string Url { get; }

    /// <summary>Past the pooler.</summary>
    public string DirectUrl { get; }

    /// <summary>Through the app's own door.</summary>
    public Database Db { get; }

    public static async Task<TestDatabase> Create()
    {
        var source = await template.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Environment.ProcessId}_{Interlocked.Increment(ref made)}");

        // PostgreSQL copies a template only while nobody is connected to it, also nobody who copies it.
        await cloning.WaitAsync();
        try
        {
            await Run($"create database {name} template {source}");
        }
        finally
        {
            cloning.Release();
        }
        return new TestDatabase(name, Named(await TestServices.Pooled(), name), Named(await TestServices.Postgres(), name));
    }

    /// <summary>A migrated database on a server of one test; it goes with its server.</summary>
    public static async Task<TestDatabase> CreateIn(PrivatePostgres server)
    {
        await using (var db = Database.Open(server.ConnectionString + ";Pooling=false"))
        {
            await new Migrator(db).Migrate(_ => { }, CancellationToken.None);
        }
        return new TestDatabase("", server.ConnectionString, server.ConnectionString);
    }

    /// <summary>A database without anything in it.</summary>
    public static async Task<TestDatabase> CreateEmpty()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"empty_{Environment.ProcessId}_{Interlocked.Increment(ref made)}");
        await Run($"create database {name}");
        return new TestDatabase(name, Named(await TestServices.Pooled(), name), Named(await TestServices.Postgres(), name));
    }

    /// <summary>A connection past the pooler, for what a test does behind the app's back.</summary>
    public async Task<NpgsqlConnection> Connect() => await direct.OpenConnectionAsync();

    public async Task Execute(string sql)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> Scalar<T>(string sql)
    {
        await using var connection = await Connect();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)Convert.ChangeType(await command.ExecuteScalarAsync(), typeof(T), CultureInfo.InvariantCulture)!;
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        await direct.DisposeAsync();
        if (name.Length > 0) await Run($"drop database if exists {name} with (force)");
    }

    private static async Task<string> MakeTemplate()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"template_{Environment.ProcessId}");
        await Run($"create database {name}");
        await using (var db = Database.Open(Named(await TestServices.Postgres(), name) + ";Pooling=false"))
        {
            await new Migrator(db).Migrate(_ => { }, CancellationToken.None);
        }
        return name;
    }

    private static async Task Run(string sql)
    {
        await using var source = NpgsqlDataSource.Create(DatabaseUrl.Normalise(await TestServices.Postgres() + ";Pooling=false", 2));
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string Named(string url, string database) => new NpgsqlConnectionStringBuilder(url) { Database = database }.ConnectionString;
}
