using Glimmerglass.Data;
using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>Compares the settings of this app with what it needs and what was deployed.</summary>
public sealed class CompareSettings(SettingFacts facts) : IDriftSource
{
    private static readonly NotCompared elsewhere =
        new(DriftKind.Settings, "the settings of the deployed app", "this check did not run there; only names are compared", ByDesign: true);

    public DriftKind Kind => DriftKind.Settings;

    public string What => "the settings";

    public Task<DriftReading> Read(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel) => Task.FromResult(new DriftReading
    {
        Findings = SettingDifference.Compare(facts, DateOnly.FromDateTime(now.UtcDateTime)),
        NotCompared = facts.IsDeployed ? [] : [elsewhere],
        Remarks = facts.IsDeployed ? [$"The fingerprint of the settings is {facts.Fingerprint}"] : [],
    });
}
