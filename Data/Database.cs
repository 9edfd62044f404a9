using System.Data;
using System.Diagnostics;
using Dapper;
using Glimmerglass.Data.Access;
using Glimmerglass.Data.Catalog;
using Glimmerglass.Data.Documents;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Data.Orders;
using Npgsql;

namespace Glimmerglass.Data;

/// <summary>
/// The only door to PostgreSQL. Each call is one round trip on a pooled connection; nothing of a session is kept between calls. A fault that passes is tried
/// again where that is safe; see <see cref="DatabaseFault"/>.
/// </summary>
public sealed class Database(NpgsqlDataSource source) : IAsyncDisposable
{
    private const int MaxAttempts = 3;

    /// <summary>No attempt begins later than this after the first: whoever waits is told instead.</summary>
    private static readonly TimeSpan LongestEffort = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    static Database() => Columns.Register();

    /// <summary>
    /// Opens the pool for a URL or an Npgsql connection string; see <see cref="DatabaseUrl"/> for what is refused. <paramref name="waitSeconds"/> is how long
    /// one waits for a connection, a free one of the pool or a new one, before it is a fault.
    /// </summary>
    public static Database Open(string url, int maxPoolSize = DatabaseUrl.DefaultPoolSize, int waitSeconds = DatabaseUrl.DefaultWaitSeconds)
    {
        var builder = new NpgsqlDataSourceBuilder(DatabaseUrl.Normalise(url, maxPoolSize, waitSeconds));
        var words = new UpperSnakeWords();
        builder.MapEnum<Role>("user_role", words);
        builder.MapEnum<Module>("admin_module", words);
        builder.MapEnum<AccessLevel>("module_access_level", words);
        builder.MapEnum<ProductType>("product_type", words);
        builder.MapEnum<OrderStatus>("order_status", words);
        builder.MapEnum<ShippingMethod>("shipping_method", words);
        builder.MapEnum<PenetrationMode>("penetration_mode", words);
        builder.MapEnum<OrderJobRole>("order_job_role", words);
        builder.MapEnum<HistoryKind>("history_kind", words);
        builder.MapEnum<DocumentState>("document_state", words);
        builder.MapEnum<ScanResult>("scan_result", words);
        builder.MapEnum<JobOrigin>("job_origin", words);
        builder.MapEnum<JobOutcome>("job_outcome", words);
        return new Database(builder.Build());
    }

    public Task<IReadOnlyList<T>> Query<T>(string sql, object? parameters, CancellationToken cancel) =>
        Run<IReadOnlyList<T>>(sql, parameters, async (connection, command) => (await connection.QueryAsync<T>(command)).AsList(), cancel);

    /// <summary>The same for a question about whole tables, which may take longer than the time limit of the connection: at most <paramref name="patience"/>.</summary>
    public Task<IReadOnlyList<T>> Query<T>(string sql, object? parameters, TimeSpan patience, CancellationToken cancel) =>
        Run<IReadOnlyList<T>>(sql, parameters, async (connection, command) =>
            (await connection.QueryAsync<T>(new CommandDefinition(sql, parameters, commandTimeout: (int)patience.TotalSeconds, cancellationToken: command.CancellationToken))).AsList(), cancel);

    /// <summary>Rows cut into two records at the column <paramref name="splitOn"/>; a record whose columns are all null is null.</summary>
    public Task<IReadOnlyList<(T1 First, T2? Second)>> Query<T1, T2>(string sql, object? parameters, string splitOn, CancellationToken cancel) =>
        Run<IReadOnlyList<(T1, T2?)>>(sql, parameters, async (connection, command) =>
            (await connection.QueryAsync<T1, T2?, (T1, T2?)>(command, (first, second) => (first, second), splitOn)).AsList(), cancel);

    /// <summary>The one row, or null. More than one row is a fault.</summary>
    public Task<T?> QueryOne<T>(string sql, object? parameters, CancellationToken cancel) =>
        Run(sql, parameters, (connection, command) => connection.QuerySingleOrDefaultAsync<T>(command), cancel);

