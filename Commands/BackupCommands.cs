using Glimmerglass.Hosts;

namespace Glimmerglass.Commands;

/// <summary>Takes backups, and shows them.</summary>
internal static class BackupCommands
{
    public static Task<int> BackUp(ThisHost host, bool json) => throw new NotSupportedException();

    public static Task<int> Print(ThisHost host, bool json) => throw new NotSupportedException();
}
