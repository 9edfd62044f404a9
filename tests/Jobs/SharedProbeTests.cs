using Glimmerglass.Functions.Health;
using Microsoft.Extensions.Logging.Abstractions;

namespace Glimmerglass.Tests.Jobs;

public sealed class SharedProbeTests
{
    private readonly StoppedClock clock = new();
    private readonly TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int looks;

    [Fact]
    public async Task All_who_ask_at_once_share_one_look()
    {
        var probe = Probe(_ => answer.Task);

        var asked = Enumerable.Range(0, 20).Select(_ => probe.Ask(default)).ToList();
        answer.SetResult("well");

        Assert.All(await Task.WhenAll(asked), seen => Assert.Equal(("well", null), (seen.Found, seen.Trouble)));
        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task What_was_seen_is_told_for_five_seconds()
    {
        var probe = Probe(_ => Task.FromResult("well"));

        await probe.Ask(default);
        clock.Advance(TimeSpan.FromSeconds(4.9));
        await probe.Ask(default);
        var before = looks;
        clock.Advance(TimeSpan.FromSeconds(0.1));
        await probe.Ask(default);

        Assert.Equal((1, 2), (before, looks));
    }

    [Fact]
    public async Task A_caller_who_leaves_stops_nothing()
    {
        using var leaving = new CancellationTokenSource();
        var probe = Probe(stop => answer.Task.WaitAsync(stop));

        var (left, stayed) = (probe.Ask(leaving.Token), probe.Ask(default));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        answer.SetResult("well");

        Assert.Equal("well", (await stayed).Found);
    }

    [Fact]
    public async Task A_look_that_does_not_come_back_is_not_waited_for_and_lets_no_other_begin_beside_it()
    {
        var probe = Probe(_ => answer.Task, TimeSpan.FromMilliseconds(20));

        var first = await probe.Ask(default);
        clock.Advance(TimeSpan.FromSeconds(5));
        var second = await probe.Ask(default);
        var begun = looks;
        answer.SetResult("late");
        await Wait.Until(async () =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return (await probe.Ask(default)).Found == "late";
        }, "a look after the one that hung");

        Assert.Equal((null, "No answer within 0.02 s."), (first.Found, first.Trouble));
        Assert.Equal((null, "The look before this one has not come back."), (second.Found, second.Trouble));
        Assert.Equal(1, begun);
    }

    [Fact]
    public async Task A_look_that_is_told_to_stop_and_stops_ran_out_of_time()
    {
        var probe = Probe(async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return "never";
        }, TimeSpan.FromMilliseconds(20));

        Assert.Equal("No answer within 0.02 s.", (await probe.Ask(default)).Trouble);
    }

    [Fact]
    public async Task A_fault_is_told_by_its_kind_without_its_words()
    {
        var probe = Probe(_ => throw new InvalidOperationException("Password=hunter2"));

        Assert.Equal("It failed with InvalidOperationException.", (await probe.Ask(default)).Trouble);
    }

    private SharedProbe<string> Probe(Func<CancellationToken, Task<string>> look, TimeSpan? limit = null) => new("test", stop =>
    {
        Interlocked.Increment(ref looks);
        return look(stop);
    }, limit ?? TimeSpan.FromMinutes(1), clock, NullLogger.Instance);
}
