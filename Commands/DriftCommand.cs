using Glimmerglass.Hosts;

namespace Glimmerglass.Commands;

/// <summary>Shows what drifted.</summary>
internal static class DriftCommand
{
    public static Task<int> Check(ThisHost host, bool json) => throw new NotSupportedException();
}
