using System.Diagnostics;

namespace Glimmerglass.Tests;

/// <summary>Waits for a condition, up to a deadline that is generous because the machine may be busy.</summary>
public static class Wait
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static Task Until(Func<bool> holds, string what) => Until(() => Task.FromResult(holds()), found => found, what);

    public static Task Until(Func<Task<bool>> holds, string what) => Until(holds, found => found, what);

    /// <summary>Looks again and again until what is found is what is wanted, and answers it.</summary>
    public static async Task<T> Until<T>(Func<Task<T>> look, Func<T, bool> wanted, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var found = await look();
            if (wanted(found)) return found;
            if (Stopwatch.GetElapsedTime(started) > Deadline) Assert.Fail($"Waited {Deadline.TotalSeconds} s in vain for {what}. Found: {found}");
            await Task.Delay(20);
        }
    }
}
