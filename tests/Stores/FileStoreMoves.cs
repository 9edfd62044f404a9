using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Glimmerglass.Data.Files;
using Glimmerglass.Functions.Documents;
using Glimmerglass.Functions.Documents.Content;

namespace Glimmerglass.Tests.Stores;

public sealed class FileStoreMoves : IAsyncLifetime
{
    private readonly Guid id = Guid.NewGuid();
    private BlobServiceClient client = null!;
    private FileStore files = null!;

    private string Name => id.ToString("D");

    public async Task InitializeAsync()
    {
        client = new BlobServiceClient(await TestServices.Azurite());
        files = new FileStore(client, TimeProvider.System);
        await files.EnsureContainers(CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Containers_may_be_there_already() => await files.EnsureContainers(CancellationToken.None);

    [Fact]
    public async Task A_file_is_read_once_from_start_to_end()
    {
        var bytes = RandomNumberGenerator.GetBytes(5_000_000);
        var etag = await Upload(bytes);
        using var scan = new ContentScan(bytes.Length);

        await files.Read(Name, etag, scan.Append, CancellationToken.None);

        var found = scan.Finish();
        Assert.Equal(bytes.Length, found.SizeBytes);
        Assert.Equal(SHA256.HashData(bytes), found.Sha256);
    }

    [Fact]
    public async Task An_empty_file_is_read_as_nothing()
    {
        var etag = await Upload([]);
        var buffers = 0;

        await files.Read(Name, etag, _ => buffers++, CancellationToken.None);

        Assert.Equal(0, buffers);
    }

    [Fact]
    public async Task Reading_stops_when_it_is_cancelled()
    {
        var etag = await Upload(new byte[3_000_000]);
        using var stop = new CancellationTokenSource();
        var buffers = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => files.Read(Name, etag, _ =>
        {
            buffers++;
            stop.Cancel();
        }, stop.Token));

        Assert.Equal(1, buffers);
    }

    [Fact]
    public async Task A_changed_file_is_neither_read_kept_quarantined_nor_deleted()
    {
        var etag = await Upload([1]);
        await Upload([2]);

        await Assert.ThrowsAsync<FileChanged>(() => files.Read(Name, etag, _ => { }, CancellationToken.None));
        await Assert.ThrowsAsync<FileChanged>(() => files.Keep(id, etag, CancellationToken.None));
        await Assert.ThrowsAsync<FileChanged>(() => files.Quarantine(Name, etag, Name, CancellationToken.None));
        Assert.False(await files.DeleteIncoming(Name, etag, CancellationToken.None));
        Assert.False(await Exists("documents"));
        Assert.False(await Exists("quarantine"));
        Assert.True(await Exists("incoming"));
    }

    [Fact]
    public async Task A_file_that_is_gone_is_told_from_one_that_changed()
    {
        var etag = await Upload([1]);
        await Blob("incoming").DeleteAsync();

        Assert.Null(await files.FindIncoming(Name, CancellationToken.None));
        await Assert.ThrowsAsync<FileGone>(() => files.Read(Name, etag, _ => { }, CancellationToken.None));
        await Assert.ThrowsAsync<FileGone>(() => files.Keep(id, etag, CancellationToken.None));
        await Assert.ThrowsAsync<FileGone>(() => files.Quarantine(Name, etag, Name, CancellationToken.None));
        Assert.True(await files.DeleteIncoming(Name, etag, CancellationToken.None));
    }

    [Fact]
    public async Task Keeping_copies_and_may_be_repeated_also_after_the_upload_is_deleted()
    {
        var etag = await Upload([1, 2, 3]);

        await files.Keep(id, etag, CancellationToken.None);
        await files.Keep(id, etag, CancellationToken.None);
        Assert.True(await files.DeleteIncoming(Name, etag, CancellationToken.None));
        await files.Keep(id, etag, CancellationToken.None);

        Assert.Equal([1, 2, 3], (await Blob("documents").DownloadContentAsync()).Value.Content.ToArray());
        Assert.False(await Exists("incoming"));
    }

    [Fact]
    public async Task A_kept_document_is_never_replaced_by_another_upload()
    {
        var first = await Upload([1, 2, 3]);
        await files.Keep(id, first, CancellationToken.None);
        var second = await Upload([4, 5, 6]);

        await Assert.ThrowsAsync<FileChanged>(() => files.Keep(id, second, CancellationToken.None));

        Assert.Equal([1, 2, 3], (await Blob("documents").DownloadContentAsync()).Value.Content.ToArray());
    }

    [Fact]
    public async Task A_document_of_unknown_origin_is_not_replaced()
    {
        await Blob("documents").UploadAsync(new BinaryData(new byte[] { 9 }));
        var etag = await Upload([1]);

        await Assert.ThrowsAsync<FileChanged>(() => files.Keep(id, etag, CancellationToken.None));
    }

    [Fact]
    public async Task Quarantine_copies_under_another_name_and_may_be_repeated()
    {
        var etag = await Upload([1, 2, 3]);

        await files.Quarantine(Name, etag, "set-aside", CancellationToken.None);
        await files.Quarantine(Name, etag, "set-aside", CancellationToken.None);

        var kept = client.GetBlobContainerClient("quarantine").GetBlobClient("set-aside");
        Assert.Equal([1, 2, 3], (await kept.DownloadContentAsync()).Value.Content.ToArray());
        Assert.True(await Exists("incoming"));
    }

    [Fact]
    public async Task An_upload_is_deleted_with_its_snapshots()
    {
        var etag = await Upload([1]);
        await Blob("incoming").CreateSnapshotAsync();

        Assert.True(await files.DeleteIncoming(Name, etag, CancellationToken.None));

        Assert.Null(await files.FindIncoming(Name, CancellationToken.None));
    }

    [Fact]
    public async Task A_deleted_document_goes_to_quarantine_once()
    {
        await files.Keep(id, await Upload([1, 2, 3]), CancellationToken.None);

        Assert.True(await files.MoveToQuarantine(id, CancellationToken.None));
        Assert.False(await files.MoveToQuarantine(id, CancellationToken.None));

        Assert.False(await Exists("documents"));
        Assert.Equal([1, 2, 3], (await Blob("quarantine").DownloadContentAsync()).Value.Content.ToArray());
    }

    [Fact]
    public async Task An_upload_may_have_any_name()
    {
        const string odd = "folder/ä #1?.pdf";
        await client.GetBlobContainerClient("incoming").GetBlobClient(odd).UploadAsync(new BinaryData(new byte[] { 7 }));
        var found = await files.FindIncoming(odd, CancellationToken.None);

        await files.Quarantine(odd, found!.ETag, "odd", CancellationToken.None);

        Assert.Equal(odd, found.Name);
        Assert.True(await files.DeleteIncoming(odd, found.ETag, CancellationToken.None));
    }

    private BlobClient Blob(string container) => client.GetBlobContainerClient(container).GetBlobClient(Name);

    private async Task<bool> Exists(string container) => await Blob(container).ExistsAsync();

    /// <summary>Uploads with the account's key, as no link of ours could, and gives the ETag as it is found.</summary>
    private async Task<string> Upload(byte[] bytes)
    {
        await Blob("incoming").UploadAsync(new BinaryData(bytes), overwrite: true);
        return (await files.FindIncoming(Name, CancellationToken.None))!.ETag;
    }
}
