namespace Glimmerglass.Data.Backups;

/// <summary>What a sequence handed out next, and how far the numbers of the column that it fills go already.</summary>
/// <param name="UsedBy">schema.table.column</param>
/// <param name="Taken">The largest one, or the smallest where the sequence falls; null without rows.</param>
public sealed record NextNumber(string Sequence, string UsedBy, decimal Next, decimal? Taken, bool Falls);
