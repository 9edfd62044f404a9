using Azure.Core;
using Azure.Storage.Blobs;

namespace Glimmerglass.Data.Files;

/// <summary>How often a client of the store tries again.</summary>
public static class StorageAttempts
{
    /// <summary>Three attempts of at most 8 s each, so that a request hears of an outage before its own deadline of 30 s.</summary>
    public static BlobClientOptions Limited() => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = 2,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(1),
            NetworkTimeout = TimeSpan.FromSeconds(8),
        },
    };
}
