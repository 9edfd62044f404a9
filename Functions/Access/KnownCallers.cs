using System.Collections.Concurrent;
using Glimmerglass.Data.Access;

namespace Glimmerglass.Functions.Access;

/// <summary>
/// Callers that were looked up lately, so that a known one costs no statement. What was read is used for at most 30 seconds from before
/// the read began: a revoked user is out within 30 seconds, whatever its token says.
/// </summary>
public sealed class KnownCallers(UserStore users, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>How long a door that can do without its caller waits to know it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    private const int MaxKnown = 10_000;

    private readonly ConcurrentDictionary<Guid, (Caller? Caller, long ReadAt)> known = new();

    /// <summary>How many are remembered.</summary>
    public int Count => known.Count;

    /// <summary>
    /// For a door that answers without its caller, too: a database that is away or slow is not waited for, and then a caller is who it was when it was last
    /// read. Null: no such user, or never seen.
    /// </summary>
    public async Task<Caller?> Recall(Guid userId, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            return await Find(userId, stop.Token).WaitAsync(Patience, clock, cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            await stop.CancelAsync();
            return known.TryGetValue(userId, out var entry) ? entry.Caller : null;
        }
    }

    /// <summary>Null: no such user.</summary>
    public async Task<Caller?> Find(Guid userId, CancellationToken cancel)
    {
        if (known.TryGetValue(userId, out var entry) && clock.GetElapsedTime(entry.ReadAt) < Lifetime) return entry.Caller;

        var readAt = clock.GetTimestamp();
        var caller = await users.Find(userId, cancel) is { } user ? new Caller(user) : null;
        if (known.Count >= MaxKnown) known.Clear();
        known[userId] = (caller, readAt);
        return caller;
    }
}
