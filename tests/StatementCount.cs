using Dapper;

namespace Glimmerglass.Tests;

/// <summary>Counts the statements that an app under test has run in its database. Asked from another database, so it does not count itself.</summary>
internal static class StatementCount
{
    /// <param name="containing">Only statements with this text.</param>
    public static async Task<long> Of(TestApp app, string containing = "")
    {
        await using var connection = new Npgsql.NpgsqlConnection(await TestServices.Postgres());
        var database = await app.Database.Scalar<string>("select current_database()");
        await connection.ExecuteAsync("create extension if not exists pg_stat_statements");
        return await connection.QuerySingleAsync<long>("""
            select coalesce(sum(s.calls), 0)::bigint
              from pg_stat_statements s
              join pg_database d on d.oid = s.dbid
             where d.datname = @database
               and strpos(s.query, @containing) > 0
               and strpos(s.query, 'current_database') = 0
            """, new { database, containing });
    }
}
