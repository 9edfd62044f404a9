using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Functions;

namespace Glimmerglass.Tests.Rules;

public class ScheduleTests
{
    [Theory]
    [InlineData("0 15 3 * * *", "2026-03-02T03:14:54Z", "2026-03-01T03:15:00Z", "2026-03-02T03:15:00Z")]
    [InlineData("0 15 3 * * *", "2026-03-02T03:14:55Z", "2026-03-02T03:15:00Z", "2026-03-02T03:15:00Z")]
    [InlineData("0 15 3 * * *", "2026-03-02T03:15:00Z", "2026-03-02T03:15:00Z", "2026-03-03T03:15:00Z")]
    [InlineData("0 15 3 * * *", "2026-03-03T03:14:00Z", "2026-03-02T03:15:00Z", "2026-03-03T03:15:00Z")]
    // The night on which clocks in Europe and America go forward: a day in UTC has 24 hours still.
    [InlineData("0 30 2 * * *", "2026-03-29T12:00:00Z", "2026-03-29T02:30:00Z", "2026-03-30T02:30:00Z")]
    [InlineData("0 30 1 * * *", "2026-10-25T01:45:00Z", "2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z")]
    [InlineData("0 0 4 29 2 *", "2027-01-01T00:00:00Z", "2024-02-29T04:00:00Z", "2028-02-29T04:00:00Z")]
    [InlineData("0 0 4 31 * *", "2026-05-01T00:00:00Z", "2026-03-31T04:00:00Z", "2026-05-31T04:00:00Z")]
    [InlineData("0 0 5 * * 0", "2026-03-04T00:00:00Z", "2026-03-01T05:00:00Z", "2026-03-08T05:00:00Z")]
    [InlineData("*/30 * * * * *", "2026-03-02T03:15:29Z", "2026-03-02T03:15:30Z", "2026-03-02T03:15:30Z")]
    public void What_is_due_is_the_last_time_of_the_schedule(string expression, string now, string due, string next)
    {
        var schedule = Schedule.Parse(expression);

        Assert.Equal(At(due), schedule.Due(At(now)));
        Assert.Equal(At(next), schedule.Next(At(now)));
    }

    [Fact]
    public void What_never_comes_is_never_due()
    {
        var schedule = Schedule.Parse("0 0 4 30 2 *");

        Assert.Null(schedule.Due(At("2026-03-02T00:00:00Z")));
        Assert.Null(schedule.Next(At("2026-03-02T00:00:00Z")));
    }

    [Theory, InlineData("15 3 * * *"), InlineData("0 61 3 * * *"), InlineData(""), InlineData("hourly"), InlineData("00:05:00")]
    public void Anything_but_six_fields_is_refused_with_a_hint(string expression)
    {
        var refused = Assert.Throws<FormatException>(() => Schedule.Parse(expression));

        Assert.Contains("six fields", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_timer_that_fires_a_little_early_or_late_means_its_own_time()
    {
        var schedule = Schedule.Parse("0 15 3 * * *");
        var jitter = Gen.Choose(-4_900, 3_600_000).ToArbitrary();

        Prop.ForAll(jitter, milliseconds => schedule.Due(At("2026-03-02T03:15:00Z").AddMilliseconds(milliseconds)) == At("2026-03-02T03:15:00Z")).QuickCheckThrowOnFailure();
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
