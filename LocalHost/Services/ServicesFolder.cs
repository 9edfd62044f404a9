using System.Reflection;

namespace Glimmerglass.LocalHost.Services;

/// <summary>Where the lock file and the scripts of this folder are at run time.</summary>
internal static class ServicesFolder
{
    /// <summary>The folder in the repository; the copy beside the program when the repository is gone or closed to us.</summary>
    public static string Find()
    {
        var built = typeof(ServicesFolder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(attribute => attribute.Key == nameof(ServicesFolder))?.Value;
        var beside = Path.Combine(AppContext.BaseDirectory, "Services");
        return new[] { built, beside }.FirstOrDefault(folder => folder is not null && File.Exists(Path.Combine(folder, "package-lock.json")))
            ?? throw new StartException($"The list of packages was expected at {built} or {beside}, but is at neither. Build again: dotnet build.");
    }
}
