namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>A fact that looks at processes, or sends signals, in the way of Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "It looks at processes in the way of Linux.";
    }
}
