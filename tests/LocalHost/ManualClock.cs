namespace Glimmerglass.Tests.LocalHost;

/// <summary>A clock that a test moves by hand. Timers fire while it is moved, each at its own time.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock changing = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset now = start;

    public ManualClock() : this(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero)) { }

    /// <summary>How many timers wait. A test waits for this before it moves the clock.</summary>
    public int Waiting
    {
        get { lock (changing) return timers.Count(timer => timer.DueAt is not null); }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (changing) return now;
    }

    public void Advance(TimeSpan by)
    {
        var until = GetUtcNow() + by;
        while (NextDue(until) is { } due) due.Fire();
        lock (changing) now = until;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (changing) timers.Add(timer);
        return timer;
    }

    private ManualTimer? NextDue(DateTimeOffset until)
    {
        lock (changing)
        {
            var due = timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
            if (due is null) return null;

            if (due.DueAt > now) now = due.DueAt.Value;
            due.DueAt = null;
            return due;
        }
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        public DateTimeOffset? DueAt { get; set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (clock.changing) DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
            return true;
        }

        public void Dispose()
        {
            lock (clock.changing) clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
