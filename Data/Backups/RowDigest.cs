using System.Globalization;
using System.Numerics;
using Dapper;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>
/// How many rows a table has, and the sum of <c>hashtextextended(row::text, 0)</c> over them, computed by the server. It does not depend on the order of
/// the rows, and those of parts add up. It says the same of two databases only under the same <see cref="Pin">settings</see>.
/// </summary>
/// <param name="Sum">A whole number in decimal digits; "" without rows.</param>
public sealed record RowDigest(long Rows, string Sum)
{
    public static readonly RowDigest None = new(0, "");

    /// <summary>Makes the open transaction write values as backups do, whatever the database, the role or the pooler has set.</summary>
    public static Task Pin(NpgsqlConnection connection, CancellationToken cancel)
    {
        const string sql = """
            set local search_path = pg_catalog;
            set local datestyle = 'ISO, YMD';
            set local intervalstyle = 'postgres';
            set local timezone = 'UTC';
            set local extra_float_digits = 1;
            set local bytea_output = 'hex';
            set local xmlbinary = 'base64';
            set local quote_all_identifiers = off;
            set local lc_monetary = 'C';
            set local row_security = off;
            set local statement_timeout = 0;
            set local idle_in_transaction_session_timeout = 0
            """;
        return connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: cancel));
    }

    /// <summary>Of a whole table, as the open transaction sees it, which is to be <see cref="Pin">pinned</see>. It takes as long as reading the table.</summary>
    public static Task<RowDigest> Of(NpgsqlConnection connection, string schema, string table, CancellationToken cancel) =>
        Of(connection, schema, table, PageRange.Whole, cancel);

    /// <summary>Of some pages of a table.</summary>
    internal static async Task<RowDigest> Of(NpgsqlConnection connection, string schema, string table, PageRange pages, CancellationToken cancel)
    {
        // A star behind the name means the row, also where a column has the same name.
        const string sql = """
            select format('select count(*) as rows, coalesce(sum(hashtextextended((t.*)::text, 0)::numeric)::text, '''') as sum from only %I.%I as t%s',
                          @schema, @table, case when @First::bigint is not null then format(' where t.ctid >= ''(%s,0)''', @First::bigint) end
                                        || case when @End::bigint is not null then format(' and t.ctid < ''(%s,0)''', @End::bigint) else '' end)
            """;
        var statement = await connection.ExecuteScalarAsync<string>(new CommandDefinition(sql, new { schema, table, pages.First, pages.End }, cancellationToken: cancel));
        return await connection.QuerySingleAsync<RowDigest>(new CommandDefinition(statement!, commandTimeout: 0, cancellationToken: cancel));
    }

    public RowDigest Plus(RowDigest other) => (Rows, other.Rows) switch
    {
        (0, _) => other,
        (_, 0) => this,
        _ => new RowDigest(Rows + other.Rows, (Number(Sum) + Number(other.Sum)).ToString(CultureInfo.InvariantCulture)),
    };

    private static BigInteger Number(string digits) => BigInteger.Parse(digits, CultureInfo.InvariantCulture);
}
