namespace Glimmerglass.Data;

/// <summary>
/// The database past the pooler, for what a pooled connection cannot do well: long snapshots, copies, schema changes. Where only the pooled endpoint is
/// known it is that one, and then one connection at a time is taken. Opened on first use, with no connection kept.
/// </summary>
public sealed class DirectDatabase(string? directUrl, string pooledUrl, int streams) : IAsyncDisposable
{
    private readonly Lazy<Database> db = new(() => Database.Open(directUrl ?? pooledUrl, maxPoolSize: streams + 2));

    public Database Db => db.Value;

    /// <summary>The address that was opened, for work that needs a second database beside it.</summary>
    public string Url => directUrl ?? pooledUrl;

    /// <summary>How many connections one piece of work may read with at once.</summary>
    public int Streams => directUrl is null ? 1 : streams;

    public ValueTask DisposeAsync() => db.IsValueCreated ? db.Value.DisposeAsync() : ValueTask.CompletedTask;
}
