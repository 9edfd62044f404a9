using Glimmerglass.Data.Drift;
using Glimmerglass.Functions.Drift;
using Glimmerglass.Hosts;

namespace Glimmerglass.Commands;

/// <summary>Shows what drifted.</summary>
internal static class DriftCommand
{
    /// <summary>Runs the job of the timer and prints its report. The exit code is 1 when something drifted or could not be compared.</summary>
    /// <exception cref="CommandRefusedException">The database is not migrated far enough, or a check is running.</exception>
    public static async Task<int> Check(ThisHost host, bool json)
    {
        await using var parts = new CommandParts(host);
        var drift = parts.Get<DriftStore>();
        if (!await drift.IsThere(parts.Cancel)) throw new CommandRefusedException("The database is not migrated as far as a check of drift needs it. Hint: run `migrate` first.");

        try
        {
            await parts.RunJob(nameof(CheckDrift));
        }
        catch (DriftNotCompared)
        {
            // The report says what could not be compared, and why.
        }
        var check = await drift.FindNewest(parts.Cancel);
        Terminal.Print(json, new { check }, () => DriftReport.Write(check!));
        return check!.Outcome == DriftOutcome.Clean ? 0 : 1;
    }
}
