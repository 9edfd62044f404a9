using System.Text.RegularExpressions;

namespace Glimmerglass.Tests.Shape;

/// <summary>A file of the repository, by its path with slashes.</summary>
public sealed record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string[] Lines { get; } = Text.Split('\n');

    /// <summary>The text without comments and without what stands between quotes, line for line.</summary>
    public string Code { get; } = Sources.WithoutWords(Text);

    public bool IsIn(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);
}

/// <summary>The sources of the app as they lie in the repository.</summary>
public static partial class Sources
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> App { get; } =
        [.. new[] { "Functions", "Data", "Hosts", "Commands" }.SelectMany(folder => Below(folder)), .. new[] { "Program.cs" }.Select(Read)];

    /// <summary>The rooms of <c>Functions/</c> that hold a feature; the other two serve them all.</summary>
    public static IReadOnlyList<string> Features { get; } =
        [.. Directory.EnumerateDirectories(System.IO.Path.Combine(Root, "Functions")).Select(folder => System.IO.Path.GetFileName(folder)!).Except(["Access", "Http"]).Order()];

    public static SourceFile Read(string path) => new(path, File.ReadAllText(System.IO.Path.Combine(Root, path)).ReplaceLineEndings("\n"));

    public static IEnumerable<SourceFile> Below(string folder, string pattern = "*.cs") =>
        from file in Directory.EnumerateFiles(System.IO.Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
        let path = System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules")
        orderby path
        select Read(path);

    internal static string WithoutWords(string text) =>
        Words().Replace(text.ReplaceLineEndings("\n"), word => new string('\n', word.Value.Count(letter => letter == '\n')));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Functions.csproj"))) return folder.FullName;
        }
        throw new InvalidOperationException($"No Functions.csproj lies above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("""
        \$*\"{3,}[\s\S]*?\"{3,} | \$?@\"(?:[^\"]|\"\")*\" | \$?\"(?:[^\"\\\n]|\\.)*\" | '(?:[^'\\\n]|\\.)+' | //[^\n]*
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Words();
}
