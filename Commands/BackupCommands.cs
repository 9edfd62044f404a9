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
        Terminal.Print(json, run, () => run.Summary + "\n");
        return 0;
    }

    public static async Task<int> Print(ThisHost host, bool json)
    {
        await using var parts = new CommandParts(host);
        var backups = await parts.Get<BackupFiles>().List(1000, parts.Cancel);
        Terminal.Print(json, new { items = backups }, () => string.Concat(backups.Select(backup => backup.Name + "\n")));
        return 0;
    }
}
