using Glimmerglass.Data;
using Glimmerglass.Data.Drift;
using Glimmerglass.Data.Neon;

namespace Glimmerglass.Functions.Drift;

/// <summary>Compares how far the history of the database reaches with what was promised. Without a project at Neon there is none to ask.</summary>
public sealed class CompareHistoryWindow(Settings settings, NeonProject? project = null) : IDriftSource
{
    public DriftKind Kind => DriftKind.Settings;

    public string What => "the history window";

    public async Task<DriftReading> Read(DateTimeOffset now, IProgress<WorkProgress> progress, CancellationToken cancel)
    {
        if (project is null) return new DriftReading { NotCompared = [new NotCompared(DriftKind.Settings, "the history window", "NeonProjectId and NeonApiKey are not set", ByDesign: true)] };

        var finding = HistoryWindow.Judge(await project.HistoryWindow(cancel), settings.MinHistoryWindow);
        return new DriftReading { Findings = finding is null ? [] : [finding] };
    }
}
