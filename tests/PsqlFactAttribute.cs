namespace Glimmerglass.Tests;

/// <summary>A fact that uses psql as a person does; skipped by name where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PsqlFactAttribute : FactAttribute
{
    private static readonly string[] Folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);

    public PsqlFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Folders.Any(folder => File.Exists(Path.Combine(folder, "psql")))) Skip = "It restores by hand, and psql is not installed.";
    }
}
