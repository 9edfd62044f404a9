namespace Glimmerglass.Data;

/// <summary>How far long work is: what is being done, and how much of it. A total of 0 is not known.</summary>
public sealed record WorkProgress(string Step, long Rows = 0, long Bytes = 0, long TotalRows = 0, long TotalBytes = 0);

/// <summary>For work that nobody watches.</summary>
public sealed class NoProgress : IProgress<WorkProgress>
{
    public static readonly NoProgress Instance = new();

    public void Report(WorkProgress value)
    {
        // Nobody listens.
    }
}
