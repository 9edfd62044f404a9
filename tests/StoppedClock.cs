namespace Glimmerglass.Tests;

/// <summary>A clock for <see cref="TestApp.Clock"/> that stands still until a test moves it. Its timers are real ones.</summary>
public sealed class StoppedClock : TimeProvider
{
    private readonly Lock moving = new();
    private DateTimeOffset now = DateTimeOffset.UtcNow;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (moving) return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by)
    {
        lock (moving) now += by;
    }
}
