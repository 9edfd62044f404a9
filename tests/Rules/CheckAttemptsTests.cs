using FsCheck;
using FsCheck.Fluent;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;

namespace Glimmerglass.Tests.Rules;

public sealed class CheckAttemptsTests
{
    private static readonly DateTimeOffset arrived = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset now = arrived.AddDays(1);

    [Theory]
    [InlineData(0, false), InlineData(9, false), InlineData(10, true), InlineData(15, true), InlineData(69, true)]
    [InlineData(71, true), InlineData(76, false), InlineData(129, false), InlineData(131, true), InlineData(136, false)]
    [InlineData((24 * 60) + 9, false), InlineData((24 * 60) + 11, true), InlineData((25 * 60) + 11, false), InlineData((48 * 60) + 11, true)]
    public void A_timer_every_five_minutes_asks_often_at_first_and_seldom_later(int ageMinutes, bool asks)
    {
        var at = arrived.AddMinutes(ageMinutes);

        Assert.Equal(asks, CheckAttempts.IsWorthALook(arrived, at.AddMinutes(-5), at));
    }

    [Fact]
    public void A_first_run_and_one_after_a_long_pause_ask_whatever_the_age()
    {
        var late = arrived.AddDays(3).AddHours(5);

        Assert.True(CheckAttempts.IsWorthALook(arrived, null, late));
        Assert.True(CheckAttempts.IsWorthALook(arrived, arrived.AddHours(-1), late));
        Assert.True(CheckAttempts.IsWorthALook(arrived, arrived.AddHours(1), late));
        Assert.True(CheckAttempts.IsWorthALook(arrived, late.AddHours(1), late));
    }

    [Fact]
    public void However_often_the_timer_runs_an_upload_is_looked_at_within_an_hour_on_its_first_day()
    {
        Prop.ForAll<PositiveInt, NonNegativeInt>((everyMinutes, offset) => IsLookedAt(1 + (everyMinutes.Get % 30), offset.Get)).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(DocumentState.AwaitingUpload), InlineData(DocumentState.Checking), InlineData(DocumentState.Accepted)]
    [InlineData(DocumentState.Rejected), InlineData(DocumentState.Infected), InlineData(DocumentState.Expired), InlineData(null)]
    public void What_lies_there_for_ten_minutes_is_dealt_with(DocumentState? state)
    {
        var document = state is { } found ? Progress(found, attempts: 1) : null;

        Assert.False(CheckAttempts.IsDue(document, TimeSpan.FromMinutes(9), now));
        Assert.True(CheckAttempts.IsDue(document, TimeSpan.FromMinutes(10), now));
        Assert.True(CheckAttempts.IsDue(document, TimeSpan.FromDays(10), now));
    }

    [Theory]
    [InlineData(5, 59, false), InlineData(5, 60, true), InlineData(6, 119, false), InlineData(6, 120, true), InlineData(9, 299, false), InlineData(9, 300, true)]
    [InlineData(10, 100_000, false), InlineData(1, 30, false), InlineData(1, 60, true)]
    public void A_failed_one_is_tried_again_an_hour_apart_and_ten_times_in_all(int attempts, int ageMinutes, bool due)
    {
        Assert.Equal(due, CheckAttempts.IsDue(Progress(DocumentState.Failed, attempts), TimeSpan.FromMinutes(ageMinutes), now));
    }

    [Theory]
    [InlineData(0, 1, false, false), InlineData(9, 1, false, false), InlineData(10, 1, true, false), InlineData(10, 4, true, false), InlineData(10, 5, true, true)]
    [InlineData(9, 5, false, false), InlineData(9, 99, false, false)]
    public void A_check_that_may_be_at_work_is_left_alone_and_five_that_never_ended_are_given_up(int begunMinutes, int attempts, bool due, bool givenUp)
    {
        var document = Progress(DocumentState.Checking, attempts) with { CheckBegunAt = now.AddMinutes(-begunMinutes) };

        Assert.Equal(due, CheckAttempts.IsDue(document, TimeSpan.FromHours(5), now));
        Assert.Equal(givenUp, CheckAttempts.HaveNeverEnded(document, now));
        Assert.False(CheckAttempts.HaveNeverEnded(document with { State = DocumentState.Failed }, now));
    }

    [Theory]
    [InlineData(DocumentState.Checking, 4, false), InlineData(DocumentState.Checking, 5, true), InlineData(DocumentState.Checking, 6, true), InlineData(DocumentState.Failed, 6, false)]
    public void Five_attempts_fail_a_document_once(DocumentState state, int attempts, bool last)
    {
        Assert.Equal(last, CheckAttempts.IsLastBeforeFailure(state, attempts));
    }

    private static CheckProgress Progress(DocumentState state, int attempts) => new() { Id = Guid.Empty, State = state, Attempts = attempts };

    private static bool IsLookedAt(int every, int offset)
    {
        var looks = (from run in Enumerable.Range(1, (24 * 60 / every) - 1)
                     let at = arrived.AddMinutes((run * every) + (offset % every))
                     where CheckAttempts.IsWorthALook(arrived, at.AddMinutes(-every), at)
                     select (at - arrived).TotalMinutes).ToList();

        return looks.Prepend(0).Zip(looks, (one, next) => next - one).All(gap => gap <= 60 + every) && looks.Count >= 22 && looks.Count <= 24 + (60 / every);
    }
}
