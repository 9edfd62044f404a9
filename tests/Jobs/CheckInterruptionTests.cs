using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Jobs;

/// <summary>What happens to an upload, its document or the process while the check is at it.</summary>
public sealed class CheckInterruptionTests(CheckRoom room) : IClassFixture<CheckRoom>
{
    public static TheoryData<string, Func<Azure.Core.Request, bool>> Moments => new()
    {
        { "before it is read", RequestSteps.Read },
        { "between read and copy", RequestSteps.Copy },
    };

    [Theory, MemberData(nameof(Moments))]
    public async Task A_blob_that_is_replaced_meanwhile_is_refused(string when, Func<Azure.Core.Request, bool> moment)
    {
        var other = Papers.Pdf();
        var document = await room.Uploaded(Papers.Pdf());

        await room.Run(document.Id, new RequestSteps().Before(moment, () => room.Upload(document.Id.ToString(), other)));

        await IsChanged(document, other, when);
    }

    [Fact]
    public async Task A_blob_that_is_replaced_while_it_is_read_is_refused()
    {
        var large = new byte[8 << 20];
        Papers.Pdf().CopyTo(large, 0);
        var other = Papers.Pdf();
        var document = await room.Uploaded(large);

        await room.Run(document.Id, new RequestSteps().After(RequestSteps.Read, () => room.Upload(document.Id.ToString(), other)));

        await IsChanged(document, other, "while it is read");
    }

    [Fact]
    public async Task A_blob_that_is_replaced_after_its_copy_does_not_change_the_verdict()
    {
        var (content, other) = (Papers.Pdf(), Papers.TestVirus());
        var document = await room.Uploaded(content);

        await room.Run(document.Id, new RequestSteps().After(RequestSteps.Finish, () => room.Upload(document.Id.ToString(), other)));
        await room.Run(document.Id);

        var standing = await room.Standing(document);
        Assert.Equal(("ACCEPTED", 1, false, true, 1), (standing.State, standing.Told, standing.Incoming, standing.Kept, standing.Quarantined));
        Assert.Equal(content, await room.Content("documents", document.Id));
    }

    public static TheoryData<string, Func<Azure.Core.Request, bool>> Steps => new()
    {
        { "while it is read", RequestSteps.Read },
        { "before the copy", RequestSteps.Copy },
        { "before the last step of keeping", RequestSteps.Finish },
    };

    [Theory, MemberData(nameof(Steps))]
    public async Task A_document_that_is_deleted_while_it_is_checked_leaves_nothing_kept(string when, Func<Azure.Core.Request, bool> moment)
    {
        var document = await room.Uploaded(Papers.Pdf());

        await room.Run(document.Id, new RequestSteps().After(moment, () => room.Database.Execute($"delete from documents where id = '{document.Id}'")));
        await room.Run(document.Id);

        var standing = await room.Standing(document);
        Assert.True((null, 0, 1, false, false) == (standing.State, standing.Told, standing.OrderVersion, standing.Incoming, standing.Kept), $"{when}: {standing}");
        Assert.NotEqual(0, standing.Quarantined);
    }

    public static TheoryData<string, Func<Azure.Core.Request, bool>, bool> Cuts => new()
    {
        { "before it was read", RequestSteps.Read, true },
        { "after it was read", RequestSteps.Read, false },
        { "before the copy", RequestSteps.Copy, true },
        { "after the copy", RequestSteps.Copy, false },
        { "after it was kept, before the verdict", RequestSteps.Finish, false },
        { "after the verdict, before the upload was deleted", RequestSteps.Delete, true },
        { "after the upload was deleted", RequestSteps.Delete, false },
    };

    [Theory, MemberData(nameof(Cuts))]
    public async Task A_run_that_is_cut_off_is_finished_by_the_next(string where, Func<Azure.Core.Request, bool> step, bool before)
    {
        var content = Papers.Pdf();
        var document = await room.Uploaded(content);
        var steps = before ? new RequestSteps().Before(step, Cut) : new RequestSteps().After(step, Cut);

        await Assert.ThrowsAsync<CutOff>(() => room.Run(document.Id, steps));
        await room.Run(document.Id);
        await room.Run(document.Id);

        var standing = await room.Standing(document);
        var expected = new Standing { State = "ACCEPTED", Codes = "[]", Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Kept = true, Attempts = standing.Attempts };
        Assert.True(expected == standing, $"{where}: {standing}");
        Assert.Equal(content, await room.Content("documents", document.Id));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_refusal_that_is_cut_off_is_finished_by_the_next(bool beforeTheVerdict)
    {
        var document = await room.Uploaded(Papers.TestVirus());
        var steps = beforeTheVerdict ? new RequestSteps().After(RequestSteps.Copy, Cut) : new RequestSteps().Before(RequestSteps.Delete, Cut);

        await Assert.ThrowsAsync<CutOff>(() => room.Run(document.Id, steps));
        await room.Run(document.Id);

        var standing = await room.Standing(document);
        Assert.Equal(("INFECTED", 1, 2, false, false, 1), (standing.State, standing.Told, standing.OrderVersion, standing.Incoming, standing.Kept, standing.Quarantined));
    }

    [Fact]
    public async Task A_copy_whose_upload_was_replaced_before_its_verdict_is_not_kept()
    {
        var document = await room.Uploaded(Papers.Pdf());
        await Assert.ThrowsAsync<CutOff>(() => room.Run(document.Id, new RequestSteps().After(RequestSteps.Finish, Cut)));

        await room.Upload(document.Id.ToString(), [.. Papers.Pdf()]);
        await room.Run(document.Id);

        var standing = await room.Standing(document);
        Assert.Equal(("REJECTED", """["CHANGED_WHILE_CHECKING"]""", 1, false, false), (standing.State, standing.Codes, standing.Told, standing.Incoming, standing.Kept));
        Assert.Equal(2, standing.Quarantined);
    }

    [Fact]
    public async Task A_check_that_fails_five_times_is_failed_and_recovers_later()
    {
        var document = await room.Uploaded(Papers.Pdf());
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var standing = await room.Standing(document);
            Assert.Equal((attempt == 1 ? "AWAITING_UPLOAD" : "CHECKING", 0), (standing.State, standing.Told));
            await Assert.ThrowsAsync<CutOff>(() => room.Run(document.Id, new RequestSteps().Before(RequestSteps.Read, Cut)));
        }

        var failed = await room.Standing(document);
        await room.Run(document.Id);
        var recovered = await room.Standing(document);

        Assert.Equal(("FAILED", """["CHECK_FAILED"]""", 5, 1, true, false), (failed.State, failed.Codes, failed.Attempts, failed.Told, failed.Incoming, failed.Kept));
        Assert.Equal(("ACCEPTED", "[]", 2, 3, false, true), (recovered.State, recovered.Codes, recovered.Told, recovered.OrderVersion, recovered.Incoming, recovered.Kept));
    }

    private async Task IsChanged((Guid Order, Guid Id) document, byte[] other, string when)
    {
        var standing = await room.Standing(document);
        Assert.True(
            new Standing { State = "REJECTED", Codes = $"""["{ReasonCode.ChangedWhileChecking}"]""", Attempts = 1, Version = 2, OrderVersion = 2, Told = 1, Audited = 1, Noticed = 1, Quarantined = 1 } == standing,
            $"{when}: {standing}");
        Assert.Equal(other, Assert.Single(await Standing.Quarantine(room.Storage, document.Id.ToString())).Value);
    }

    private static Task Cut() => throw new CutOff();
}
