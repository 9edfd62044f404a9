using System.Text.RegularExpressions;

namespace Glimmerglass.Tests.Shape;

/// <summary>The methods of a file, told by the layout that the formatter keeps: a member begins and ends on the same indentation.</summary>
public static partial class Methods
{
    /// <summary>Each member that has a block of its own, with its lines from the opening brace to the closing one, without raw strings.</summary>
    public static IEnumerable<(string Name, int Lines)> Of(SourceFile file)
    {
        var lines = WithoutRawStrings(file).ToList();
        for (var at = 1; at < lines.Count; at++)
        {
            if (lines[at].TrimStart() != "{" || lines[at].Length < 5) continue;
            var indentation = lines[at][..^1];
            var head = at - 1;
            while (head > 0 && (lines[head].Length <= indentation.Length || lines[head][indentation.Length] == ' ' || lines[head].Trim() is ")" or "}")) head--;
            if (!Member().IsMatch(lines[head][indentation.Length..])) continue;

            var end = lines.FindIndex(at, line => line.StartsWith(indentation + "}", StringComparison.Ordinal));
            yield return (Name().Match(lines[head]).Groups[1].Value, end - at + 1);
        }
    }

    private static IEnumerable<string> WithoutRawStrings(SourceFile file)
    {
        var inside = false;
        foreach (var line in file.Lines)
        {
            var fences = line.Split("\"\"\"").Length - 1;
            if (!inside) yield return line;
            if (fences % 2 == 1) inside = !inside;
        }
    }

    [GeneratedRegex(@"^(public|private|internal|protected|static|async|override)\b(?!.*\b(class|record|struct|interface|enum)\b)")]
    private static partial Regex Member();

    [GeneratedRegex(@"([A-Za-z_]+)\s*(<[^(]*>)?(\(|$|\s=|\s\{)")]
    private static partial Regex Name();
}
