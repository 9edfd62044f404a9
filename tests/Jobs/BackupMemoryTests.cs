namespace Glimmerglass.Tests.Jobs;

[Collection(nameof(Alone))]
public sealed class BackupMemoryTests(BackupRoom room) : IClassFixture<BackupRoom>
{
    [Fact]
    public async Task A_larger_database_takes_no_more_memory()
    {
        await room.Database.Execute("create table large as select n, md5(n::text) || md5((n + 1)::text) || repeat('word ', 20) as words from generate_series(1, 20000) n");
        await room.Take();
        var small = await Allocated();
        await room.Database.Execute("insert into large select n, md5(n::text) || md5((n + 1)::text) || repeat('word ', 20) from generate_series(20001, 320000) n");

        var large = await Allocated();

        // 50 MB more of rows. To read one costs some bytes, whatever its length; to hold them would cost them all.
        Assert.InRange(large - small, -(8 << 20), 24 << 20);
        Assert.InRange(small, 0, 64 << 20);
    }

    private async Task<long> Allocated()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await room.Take();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
