using System.Diagnostics;

namespace Glimmerglass.Tests.LocalHost.Services;

/// <summary>Waits for a condition, with a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task Holds(Func<bool> condition, Func<string> found)
    {
        for (var since = Stopwatch.StartNew(); !condition(); await Task.Delay(20))
            Assert.True(since.Elapsed < Deadline, $"It did not come true within {Deadline.TotalSeconds} s. Found: {found()}");
    }
}
