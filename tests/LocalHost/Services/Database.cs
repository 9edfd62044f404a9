using Npgsql;

namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>One statement on one connection, without a pool that would outlive its server.</summary>
internal static class Database
{
    public static async Task Execute(string connection, string sql) => await Ask<object?>(connection, sql);

    public static async Task<T> Ask<T>(string connection, string sql)
    {
        await using var db = new NpgsqlConnection(connection + ";Pooling=false;GSS Encryption Mode=Disable");
        await db.OpenAsync();
        await using var command = new NpgsqlCommand(sql, db);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
