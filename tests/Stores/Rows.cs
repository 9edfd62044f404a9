using Npgsql;

namespace Glimmerglass.Tests.Stores;

/// <summary>Rows written past the app, each valid until a test changes one of its columns.</summary>
public sealed class Rows : IAsyncLifetime
{
    private int made;

    public TestDatabase Database { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await TestDatabase.Create();
        World = await World.Create(Database);
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    /// <summary>An order; each change is a column and its value as SQL.</summary>
    public async Task<Guid> Order(params (string Column, string Sql)[] changes)
    {
        var id = Guid.NewGuid();
        await Insert("orders", changes, new()
        {
            ["id"] = $"'{id}'",
            ["number"] = $"'GG-2026-{Interlocked.Increment(ref made):000000}'",
            ["status"] = "'PENDING_PAYMENT_APPROVAL'",
            ["dealer_id"] = $"'{World.DealerId}'",
            ["pool_model_id"] = $"'{World.Pool}'",
            ["color_id"] = $"'{World.Blue}'",
            ["factory_id"] = $"'{World.FactoryA}'",
            ["delivery_address"] = "'1 Lake Street'",
            ["created_by"] = $"'{World.Dealer.Id}'",
            ["created_at"] = "now()",
            ["updated_at"] = "now()",
            ["status_changed_at"] = "now()",
        });
        return id;
    }

    public async Task<Guid> Document(Guid orderId, params (string Column, string Sql)[] changes)
    {
        var id = Guid.NewGuid();
        await Insert("documents", changes, new()
        {
            ["id"] = $"'{id}'",
            ["order_id"] = $"'{orderId}'",
            ["kind"] = "'QUOTE'",
            ["file_name"] = "'paper.pdf'",
            ["content_type"] = "'application/pdf'",
            ["announced_bytes"] = "1000",
            ["visible_to_dealer"] = "true",
            ["uploaded_by"] = $"'{World.Dealer.Id}'",
            ["uploaded_by_role"] = "'DEALER'",
            ["upload_expires_at"] = "now()",
            ["created_at"] = "now()",
        });
        return id;
    }

    /// <summary>The rule that a statement broke, by the name of its constraint or else by its SQL state.</summary>
    public static async Task<string> Broken(Func<Task> statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(statement);
        return refused.ConstraintName is { Length: > 0 } name ? name : refused.SqlState;
    }

    private Task Insert(string table, (string Column, string Sql)[] changes, Dictionary<string, string> row)
    {
        foreach (var (column, sql) in changes) row[column] = sql;
        return Database.Execute($"insert into {table} ({string.Join(", ", row.Keys)}) values ({string.Join(", ", row.Values)})");
    }
}
