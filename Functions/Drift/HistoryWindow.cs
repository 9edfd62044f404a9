using Glimmerglass.Data.Drift;

namespace Glimmerglass.Functions.Drift;

/// <summary>Whether the history of the database reaches as far back as was promised: from it the work of the last minutes comes back, which no nightly backup has.</summary>
public static class HistoryWindow
{
    /// <summary>Null: it reaches far enough.</summary>
    public static DriftFinding? Judge(TimeSpan window, TimeSpan least) => window >= least ? null : new DriftFinding(
        DriftKind.Settings, "history window", "Neon", $"at least {Days(least)}", Days(window), DriftSeverity.Critical,
        "Set the history window (restore window) of the project at Neon, or a plan that has it.");

    private static string Days(TimeSpan span) => FormattableString.Invariant($"{span.TotalDays:0.##} days");
}
