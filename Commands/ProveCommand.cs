using Glimmerglass.Hosts;

namespace Glimmerglass.Commands;

/// <summary>Proves the newest backup.</summary>
internal static class ProveCommand
{
    public static Task<int> Prove(ThisHost host, bool json) => throw new NotSupportedException();
}
