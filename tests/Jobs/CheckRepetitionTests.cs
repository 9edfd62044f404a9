namespace Glimmerglass.Tests.Jobs;

public sealed class CheckRepetitionTests(CheckRoom room) : IClassFixture<CheckRoom>
{
    [Fact]
    public async Task Running_again_changes_nothing()
    {
        var document = await room.Uploaded(Papers.Pdf());

        await room.Run(document.Id);
        var first = await room.Standing(document);
        await room.Run(document.Id);
        await room.Run(document.Id);

        Assert.Equal("ACCEPTED", first.State);
        Assert.Equal(first, await room.Standing(document));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Sixteen_runs_at_once_give_one_verdict(bool good)
    {
        var content = good ? Papers.Pdf() : Papers.TestVirus();
        var document = await room.Uploaded(content);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => room.Run(document.Id))));
        await room.Run(document.Id);

        var standing = await room.Standing(document);
        Assert.Equal((good ? "ACCEPTED" : "INFECTED", 2, 2, 1, 1, 1), (standing.State, standing.Version, standing.OrderVersion, standing.Told, standing.Audited, standing.Noticed));
        Assert.Equal((false, good, good ? 0 : 1), (standing.Incoming, standing.Kept, standing.Quarantined));
        Assert.Equal(content, await room.Content(good ? "documents" : "quarantine", document.Id));
    }

    [Fact]
    public async Task What_arrives_after_the_verdict_is_quarantined_under_a_name_of_its_own()
    {
        var (good, bad) = (Papers.Pdf(), Papers.TestVirus());
        var document = await room.Uploaded(good);
        await room.Run(document.Id);
        var judged = await room.Standing(document);

        await room.Upload(document.Id.ToString(), bad);
        await room.Run(document.Id);

        Assert.Equal(judged with { Quarantined = 1 }, await room.Standing(document));
        Assert.Equal(good, await room.Content("documents", document.Id));
        var (name, content) = Assert.Single(await Standing.Quarantine(room.Storage, document.Id.ToString()));
        Assert.StartsWith($"{document.Id}/", name, StringComparison.Ordinal);
        Assert.Equal(bad, content);
    }

    [Fact]
    public async Task What_arrives_after_a_refusal_does_not_replace_what_was_refused()
    {
        var bad = Papers.TestVirus();
        var document = await room.Uploaded(bad);
        await room.Run(document.Id);

        await room.Upload(document.Id.ToString(), Papers.Pdf());
        await room.Run(document.Id);

        var standing = await room.Standing(document);
        Assert.Equal(("INFECTED", 1, false, false, 2), (standing.State, standing.Told, standing.Incoming, standing.Kept, standing.Quarantined));
        Assert.Equal(bad, await room.Content("quarantine", document.Id));
    }

    [Theory, InlineData("no-id"), InlineData("AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA"), InlineData("bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"), InlineData("folder/paper.pdf")]
    public async Task A_blob_without_a_document_is_quarantined(string name)
    {
        var content = Papers.Pdf();
        await room.Upload(name, content);

        await room.Run(name);

        Assert.False(await room.Storage.GetBlobContainerClient("incoming").GetBlobClient(name).ExistsAsync());
        Assert.Equal(content, Assert.Single(await Standing.Quarantine(room.Storage, name)).Value);
    }

    [Fact]
    public async Task The_id_of_a_document_in_upper_case_is_not_its_name()
    {
        var document = await room.Uploaded(Papers.Pdf());
        var upper = document.Id.ToString().ToUpperInvariant();
        await room.Upload(upper, Papers.TestVirus());

        await room.Run(upper);
        await room.Run(document.Id);

        var standing = await room.Standing(document);
        Assert.Equal(("ACCEPTED", 1, true), (standing.State, standing.Told, standing.Kept));
        Assert.Single(await Standing.Quarantine(room.Storage, upper));
    }

    [Fact]
    public async Task An_event_without_a_blob_does_nothing()
    {
        var document = await room.Announced(Papers.Pdf());

        await room.Run(document.Id);

        Assert.Equal(new Standing { State = "AWAITING_UPLOAD", Codes = "[]", Version = 1, OrderVersion = 1 }, await room.Standing(document));
    }
}