    /// <summary>The one row cut into two records at the column <paramref name="splitOn"/>; a record whose columns are all null is null.</summary>
    public Task<(T1 First, T2? Second)?> QueryOne<T1, T2>(string sql, object? parameters, string splitOn, CancellationToken cancel) =>
        Run(sql, parameters, async (connection, command) =>
            (await connection.QueryAsync<T1, T2?, (T1, T2?)?>(command, (first, second) => (first, second), splitOn)).SingleOrDefault(), cancel);

    /// <summary>The one row cut into three records at the columns named in <paramref name="splitOn"/>.</summary>
    public Task<(T1 First, T2 Second, T3? Third)?> QueryOne<T1, T2, T3>(string sql, object? parameters, string splitOn, CancellationToken cancel) =>
        Run(sql, parameters, async (connection, command) =>
            (await connection.QueryAsync<T1, T2, T3?, (T1, T2, T3?)?>(command, (first, second, third) => (first, second, third), splitOn)).SingleOrDefault(), cancel);

    public Task<int> Execute(string sql, object? parameters, CancellationToken cancel) =>
        Run(sql, parameters, (connection, command) => connection.ExecuteAsync(command), cancel);

    /// <summary>One transaction for what cannot be one statement: schema changes. Everything else is a single statement.</summary>
    public async Task<T> InTransaction<T>(Func<IDbTransaction, Task<T>> work, CancellationToken cancel)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var result = await work(transaction);
        await transaction.CommitAsync(cancel);
        return result;
    }

    /// <summary>A connection of one's own until it is disposed of: for copies and snapshots, which are more than one statement.</summary>
    internal ValueTask<NpgsqlConnection> Connect(CancellationToken cancel) => source.OpenConnectionAsync(cancel);

    public ValueTask DisposeAsync() => source.DisposeAsync();

    /// <summary>Runs a statement, and again after a fault that passes when that is safe: at most <see cref="MaxAttempts"/> times, with growing pauses that nobody shares.</summary>
    private async Task<T> Run<T>(string sql, object? parameters, Func<NpgsqlConnection, CommandDefinition, Task<T>> run, CancellationToken cancel)
    {
        var (started, isKeyed) = (Stopwatch.GetTimestamp(), parameters is ClaimParameters { IsKeyed: true });
        for (var attempt = 1; ; attempt++)
        {
            var wasSent = false;
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancel);
                wasSent = true;
                return await RunOn(connection, new CommandDefinition(sql, parameters, cancellationToken: cancel), run, cancel);
            }
            catch (NpgsqlException fault) when (
                attempt < MaxAttempts && Stopwatch.GetElapsedTime(started) < LongestEffort && DatabaseFault.MayRepeat(fault, sql, wasSent, isKeyed))
            {
                // The server wakes, two statements stood in each other's way, a connection of the pool was dead: the next attempt does what this one did not.
            }
            await Task.Delay(FirstPause * attempt * attempt * (1 + Random.Shared.NextDouble()), cancel);
        }
    }

    private static async Task<T> RunOn<T>(NpgsqlConnection connection, CommandDefinition command, Func<NpgsqlConnection, CommandDefinition, Task<T>> run, CancellationToken cancel)
    {
        try
        {
            return await run(connection, command);
        }
        catch (InvalidCastException)
        {
            // The pool learned the types of the database before a migration or a restore made new ones. This call is lost, the next one is not.
            await connection.ReloadTypesAsync(cancel);
            throw;
        }
    }

    private sealed class UpperSnakeWords : INpgsqlNameTranslator
    {
        public string TranslateTypeName(string clrName) => clrName;

        public string TranslateMemberName(string clrName) => System.Text.Json.JsonNamingPolicy.SnakeCaseUpper.ConvertName(clrName);
    }
}
