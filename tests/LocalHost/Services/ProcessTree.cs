using System.Globalization;
using System.Runtime.Versioning;

namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>The processes below another one, as Linux tells them.</summary>
[SupportedOSPlatform("linux")]
internal static class ProcessTree
{
    /// <summary>Every living process that was started by this one or by one of those.</summary>
    public static List<int> Below(int root)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .ToDictionary(pid => pid, Parent);
        var found = new List<int> { root };
        for (var next = 0; next < found.Count; next++)
            found.AddRange(parents.Where(pair => pair.Value == found[next]).Select(pair => pair.Key));
        return found[1..];
    }

    /// <summary>The topmost one below <paramref name="root"/> that was started with all these words: a server's own children begin with the same ones.</summary>
    public static int Find(int root, params string[] words) => Below(root).First(pid => words.All(Words(pid).Contains));

    /// <summary>Empty for a process that ended, also when nobody has waited for it.</summary>
    public static string[] Words(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Waits until all have ended.</summary>
    public static Task AreGone(IEnumerable<int> processes) =>
        Wait.Until(() => Task.FromResult(string.Join('\n', processes.Select(pid => string.Join(' ', Words(pid))).Where(words => words.Length > 0))), left => left.Length == 0, "processes to end");

    private static int Parent(int pid)
    {
        try
        {
            var state = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(state[(state.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
