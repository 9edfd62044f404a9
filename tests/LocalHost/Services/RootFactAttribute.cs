namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>A fact that needs two users, so only root on Linux can see it. Run by anybody else, the other facts show what it shows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) Skip = "It becomes another user, which only root can.";
    }
}
