using Glimmerglass.Data;
using Glimmerglass.Data.Documents;
using Glimmerglass.Functions.Documents;

namespace Glimmerglass.Tests.Jobs;

/// <summary>Uploads whose event never came, or whose check never ended.</summary>
public sealed class LostUploadTests : IAsyncLifetime
{
    private readonly CheckRoom room = new();

    public Task InitializeAsync() => room.InitializeAsync();

    public Task DisposeAsync() => room.DisposeAsync();

    [Fact]
    public async Task Two_last_attempts_that_fail_at_once_are_told_of_once()
    {
        var document = await room.Uploaded(Papers.Pdf());
        var verdicts = new VerdictStore(room.Database.Db);
        await verdicts.Begin(document.Id, DateTimeOffset.UtcNow, CancellationToken.None);

        var failed = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            verdicts.Record(document.Id, FileCheck.CheckFailed(1), "\"etag\"", DateTimeOffset.UtcNow, CancellationToken.None)));

        Assert.Single(failed, told => told is not null);
        var standing = await room.Standing(document);
        Assert.Equal(("FAILED", 1, 1, 1), (standing.State, standing.Told, standing.Audited, standing.Noticed));
    }

    [Fact]
    public async Task An_upload_whose_event_was_lost_is_checked_after_ten_minutes()
    {
        var document = await room.Uploaded(Papers.Pdf());
        var before = await room.Standing(document);

        await room.FindLost();
        var young = await room.Standing(document);
        room.Clock.Advance(TimeSpan.FromMinutes(11));
        await room.FindLost();
        await room.FindLost();

        Assert.Equal(before, young);
        Assert.Equal(
            new Standing { State = "ACCEPTED", Codes = "[]", Attempts = 1, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true },
            await room.Standing(document));
    }

    [Fact]
    public async Task A_database_is_not_spoken_to_while_nothing_is_lost()
    {
        await room.Uploaded(Papers.Pdf());
        await using var asleep = Database.Open("postgresql://nobody:nothing@127.0.0.1:1/none");

        await room.FindLost(database: asleep);
        room.Clock.Advance(TimeSpan.FromMinutes(77));
        await room.FindLost(lastRun: room.Clock.GetUtcNow().AddMinutes(-5), database: asleep);

        await Assert.ThrowsAnyAsync<Exception>(() => room.FindLost(lastRun: room.Clock.GetUtcNow().AddMinutes(-10), database: asleep));
    }

    [Fact]
    public async Task Strays_and_what_a_verdict_left_behind_are_cleared_away()
    {
        var judged = await room.Uploaded(Papers.Pdf());
        await Assert.ThrowsAsync<CutOff>(() => room.Run(judged.Id, new RequestSteps().Before(RequestSteps.Delete, () => throw new CutOff())));
        await room.Upload("stray.pdf", Papers.Pdf());
        await room.Upload(Guid.NewGuid().ToString(), Papers.Pdf());

        room.Clock.Advance(TimeSpan.FromMinutes(11));
        await room.FindLost();

        var standing = await room.Standing(judged);
        Assert.Equal(("ACCEPTED", 1, false, true, 0), (standing.State, standing.Told, standing.Incoming, standing.Kept, standing.Quarantined));
        Assert.Empty(await Incoming());
        Assert.Equal(2, (await Standing.Quarantine(room.Storage, "")).Count);
    }

    [Fact]
    public async Task One_that_cannot_be_dealt_with_stops_no_other_and_fails_the_run()
    {
        List<(Guid Order, Guid Id)> documents = [await room.Uploaded(Papers.Pdf()), await room.Uploaded(Papers.Pdf()), await room.Uploaded(Papers.Pdf())];
        room.Clock.Advance(TimeSpan.FromMinutes(11));
        var steps = new RequestSteps().Before(RequestSteps.Read, () => throw new CutOff());

        var fault = await Assert.ThrowsAsync<AggregateException>(() => room.FindLost(steps: steps));

        Assert.StartsWith("1 of 3 uploads could not be dealt with", fault.Message, StringComparison.Ordinal);
        Assert.IsType<CutOff>(Assert.Single(fault.InnerExceptions));
        List<string?> states = [];
        foreach (var document in documents) states.Add((await room.Standing(document)).State);
        Assert.Equal(["ACCEPTED", "ACCEPTED", "CHECKING"], states.Order());
    }

    [Fact]
    public async Task A_run_that_is_stopped_stops_and_says_nothing_of_faults()
    {
        var document = await room.Uploaded(Papers.Pdf());
        room.Clock.Advance(TimeSpan.FromMinutes(11));
        using var stopping = new CancellationTokenSource();
        var steps = new RequestSteps().Before(RequestSteps.Read, stopping.CancelAsync);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room.FindLost(steps: steps, cancel: stopping.Token));
        room.Clock.Advance(CheckAttempts.Patience);
        await room.FindLost();

        Assert.Equal(("ACCEPTED", 1), ((await room.Standing(document)).State, (await room.Standing(document)).Told));
    }

    [Fact]
    public async Task A_failed_one_is_tried_each_hour_told_of_once_and_given_up_after_ten_attempts()
    {
        var document = await room.Uploaded(Papers.Pdf());
        room.Clock.Advance(TimeSpan.FromMinutes(11));
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await Fails();
            room.Clock.Advance(TimeSpan.FromMinutes(11));
        }
        var failed = await room.Standing(document);
        room.Clock.Advance(TimeSpan.FromMinutes(-15));
        await room.FindLost();
        var waiting = await room.Standing(document);
        for (var attempt = 6; attempt <= 10; attempt++)
        {
            room.Clock.Advance(TimeSpan.FromHours(1));
            await Fails();
        }
        room.Clock.Advance(TimeSpan.FromHours(9));
        await room.FindLost();

        Assert.Equal(("FAILED", """["CHECK_FAILED"]""", 5, 1, true), (failed.State, failed.Codes, failed.Attempts, failed.Told, failed.Incoming));
        Assert.Equal(failed, waiting);
        Assert.Equal(failed with { Attempts = 10 }, await room.Standing(document));

        await room.Run(document.Id);
        Assert.Equal(
            new Standing { State = "ACCEPTED", Codes = "[]", Attempts = 11, Version = 3, OrderVersion = 3, Told = 2, Audited = 2, Noticed = 2, Kept = true },
            await room.Standing(document));
    }

    [Fact]
    public async Task A_file_that_ended_the_process_five_times_is_failed_unread_and_tried_again_later()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await room.Database.Execute($"update documents set state = 'CHECKING', attempts = 5 where id = '{document.Id}'");
        room.Clock.Advance(TimeSpan.FromMinutes(11));

        await room.FindLost(steps: new RequestSteps().Before(RequestSteps.Read, () => throw new CutOff()));
        var failed = await room.Standing(document);
        room.Clock.Advance(TimeSpan.FromHours(2));
        await room.FindLost();

        Assert.Equal(("FAILED", """["CHECK_FAILED"]""", 5, 1, true), (failed.State, failed.Codes, failed.Attempts, failed.Told, failed.Incoming));
        Assert.Equal(("ACCEPTED", 6, 2), ((await room.Standing(document)).State, (await room.Standing(document)).Attempts, (await room.Standing(document)).Told));
    }

    private async Task Fails() =>
        await Assert.ThrowsAsync<AggregateException>(() => room.FindLost(steps: new RequestSteps().Before(RequestSteps.Read, () => throw new CutOff())));

    private async Task<List<string>> Incoming()
    {
        List<string> names = [];
        await foreach (var blob in room.Storage.GetBlobContainerClient("incoming").GetBlobsAsync()) names.Add(blob.Name);
        return names;
    }
}
