using Glimmerglass.Data.Backups;
using Glimmerglass.Functions.Backups;
using Glimmerglass.Hosts;

namespace Glimmerglass.Commands;

/// <summary>Proves the newest backup.</summary>
internal static class ProveCommand
{
    public static async Task<int> Prove(ThisHost host, bool json)
    {
        await using var parts = new CommandParts(host);
        try
        {
            await parts.RunJob(nameof(ProveNewestBackup));
        }
        catch (DrillFailedException)
        {
            // It is recorded with all that it found, which is more than its sentence.
        }
        var drill = (await parts.Get<DrillStore>().ListNewest(1, parts.Cancel))[0];
        Terminal.Print(json, drill, () => DrillReport.Write(drill));
        return drill.Passed ? 0 : 1;
    }
}
