using Dapper;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>The documents that have to lie in the store, by the rows of a snapshot: one line each, as COPY writes them.</summary>
internal static class DocumentInventory
{
    public static readonly IReadOnlyList<string> Columns = ["id", "size_bytes", "sha256"];

    /// <summary>The COPY that writes it. A database without documents has an empty one.</summary>
    public static async Task<string> Copy(NpgsqlConnection connection, CancellationToken cancel) => await Exists(connection, cancel)
        ? "copy (select id, size_bytes, encode(sha256, 'hex') from public.documents where state = 'ACCEPTED' order by id) to stdout"
        : "copy (select 1 where false) to stdout";

    /// <summary>Of the lines, as <see cref="RowDigest"/> has it of rows.</summary>
    public static async Task<RowDigest> Digest(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string sql = """
            select count(*) as rows, coalesce(sum(hashtextextended((t.*)::text, 0)::numeric)::text, '') as sum
              from (select id, size_bytes, encode(sha256, 'hex') as sha256
                      from public.documents
                     where state = 'ACCEPTED') as t
            """;
        return await Exists(connection, cancel) ? await connection.QuerySingleAsync<RowDigest>(new CommandDefinition(sql, commandTimeout: 0, cancellationToken: cancel)) : RowDigest.None;
    }

    private static Task<bool> Exists(NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition("select to_regclass('public.documents') is not null", cancellationToken: cancel));
}
