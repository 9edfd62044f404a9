using Glimmerglass.Data.Backups;
using Glimmerglass.Functions.Backups;
using Glimmerglass.Hosts;

namespace Glimmerglass.Commands;

/// <summary>Takes backups, and shows them.</summary>
internal static class BackupCommands
{
    public static async Task<int> BackUp(ThisHost host, bool json)
    {
        await using var parts = new CommandParts(host);
        var run = await parts.RunJob(nameof(BackUpDatabase));
        var taken = (await Look(parts)).Select(ListedBackup.Of).First();
        Terminal.Print(json, taken, () => run.Summary + "\n");
        return 0;
    }

    public static async Task<int> Print(ThisHost host, bool json)
    {
        await using var parts = new CommandParts(host);
        List<ListedBackup> backups = [.. (await Look(parts)).Select(ListedBackup.Of)];
        Terminal.Print(json, new { items = backups }, () => BackupTable.Write(backups));
        return 0;
    }

    private static async Task<IReadOnlyList<JudgedBackup>> Look(CommandParts parts)
    {
        try
        {
            return await parts.Get<BackupShelf>().Look(parts.Cancel);
        }
        catch (Exception fault) when (!parts.Cancel.IsCancellationRequested && fault is not System.Data.Common.DbException && BackupFault.Explain(fault) is { } why)
        {
            throw new BackupFailedException(why, fault);
        }
    }
}
