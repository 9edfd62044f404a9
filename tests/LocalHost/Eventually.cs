using System.Diagnostics;

namespace Glimmerglass.Tests.LocalHost;

/// <summary>Waits for a condition, up to a deadline that is generous because the machine may be busy.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static Task True(Func<bool> condition, string what) => True(() => Task.FromResult(condition()), what);

    public static async Task True(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Deadline, $"Waited {Deadline.TotalSeconds} s in vain: {what}");
            await Task.Delay(5);
        }
    }
}
