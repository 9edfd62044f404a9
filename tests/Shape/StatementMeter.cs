using System.Diagnostics;
using Dapper;
using Npgsql;

namespace Glimmerglass.Tests.Shape;

/// <summary>Counts what one act of an app costs its database: round trips as the driver sees them, and statements as PostgreSQL does.</summary>
internal sealed class StatementMeter : IAsyncDisposable
{
    private readonly NpgsqlDataSource maintenance;
    private readonly string database;
    private readonly ActivityListener listener;
    private int roundTrips;

    private StatementMeter(NpgsqlDataSource maintenance, string database)
    {
        this.maintenance = maintenance;
        this.database = database;
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Count,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public static async Task<StatementMeter> Of(TestApp app)
    {
        var maintenance = NpgsqlDataSource.Create(await TestServices.Postgres());
        await using var connection = await maintenance.OpenConnectionAsync();
        await connection.ExecuteAsync("create extension if not exists pg_stat_statements");
        return new StatementMeter(maintenance, new NpgsqlConnectionStringBuilder(app.Database.Url).Database!);
    }

    public async Task<(int RoundTrips, int Statements)> Measure(Func<Task> act)
    {
        await using var connection = await maintenance.OpenConnectionAsync();
        await connection.ExecuteAsync("select pg_stat_statements_reset(0, oid, 0) from pg_database where datname = @database", new { database });
        Interlocked.Exchange(ref roundTrips, 0);

        await act();

        var trips = Volatile.Read(ref roundTrips);
        // The pooler asks its idle connections whether they live with a statement of its own.
        var statements = await connection.ExecuteScalarAsync<int>("""
            select coalesce(sum(calls), 0)
              from pg_stat_statements
             where dbid = (select oid from pg_database where datname = @database)
               and toplevel
               and lower(query) <> 'select $1'
            """, new { database });
        return (trips, statements);
    }

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await maintenance.DisposeAsync();
    }

    private void Count(Activity activity)
    {
        if (activity.TagObjects.Any(tag => tag.Value is string value && value == database)) Interlocked.Increment(ref roundTrips);
    }
}
