using Dapper;

namespace Glimmerglass.Tests;

/// <summary>Counts the statements with a given text that an app under test has run in its database.</summary>
internal static class StatementCount
{
    public static async Task<long> Of(TestApp app, string containing)
    {
        await using var connection = await app.Database.Connect();
        await connection.ExecuteAsync("create extension if not exists pg_stat_statements");
        return await connection.QuerySingleAsync<long>("""
            select coalesce(sum(s.calls), 0)::bigint
              from pg_stat_statements s
              join pg_database d on d.oid = s.dbid
             where d.datname = current_database()
               and strpos(s.query, @containing) > 0
            """, new { containing });
    }
}
