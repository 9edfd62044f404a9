using System.Reflection;

namespace Glimmerglass.Functions.Health;

/// <summary>Which build this is: its version, and the commit it was made from. Null when it was made outside a repository.</summary>
public sealed record ThisBuild(string Version, string? ReleaseId)
{
    /// <summary>As the build wrote it: <c>1.0.0+48fdce4…</c>. The build of the pipeline sets Version and SourceRevisionId.</summary>
    public static ThisBuild Of(Assembly assembly) => Parse(assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0");

    public static ThisBuild Parse(string informational)
    {
        var parts = informational.Split('+', 2);
        return new ThisBuild(parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null);
    }
}
