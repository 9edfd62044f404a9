using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Glimmerglass.Data.Files;

/// <summary>
/// The key that signs links when the account's own keys are out of reach (managed identity). It lasts a day, is asked for once by whoever
/// comes first, and is renewed an hour before its end.
/// </summary>
internal sealed class DelegationKey(BlobServiceClient client, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private static readonly TimeSpan Reserve = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private DateTimeOffset goodUntil;
    private Task<UserDelegationKey>? current;

    /// <summary>A key that outlives a link which ends at <paramref name="expiresAt"/>, at most 23 hours from now.</summary>
    public Task<UserDelegationKey> For(DateTimeOffset expiresAt, CancellationToken cancel)
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (current is null || current.IsFaulted || current.IsCanceled || expiresAt > goodUntil || now + Reserve > goodUntil)
            {
                goodUntil = now + Lifetime;
                current = Fetch(now);
            }

            // Nobody's cancellation may spoil the key for the others, so each caller cancels only its own waiting.
            return current.WaitAsync(cancel);
        }
    }

    private async Task<UserDelegationKey> Fetch(DateTimeOffset now)
    {
        var answer = await client.GetUserDelegationKeyAsync(now - FileStore.ClockSkew, now + Lifetime, CancellationToken.None);
        return answer.Value;
    }
}
