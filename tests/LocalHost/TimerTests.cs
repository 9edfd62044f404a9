using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Glimmerglass.Tests.LocalHost;

public sealed class TimerTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly ManualClock clock = new();
    private readonly SettingsFolder folder = new();
    private readonly Runs runs = new();

    public sealed record Run(DateTimeOffset At, TimerInfo Timer, FunctionContext Context);

    /// <summary>What the timers of a test have done, and what they do while they run.</summary>
    public sealed class Runs
    {
        public ConcurrentQueue<Run> All { get; } = [];

        public Func<CancellationToken, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

        public Task Add(TimeProvider clock, TimerInfo timer, FunctionContext context, CancellationToken cancel)
        {
            All.Enqueue(new Run(clock.GetUtcNow(), timer, context));
            return Meanwhile(cancel);
        }
    }

    public sealed class Hourly(Runs runs, TimeProvider clock)
    {
        [Function(nameof(Hourly))]
        public Task Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, FunctionContext context, CancellationToken cancel) => runs.Add(clock, timer, context, cancel);
    }

    public sealed class Named(Runs runs, TimeProvider clock)
    {
        [Function(nameof(Named))]
        public Task Run([TimerTrigger("%Schedules:Named%")] TimerInfo timer, FunctionContext context, CancellationToken cancel) => runs.Add(clock, timer, context, cancel);
    }

    public sealed class AtOnce(Runs runs, TimeProvider clock)
    {
        [Function(nameof(AtOnce))]
        public Task Run([TimerTrigger("0 0 * * * *", RunOnStartup = true)] TimerInfo timer, FunctionContext context, CancellationToken cancel) =>
            runs.Add(clock, timer, context, cancel);
    }

    public sealed class Unmonitored(Runs runs, TimeProvider clock)
    {
        [Function(nameof(Unmonitored))]
        public Task Run([TimerTrigger("0 0 * * * *", UseMonitor = false)] TimerInfo timer, FunctionContext context, CancellationToken cancel) =>
            runs.Add(clock, timer, context, cancel);
    }

    public sealed class Quick(Runs runs, TimeProvider clock)
    {
        [Function(nameof(Quick))]
        public void Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer, FunctionContext context) => _ = runs.Add(clock, timer, context, default);
    }

    public sealed class Marking : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.Items["marked"] = true;
            await next(context);
        }
    }

    [Fact]
    public async Task A_timer_runs_at_its_times()
    {
        await using var host = await Start(typeof(Hourly));

        await PassHours(2);

        Assert.Equal([10, 11], runs.All.Select(run => run.At.Hour));
        Assert.All(runs.All, run => Assert.False(run.Timer.IsPastDue));
    }

    [Theory]
    [InlineData("0 30 9 * * *", 30)]
    [InlineData("00:20:00", 20)]
    public async Task A_schedule_may_be_a_setting_and_an_interval(string schedule, int minutes)
    {
        folder.WithLocalSettings($$"""{ "Values": { "Schedules__Named": "{{schedule}}" } }""");
        await using var host = await Start(typeof(Named));

        await Pass(TimeSpan.FromMinutes(minutes));

        Assert.Equal(minutes, Assert.Single(runs.All).At.Minute);
    }

    [Fact]
    public async Task A_timer_may_run_at_the_start_and_then_at_its_times()
    {
        await using var host = await Start(typeof(AtOnce));
        await Wait.Until(() => runs.All.Count == 1, "the run at the start");

        await Pass(Hour);

        Assert.Equal([9, 10], runs.All.Select(run => run.At.Hour));
    }

    [Fact]
    public async Task A_timer_does_not_run_at_the_start_by_itself()
    {
        await using var host = await Start(typeof(Hourly));

        await Wait.Until(() => clock.Waiting == 1, "the timer waits");

        Assert.Empty(runs.All);
    }

    [Fact]
    public async Task Runs_of_one_timer_never_overlap_and_what_they_miss_is_skipped()
    {
        var release = new TaskCompletionSource();
        runs.Meanwhile = _ => release.Task;
        await using var host = await Start(typeof(Hourly));
        await Pass(Hour);

        clock.Advance(3 * Hour);
        Assert.Single(runs.All);
        runs.Meanwhile = _ => Task.CompletedTask;
        release.SetResult();
        await Pass(Hour);

        Assert.Equal([10, 14], runs.All.Select(run => run.At.Hour));
    }

    [Fact]
    public async Task A_failing_run_is_logged_once_and_the_next_one_comes()
    {
        runs.Meanwhile = _ => throw new InvalidOperationException("no luck");
        await using var host = await Start(typeof(Hourly));

        await PassHours(2);

        Assert.Equal(2, runs.All.Count);
        await Wait.Until(() => host.Log.From("Function.Hourly").Count(line => line.Level == LogLevel.Error) == 2, "one line per failure");
        Assert.All(host.Log.From("Function.Hourly"), line => Assert.Equal("no luck", line.Exception!.Message));
    }

    [Fact]
    public async Task A_run_that_was_missed_while_the_host_was_down_is_past_due()
    {
        await using (var first = await Start(typeof(Hourly))) await Pass(Hour);
        clock.Advance(TimeSpan.FromHours(3.5));

        await using var second = await Start(typeof(Hourly));
        await Wait.Until(() => runs.All.Count == 2, "the run that was missed");

        var late = runs.All.Last();
        Assert.True(late.Timer.IsPastDue);
        Assert.Equal(new DateTime(2026, 3, 2, 10, 0, 0, DateTimeKind.Utc), late.Timer.ScheduleStatus!.Last);
        Assert.Equal(new DateTime(2026, 3, 2, 11, 0, 0, DateTimeKind.Utc), late.Timer.ScheduleStatus.Next);
    }

    [Fact]
    public async Task Nothing_is_past_due_after_a_short_break()
    {
        await using (var first = await Start(typeof(Hourly))) await Pass(Hour);
        clock.Advance(TimeSpan.FromMinutes(20));

        await using var second = await Start(typeof(Hourly));
        await Wait.Until(() => clock.Waiting == 1, "the timer waits");

        Assert.Single(runs.All);
    }

    [Fact]
    public async Task Without_monitoring_nothing_is_caught_up()
    {
        await using (var first = await Start(typeof(Unmonitored))) await Pass(Hour);
        clock.Advance(TimeSpan.FromHours(3.5));

        await using var second = await Start(typeof(Unmonitored));
        await Wait.Until(() => clock.Waiting == 1, "the timer waits");

        Assert.Null(Assert.Single(runs.All).Timer.ScheduleStatus);
    }

    [Fact]
    public async Task A_schedule_of_less_than_a_minute_is_not_monitored()
    {
        await using var host = await Start(typeof(Quick));

        await Pass(TimeSpan.FromSeconds(10));

        Assert.Null(Assert.Single(runs.All).Timer.ScheduleStatus);
    }

    [Fact]
    public async Task A_damaged_record_is_a_warning_and_the_timer_runs_on()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "timers"));
        folder.With("timers/Hourly.json", "{ not json");
        await using var host = await Start(typeof(Hourly));

        await Pass(Hour);

        Assert.Single(runs.All);
        Assert.Contains(host.Log.From("Function.Hourly"), line => line.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Middleware_wraps_timers_and_sees_no_request()
    {
        await using var host = await Start(typeof(Hourly));

        await Pass(Hour);

        var context = Assert.Single(runs.All).Context;
        Assert.True(context.Items.ContainsKey("marked"));
        Assert.Null(context.GetHttpContext());
        Assert.Equal("timerTrigger", context.FunctionDefinition.InputBindings["timer"].Type);
    }

    [Fact]
    public async Task Each_run_has_a_trace_of_its_own()
    {
        await using var host = await Start(typeof(Hourly));

        await PassHours(2);

        var traces = runs.All.Select(run => run.Context.TraceContext.TraceParent.Split('-')[1]);
        Assert.Equal(2, traces.Distinct().Count());
    }

    [Fact]
    public async Task The_token_fires_when_the_host_stops_and_the_run_may_finish()
    {
        var tidied = false;
        runs.Meanwhile = async cancel =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Yield();
            tidied = true;
        };
        await using var host = await Start(typeof(Hourly));
        await Pass(Hour);

        await host.Stop();

        Assert.True(tidied);
    }

    [Fact]
    public async Task A_run_that_was_cut_off_by_the_stop_is_caught_up()
    {
        runs.Meanwhile = cancel => Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        await using (var first = await Start(typeof(Hourly))) await Pass(Hour);

        clock.Advance(TimeSpan.FromMinutes(1));
        runs.Meanwhile = _ => Task.CompletedTask;
        await using var second = await Start(typeof(Hourly));
        await Wait.Until(() => runs.All.Count == 2, "the run again");

        Assert.True(runs.All.Last().Timer.IsPastDue);
    }

    private Task<HostUnderTest> Start(params Type[] functions) => HostUnderTest.Start(folder, builder =>
    {
        builder.Configuration["LocalHost:Data"] = folder.Path;
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton(runs);
        builder.UseMiddleware<Marking>();
    }, functions);

    private async Task PassHours(int hours)
    {
        for (var i = 0; i < hours; i++) await Pass(Hour);
    }

    /// <summary>Moves the clock once the timer waits for it, and waits for the run that follows.</summary>
    private async Task Pass(TimeSpan time)
    {
        var before = runs.All.Count;
        await Wait.Until(() => clock.Waiting == 1, "the timer waits");
        clock.Advance(time);
        await Wait.Until(() => runs.All.Count > before, "the timer runs");
    }
}
