using Azure;

namespace Glimmerglass.Data.Files;

/// <summary>Tells faults of the store that pass by themselves from those of ours.</summary>
public static class FileFault
{
    /// <summary>The store is away, slow or busy: the same request may succeed in a moment. Its client tells of all its attempts together.</summary>
    public static bool IsPassing(Exception fault) => fault switch
    {
        // A cancelled attempt among others is one that took too long.
        AggregateException attempts => attempts.InnerExceptions.All(attempt => attempt is OperationCanceledException || IsPassing(attempt)),
        RequestFailedException answer => answer.Status is 0 or 408 or 429 or 500 or 502 or 503 or 504,
        _ => false,
    };
}
