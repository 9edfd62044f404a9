namespace Glimmerglass.Data.Backups;

/// <summary>What a restore did.</summary>
/// <param name="CopiedBytes">As COPY took them, which is neither their size in the store nor on the disk of the server.</param>
/// <param name="BeganAgain">Whether an unfinished restore was cleared away first.</param>
/// <param name="Notes">What the reader has to know: what a backup does not hold, and what does not fit this build.</param>
public sealed record RestoreSummary(
    string Backup, DateTimeOffset SnapshotAt, int Tables, long Rows, long StoredBytes, long CopiedBytes, bool BeganAgain,
    IReadOnlyList<RestoreStage> Stages, IReadOnlyList<string> Notes)
{
    public double Seconds => Math.Round(Stages.Sum(stage => stage.Seconds), 1);
}

public sealed record RestoreStage(string Name, double Seconds);
