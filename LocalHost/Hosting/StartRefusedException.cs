namespace Glimmerglass.LocalHost.Hosting;

/// <summary>The host does not start. The message names each function or setting and the reason.</summary>
public sealed class StartRefusedException(IReadOnlyList<string> reasons, Exception? cause = null)
    : Exception("LocalHost does not start:" + string.Concat(reasons.Select(reason => Environment.NewLine + "- " + reason)), cause)
{
    public StartRefusedException(string reason, Exception? cause = null) : this([reason], cause) { }

    public IReadOnlyList<string> Reasons { get; } = reasons;
}
