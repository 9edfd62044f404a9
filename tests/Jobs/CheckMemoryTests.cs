namespace Glimmerglass.Tests.Jobs;

/// <summary>Runs alone: what others allocate meanwhile would count.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class CheckMemoryTests(CheckRoom room) : IClassFixture<CheckRoom>
{
    [Fact]
    public async Task A_large_video_is_checked_in_little_memory()
    {
        await room.Run((await room.Uploaded(Papers.Video(1 << 20), "PRE_SHIPPING_MEDIA", "video/mp4")).Id);
        var document = await room.Uploaded(Papers.Video(60 << 20), "PRE_SHIPPING_MEDIA", "video/mp4");

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await room.Run(document.Id);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal("ACCEPTED", (await room.Standing(document)).State);
        Assert.InRange(allocated, 0, 32 << 20);
    }
}
