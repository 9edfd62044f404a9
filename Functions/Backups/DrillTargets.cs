using Glimmerglass.Data.Backups;

namespace Glimmerglass.Functions.Backups;

/// <summary>What a disaster may cost: so much of the newest work, and so long without a database.</summary>
public static class DrillTargets
{
    public static readonly TimeSpan MaxRpo = TimeSpan.FromHours(24);

    public static readonly TimeSpan MaxRto = TimeSpan.FromHours(4);

    /// <summary>How much would have been lost: the age of the snapshot. Null: it was met.</summary>
    public static DrillFinding? MissedRpo(TimeSpan rpo) => rpo <= MaxRpo ? null : DrillFinding.Failure(DrillCheck.Rpo, "",
        $"The newest backup is {Duration.Of(rpo)} old, and at most {Duration.Of(MaxRpo)} of work may be lost.");

    /// <summary>How long it took from the beginning to a restored and checked database. Null: it was met.</summary>
    public static DrillFinding? MissedRto(TimeSpan rto) => rto <= MaxRto ? null : DrillFinding.Failure(DrillCheck.Rto, "",
        $"It took {Duration.Of(rto)} to a restored and checked database, and at most {Duration.Of(MaxRto)} are allowed.");
}
