using Glimmerglass.Data;
using Glimmerglass.Data.Idempotency;
using Glimmerglass.Data.Jobs;
using Glimmerglass.Functions;
using Glimmerglass.Functions.Jobs;
using Glimmerglass.Tests.LocalHost;
using Glimmerglass.Tests.Stores;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Glimmerglass.Tests.Jobs;

/// <summary>Jobs as the ledger runs them, on a clock that a test moves.</summary>
public sealed class JobLedgerTests : IClassFixture<Rows>, IAsyncLifetime
{
    private static readonly DateTimeOffset Night = new(2026, 3, 2, 3, 15, 0, TimeSpan.Zero);

    private readonly Rows rows;
    private readonly ManualClock clock = new(Night);
    private readonly JobRunStore runs;
    private readonly JobLedger ledger;

    public JobLedgerTests(Rows rows)
    {
        this.rows = rows;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DATABASE_URL"] = rows.Database.Url }).Build();
        runs = new JobRunStore(rows.Database.Db);
        ledger = new JobLedger(runs, Settings.Read(configuration), clock, NullLogger<JobLedger>.Instance);
    }

    public Task InitializeAsync() => rows.Database.Execute("truncate job_runs");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_timer_that_fires_twice_for_one_time_works_once_and_says_what_it_did()
    {
        var job = new ForgetIdempotencyKeys(new IdempotencyStore(rows.Database.Db), runs, ledger, clock);

        await job.Run(new TimerInfo(), default);
        await job.Run(new TimerInfo { IsPastDue = true }, default);
        clock.Advance(TimeSpan.FromDays(1));
        await job.Run(new TimerInfo(), default);

        var found = await runs.ListNewest([nameof(ForgetIdempotencyKeys)], 10, default);
        Assert.Equal([Night.AddDays(1), Night], found.Select(run => run.ScheduledFor!.Value));
        Assert.All(found, run => Assert.Equal((JobOutcome.Succeeded, "Forgot 0 idempotency keys and 0 old runs of jobs."), (run.Outcome, run.Summary)));
    }

    [Fact]
    public async Task A_time_that_passed_while_nothing_ran_is_caught_up_once()
    {
        var job = new Work(_ => Task.FromResult("Done."));
        clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(5));

        await ledger.RunScheduled(job, default);
        await ledger.RunScheduled(job, default);

