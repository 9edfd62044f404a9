using Glimmerglass.Tests.LocalHost;

namespace Glimmerglass.Tests.Jobs;

public sealed class CheckTimeLimitTests(CheckRoom room) : IClassFixture<CheckRoom>
{
    [Fact]
    public async Task A_check_that_takes_longer_than_its_limit_counts_as_a_failed_attempt()
    {
        var (document, clock) = (await room.Uploaded(Papers.Pdf()), new ManualClock());
        var slow = room.Check(new RequestSteps().Before(RequestSteps.Copy, () => { clock.Advance(TimeSpan.FromMinutes(5)); return Task.CompletedTask; }), clock);

        var fault = await Assert.ThrowsAsync<TimeoutException>(() => slow.Run(document.Id.ToString(), CancellationToken.None));
        var late = await room.Standing(document);
        await room.Run(document.Id);

        Assert.Contains("300 s", fault.Message, StringComparison.Ordinal);
        Assert.Equal(("CHECKING", 1, 0, true), (late.State, late.Attempts, late.Told, late.Incoming));
        Assert.Equal(("ACCEPTED", 2, 1), ((await room.Standing(document)).State, (await room.Standing(document)).Attempts, (await room.Standing(document)).Told));
    }

    [Fact]
    public async Task The_fifth_check_that_takes_too_long_fails_the_document()
    {
        var document = await room.Uploaded(Papers.Pdf());
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var clock = new ManualClock();
            var slow = room.Check(new RequestSteps().Before(RequestSteps.Read, () => { clock.Advance(TimeSpan.FromMinutes(5)); return Task.CompletedTask; }), clock);
            await Assert.ThrowsAsync<TimeoutException>(() => slow.Run(document.Id.ToString(), CancellationToken.None));
        }

        var standing = await room.Standing(document);
        Assert.Equal(("FAILED", """["CHECK_FAILED"]""", 5, 1), (standing.State, standing.Codes, standing.Attempts, standing.Told));
    }
}
