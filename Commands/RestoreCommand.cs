using Glimmerglass.Hosts;

namespace Glimmerglass.Commands;

/// <summary>Restores a backup.</summary>
internal static class RestoreCommand
{
    public static Task<int> Restore(ThisHost host, IReadOnlyList<string> words, bool json) => throw new NotSupportedException();
}
