namespace Glimmerglass.Functions.Documents;

/// <summary>Deals with several uploads, so that one that cannot be dealt with stops no other, and is told of at the end.</summary>
internal sealed class Round
{
    // Enough to see what they have in common.
    private const int MaxTold = 10;

    private readonly List<Exception> faults = [];
    private int failed;

    public int Done { get; private set; }

    public async Task Do(Func<Task> work, CancellationToken cancel)
    {
        try
        {
            await work();
            Done++;
        }
        catch (Exception fault) when (!cancel.IsCancellationRequested)
        {
            failed++;
            if (faults.Count < MaxTold) faults.Add(fault);
        }
    }

    /// <summary>Fails the run if some of it failed, so that the host, its log and its alerts know.</summary>
    /// <exception cref="AggregateException">The first ten faults.</exception>
    public void ThrowIfFailed(string what)
    {
        if (failed == 0) return;
        throw new AggregateException($"{failed} of {failed + Done} {what} could not be dealt with; the others were. Hint: docs/runbooks/a-document-is-not-checked.md.", faults);
    }
}
