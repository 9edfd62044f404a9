using System.Text.RegularExpressions;

namespace Glimmerglass.Data.Backups;

/// <summary>
/// In which order the statements after the rows are made, and which of them at the same time: keys, checks and indexes of different tables stand in nobody's
/// way; everything else, foreign keys first of all, locks more than one table or needs what came before, and waits for its turn.
/// </summary>
public static partial class AfterRows
{
    /// <summary>Steps one after the other; the lanes of a step may be made at once, and the statements of a lane one after the other.</summary>
    public static IReadOnlyList<IReadOnlyList<IReadOnlyList<string>>> Plan(IEnumerable<string> statements)
    {
        List<(bool Together, List<(string Table, List<string> Statements)> Lanes)> steps = [];
        foreach (var statement in statements)
        {
            var table = TableOf(statement);
            if (steps.Count == 0 || steps[^1].Together != table is not null) steps.Add((table is not null, []));
            var lanes = steps[^1].Lanes;
            var lane = lanes.FindIndex(lane => lane.Table == (table ?? ""));
            if (lane < 0) lanes.Add((table ?? "", [statement]));
            else lanes[lane].Statements.Add(statement);
        }
        return [.. steps.Select(step => step.Lanes.Select(lane => (IReadOnlyList<string>)lane.Statements).ToList())];
    }

    /// <summary>The only table that the statement locks; null when there may be others.</summary>
    private static string? TableOf(string statement) =>
        OnOneTable().Match(statement) is { Success: true } found && !found.Groups["rest"].ValueSpan.StartsWith("FOREIGN KEY", StringComparison.OrdinalIgnoreCase) ? found.Groups["table"].Value : null;

    [GeneratedRegex(@"
        \A(?:alter\ table\ (?:only\ )?(?<table>(?:""(?:[^""]|"""")+""|[\w$]+)(?:\.(?:""(?:[^""]|"""")+""|[\w$]+))?)\ add\ constraint\ (?:""(?:[^""]|"""")+""|[\w$]+)\ (?<rest>[A-Z]+(?:\ KEY)?)\b
           |create\ (?:unique\ )?index\ (?:""(?:[^""]|"""")+""|[\w$]+)\ on\ (?:only\ )?(?<table>(?:""(?:[^""]|"""")+""|[\w$]+)(?:\.(?:""(?:[^""]|"""")+""|[\w$]+))?)\ using\b(?<rest>))
        ", RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex OnOneTable();
}
