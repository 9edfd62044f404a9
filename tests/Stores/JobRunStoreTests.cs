using Glimmerglass.Data.Jobs;

namespace Glimmerglass.Tests.Stores;

public sealed class JobRunStoreTests(Rows rows) : IClassFixture<Rows>
{
    private static readonly DateTimeOffset Night = new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);

    private readonly JobRunStore runs = new(rows.Database.Db);

    [Fact]
    public async Task Of_many_that_ask_at_once_one_runs_the_job_for_its_time()
    {
        var starts = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => runs.Begin(Scheduled("Parallel", Night), Night, default)));

        Assert.Single(starts, start => start.Begun);
        Assert.Single(starts.Select(start => start.Run.Id).Distinct());
        Assert.Equal(1, await Count("Parallel"));
    }

    [Fact]
    public async Task A_time_that_had_its_run_gets_no_other_however_it_ended()
    {
        foreach (var outcome in (JobOutcome[])[JobOutcome.Succeeded, JobOutcome.Failed])
        {
            var night = Night.AddDays((int)outcome);
            var first = await runs.Begin(Scheduled("Once", night), night, default);
            await runs.Finish(first.Run.Id, outcome, "Done.", null, night.AddMinutes(1), default);

            var second = await runs.Begin(Scheduled("Once", night), night.AddHours(1), default);

            Assert.Equal((false, first.Run.Id, outcome), (second.Begun, second.Run.Id, second.Run.Outcome));
        }
        Assert.True((await runs.Begin(Scheduled("Once", Night.AddDays(9)), Night, default)).Begun);
    }

    [Fact]
    public async Task A_job_never_runs_twice_at_once()
    {
        var first = await runs.Begin(Scheduled("Alone", Night), Night, default);

        var tomorrow = await runs.Begin(Scheduled("Alone", Night.AddDays(1)), Night.AddMinutes(1), default);
        var asked = await runs.Begin(new NewJobRun("Alone", JobOrigin.Command, null), Night.AddMinutes(1), default);
        var other = await runs.Begin(new NewJobRun("Another", JobOrigin.Command, null), Night.AddMinutes(1), default);

        Assert.Equal((false, false, true), (tomorrow.Begun, asked.Begun, other.Begun));
        Assert.Equal((first.Run.Id, null), (asked.Run.Id, asked.Run.Outcome));
    }

    [Fact]
    public async Task A_run_that_went_silent_is_abandoned_and_its_time_is_caught_up_by_one_of_many()
    {
        var dead = await runs.Begin(Scheduled("Dead", Night), Night, default);
        Assert.False((await runs.Begin(Scheduled("Dead", Night), Night.AddMinutes(3), default)).Begun);

        var later = Night.AddMinutes(3).AddSeconds(1);
        var starts = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => runs.Begin(Scheduled("Dead", Night), later, default)));

        var caughtUp = Assert.Single(starts, start => start.Begun).Run;
        var closed = await runs.Find(dead.Run.Id, default);
        Assert.Equal((JobOutcome.Abandoned, later), (closed!.Outcome, closed.FinishedAt));
        Assert.Equal(Night, caughtUp.ScheduledFor);
        Assert.Equal(2, await Count("Dead"));
        Assert.False(await runs.Beat(dead.Run.Id, later, default));
        Assert.Null(await runs.Finish(dead.Run.Id, JobOutcome.Succeeded, "Too late.", null, later, default));
        Assert.True(await runs.Beat(caughtUp.Id, later, default));
    }

    [Fact]
    public async Task A_sign_of_life_keeps_a_long_run_alive()
    {
        var run = (await runs.Begin(Scheduled("Long", Night), Night, default)).Run;
        for (var minute = 2; minute <= 20; minute += 2) Assert.True(await runs.Beat(run.Id, Night.AddMinutes(minute), default));

        var other = await runs.Begin(Scheduled("Long", Night.AddDays(1)), Night.AddMinutes(22), default);

        Assert.Equal((false, run.Id), (other.Begun, other.Run.Id));
    }

    [Fact]
    public async Task A_request_that_is_repeated_finds_its_run_also_while_another_runs()
    {
        var by = User();
        var asked = new NewJobRun("Asked", JobOrigin.Door, null, by, "key-1");
        var first = await runs.Begin(asked, Night, default);
        await runs.Finish(first.Run.Id, JobOutcome.Succeeded, "Done.", null, Night, default);
        await runs.Begin(Scheduled("Asked", Night), Night, default);

        var again = await runs.Begin(asked, Night.AddMinutes(1), default);
        var unlike = await runs.Begin(asked with { RequestKey = "key-2" }, Night.AddMinutes(1), default);

        Assert.Equal((false, true, first.Run.Id), (again.Begun, again.OfRequest, again.Run.Id));
        Assert.Equal((false, false), (unlike.Begun, unlike.OfRequest));
    }

    [Fact]
    public async Task A_request_that_is_repeated_after_its_run_went_silent_hears_that_it_was_abandoned()
    {
        var asked = new NewJobRun("Silent", JobOrigin.Door, null, User(), "key-1");
        var first = await runs.Begin(asked, Night, default);

        var later = Night.AddMinutes(3).AddSeconds(1);
        var again = await runs.Begin(asked, later, default);
        var oncemore = await runs.Begin(asked, later, default);

        Assert.Equal((false, true, first.Run.Id, JobOutcome.Abandoned), (again.Begun, again.OfRequest, again.Run.Id, again.Run.Outcome));
        Assert.Equal(again, oncemore);
        Assert.True((await runs.Begin(asked with { RequestKey = "key-2" }, later, default)).Begun);
    }

    [Fact]
    public async Task The_newest_runs_of_each_job_are_listed_with_the_last_that_succeeded()
    {
        for (var day = 0; day < 8; day++)
        {
            var run = await runs.Begin(Scheduled("Listed", Night.AddDays(day)), Night.AddDays(day), default);
            await runs.Finish(run.Run.Id, day == 1 ? JobOutcome.Succeeded : JobOutcome.Failed, null, "No.", Night.AddDays(day), default);
        }

        var found = await runs.ListNewest(["Listed", "Unheard"], 3, default);

        Assert.Equal([7, 6, 5, 1], found.Select(run => (run.StartedAt - Night).Days));
    }

    private static NewJobRun Scheduled(string job, DateTimeOffset at) => new(job, JobOrigin.Schedule, at);

    private Task<long> Count(string job) => rows.Database.Scalar<long>($"select count(*) from job_runs where job = '{job}'");

    private Guid User() => rows.World.Superadmin.Id;
}
