namespace Glimmerglass.LocalHost.Hosting;

/// <summary>Collects every reason not to start, so that one start shows all of them.</summary>
internal sealed class Refusals
{
    private readonly List<string> reasons = [];

    public int Count => reasons.Count;

    public void Add(string reason) => reasons.Add(reason);

    public void Add(string function, string reason) => reasons.Add($"{function}: {reason}");

    public void ThrowIfAny()
    {
        if (reasons.Count > 0) throw new StartRefusedException(reasons);
    }
}
