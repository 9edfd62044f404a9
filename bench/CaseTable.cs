using Glimmerglass.Tests.Corpus;

namespace Glimmerglass.Bench;

/// <summary>Prints the table of built files and fixtures with the verdicts expected and given. Answers 1 when one differs.</summary>
public static class CaseTable
{
    public static int Print(Options options)
    {
        var folder = options.Text("--write");
        List<(Case One, string Found, string Warnings, bool Right)> rows = [.. Cases.All.Concat(Fixtures.All).Select(Row)];
        var width = rows.Max(row => row.One.Name.Length);

        foreach (var (one, found, warnings, right) in rows)
        {
            var warned = warnings == Case.Accepted ? "" : $" (warning {warnings})";
            Console.WriteLine($"{(right ? "  " : "! ")}{one.Name.PadRight(width)}  {Expected(one),-44}  {found}{warned}");
        }
        foreach (var one in folder is null ? [] : Cases.All) Write(folder!, one);

        var wrong = rows.Count(row => !row.Right);
        Console.WriteLine($"\n{rows.Count} files, {rows.Count(row => row.One.IsGood)} of them good; {wrong} verdicts differ from what is expected.");
        return wrong == 0 ? 0 : 1;
    }

    private static (Case One, string Found, string Warnings, bool Right) Row(Case one)
    {
        var content = one.Build();
        var verdict = Trial.Judge(one, content);
        var (found, warnings) = (Trial.Found(one, verdict), Trial.Codes(verdict.Warnings));
        return (one, found, warnings, one.Allows(found) && one.AllowsWarnings(warnings));
    }

    private static string Expected(Case one) => one.Warning is "-" or "?" ? one.Expected : $"{one.Expected} (warning {one.Warning})";

    /// <summary>Writes the files of the table for other programs to read, named by what they are.</summary>
    private static void Write(string folder, Case one)
    {
        Directory.CreateDirectory(folder);
        var name = string.Concat($"{(one.IsGood ? "good" : "bad")} {one.Name}".Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        File.WriteAllBytes(Path.Combine(folder, name[..Math.Min(100, name.Length)] + Extension(one)), one.Build());
    }

    private static string Extension(Case one) => one.ContentType == "application/pdf" ? ".pdf" : "." + one.ContentType.Split('/')[1];
}
