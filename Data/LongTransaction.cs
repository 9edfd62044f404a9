using Dapper;
using Npgsql;

namespace Glimmerglass.Data;

/// <summary>Lets the open transaction take as long as it needs, whatever limits the database, the role or the pooler has set.</summary>
internal static class LongTransaction
{
    // Older servers do not know the third limit and refuse its name.
    private const int FirstWithTransactionTimeout = 17;

    public static async Task Allow(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string sql = """
            set local statement_timeout = 0;
            set local idle_in_transaction_session_timeout = 0
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancel));
        if (connection.PostgreSqlVersion.Major < FirstWithTransactionTimeout) return;
        await connection.ExecuteAsync(new CommandDefinition("set local transaction_timeout = 0", cancellationToken: cancel));
    }
}