        var run = Assert.Single(await runs.ListNewest([job.Name], 10, default));
        Assert.Equal((Night.AddDays(3), Night.AddDays(3).AddHours(5)), (run.ScheduledFor, run.StartedAt));
    }

    [Fact]
    public async Task A_failure_is_recorded_without_addresses_and_thrown_to_the_host()
    {
        var job = new Work(_ => throw new InvalidOperationException("No store at https://x.example/a?sig=secret\nsecond line"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => ledger.RunScheduled(job, default));

        var run = Assert.Single(await runs.ListNewest([job.Name], 10, default));
        Assert.Equal((JobOutcome.Failed, "InvalidOperationException: No store at", null), (run.Outcome, run.Error, run.Summary));
    }

    [Fact]
    public async Task A_run_that_is_stopped_with_its_host_is_a_failed_run()
    {
        using var host = new CancellationTokenSource();
        var job = new Work(async cancel =>
        {
            await host.CancelAsync();
            cancel.ThrowIfCancellationRequested();
            return "";
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ledger.RunScheduled(job, host.Token));

        var run = await Newest(job);
        Assert.Equal((JobOutcome.Failed, "It was stopped with its host."), (run.Outcome, run.Error));
    }

    [Fact]
    public async Task A_long_run_gives_signs_of_life()
    {
        var end = new TaskCompletionSource<string>();
        var job = new Work(_ => end.Task);
        var running = ledger.RunScheduled(job, default);

        for (var beat = 1; beat <= 3; beat++)
        {
            await Wait.Until(() => clock.Waiting > 0, "the next beat to be waited for");
            clock.Advance(JobLedger.Pulse);
            var expected = Night + (beat * JobLedger.Pulse);
            await Wait.Until(async () => (await Newest(job)).HeartbeatAt == expected, $"beat {beat}");
        }
        end.SetResult("Done.");
        await running;

        Assert.Equal((JobOutcome.Succeeded, Night.AddSeconds(90)), ((await Newest(job)).Outcome, (await Newest(job)).FinishedAt));
    }

    [Fact]
    public async Task A_run_that_was_taken_for_dead_stops_at_its_next_sign_of_life()
    {
        var job = new Work(async cancel =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return "";
        });
        var running = ledger.RunScheduled(job, default);
        await Wait.Until(() => clock.Waiting > 0, "the first beat to be waited for");
        await rows.Database.Execute("update job_runs set finished_at = now(), outcome = 'ABANDONED'");

        clock.Advance(JobLedger.Pulse);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(JobOutcome.Abandoned, (await Newest(job)).Outcome);
    }

    [Fact]
    public async Task A_fault_reaches_the_host_also_when_the_ledger_cannot_be_told()
    {
        var job = new Work(async _ =>
        {
            await rows.Database.Execute("alter table job_runs rename to job_runs_away");
            throw new InvalidOperationException("The job's own.");
        });
        try
        {
            var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => ledger.RunScheduled(job, default));
            Assert.Equal("The job's own.", fault.Message);
        }
        finally
        {
            await rows.Database.Execute("alter table job_runs_away rename to job_runs");
        }
    }

    [Fact]
    public async Task Work_that_was_done_is_not_called_a_failure_because_the_ledger_was_away_at_its_end()
    {
        await rows.Database.Execute("""
            create function refuse_the_first_end() returns trigger language plpgsql as $$
            begin
                if new.outcome = 'SUCCEEDED' then raise exception 'Away.'; end if;
                return new;
            end $$;
            create trigger refuse_the_first_end before update on job_runs for each row execute function refuse_the_first_end();
            """);
        var job = new Work(_ => Task.FromResult("Done."));
        try
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ledger.RunScheduled(job, default));
            Assert.Null((await Newest(job)).Outcome);
        }
        finally
        {
            await rows.Database.Execute("drop function refuse_the_first_end cascade");
        }
    }

    [Fact]
    public async Task A_run_that_cannot_give_signs_of_life_stops_before_another_may_take_it_for_dead()
    {
        var job = new Work(async cancel =>
        {
            await Task.Delay(Timeout.Infinite, cancel);
            return "";
        });
        var running = ledger.RunScheduled(job, default);
        await Wait.Until(() => clock.Waiting > 0, "the first beat to be waited for");
        await rows.Database.Execute("alter table job_runs rename to job_runs_away");
        try
        {
            for (var passed = TimeSpan.Zero; passed < JobRunStore.SilenceOfTheDead - JobLedger.Pulse; passed += JobLedger.Pulse)
            {
                await Wait.Until(() => clock.Waiting > 0 || running.IsCompleted, "the next beat to be waited for");
                clock.Advance(JobLedger.Pulse);
            }
            await Wait.Until(() => running.IsCompleted, "the run to stop");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        }
        finally
        {
            await rows.Database.Execute("alter table job_runs_away rename to job_runs");
        }
    }

    [Fact]
    public async Task Its_own_night_work_forgets_old_requests_and_runs_but_never_the_newest_success()
    {
        var work = new Work(_ => Task.FromResult("Done."));
        var asked = await ledger.Begin(work, rows.World.Superadmin.Id, "one-key", default);
        await ledger.Conduct(work, asked.Run, NoProgress.Instance, default);
        await runs.Finish((await runs.Begin(new NewJobRun("Failing", JobOrigin.Command, null), Night, default)).Run.Id, JobOutcome.Failed, null, "No.", Night, default);
        IJob forget = new ForgetIdempotencyKeys(new IdempotencyStore(rows.Database.Db), runs, ledger, clock);

        clock.Advance(JobRunStore.RequestLifetime);
        var again = await ledger.Begin(work, rows.World.Superadmin.Id, "one-key", default);
        await ledger.Conduct(work, again.Run, NoProgress.Instance, default);
        clock.Advance(JobRunStore.Memory);
        var nextYear = await forget.Work(NoProgress.Instance, default);

        Assert.True(again.Begun);
        Assert.Equal("Forgot 1 idempotency keys and 2 old runs of jobs.", nextYear);
        Assert.Equal(again.Run.Id, Assert.Single(await runs.ListNewest([work.Name, "Failing"], 10, default)).Id);
    }

    [Fact]
    public async Task Many_instances_whose_timers_fire_at_once_run_it_once()
    {
        var worked = 0;
        var job = new Work(_ => Task.FromResult($"{Interlocked.Increment(ref worked)}"));

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => ledger.RunScheduled(job, default)));

        Assert.Equal(1, worked);
    }

    private async Task<JobRun> Newest(Work job) => (await runs.ListNewest([job.Name], 1, default))[0];

    /// <summary>A job of a test, under a name that has a schedule.</summary>
    private sealed class Work(Func<CancellationToken, Task<string>> work) : IJob
    {
        public string Name => nameof(ForgetIdempotencyKeys);

        Task<string> IJob.Work(IProgress<WorkProgress> progress, CancellationToken cancel) => work(cancel);
    }
}
