using Dapper;

namespace Glimmerglass.Tests;

/// <summary>How many rows there are of everything that an order writes, so that a test can say what was written, and that nothing was.</summary>
public sealed record RowCounts
{
    public long Orders { get; init; }

    public long Jobs { get; init; }

    public long Documents { get; init; }

    public long History { get; init; }

    public long Audit { get; init; }

    public long Outbox { get; init; }

    public long Keys { get; init; }

    public static async Task<RowCounts> Of(TestApp app)
    {
        await using var connection = await app.Database.Connect();
        return await connection.QuerySingleAsync<RowCounts>("""
            select (select count(*) from orders) as orders, (select count(*) from order_jobs) as jobs, (select count(*) from documents) as documents,
                   (select count(*) from order_history) as history, (select count(*) from audit_log where action not like '%_REFUSED') as audit, (select count(*) from outbox) as outbox,
                   (select count(*) from idempotency_keys) as keys
            """);
    }

    /// <summary>These counts after one more order, with its history, audit and notice.</summary>
    public RowCounts AndOneOrder() => this with { Orders = Orders + 1, History = History + 1, Audit = Audit + 1, Outbox = Outbox + 1 };
}
