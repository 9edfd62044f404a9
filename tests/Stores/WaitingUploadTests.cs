using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Glimmerglass.Data.Files;
using Moq;

namespace Glimmerglass.Tests.Stores;

/// <summary>The list of what lies in the incoming container, in more pages than Azurite is filled with in a test.</summary>
public sealed class WaitingUploadTests
{
    private static readonly DateTimeOffset start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Of_many_uploads_the_oldest_are_listed_oldest_first()
    {
        // The store lists by name, and names say nothing of age.
        var pages = Enumerable.Range(0, 3).Select(page => Page([.. Enumerable.Range(0, 200).Select(number => Blob($"{page}-{number:000}", start.AddMinutes((((page * 200) + number) * 7) % 600)))])).ToList();

        var found = await Files(AsyncPageable<BlobItem>.FromPages(pages)).ListIncoming(50, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 50).Select(minute => start.AddMinutes(minute)), found.Select(upload => upload.ArrivedAt));
    }

    [Fact]
    public async Task A_list_that_breaks_off_is_a_fault_and_not_a_short_list()
    {
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => Files(new BrokenList()).ListIncoming(50, CancellationToken.None));

        Assert.True(FileFault.IsPassing(fault));
    }

    private static FileStore Files(AsyncPageable<BlobItem> list)
    {
        var incoming = new Mock<BlobContainerClient>();
        incoming.Setup(one => one.GetBlobsAsync(It.IsAny<BlobTraits>(), It.IsAny<BlobStates>(), It.IsAny<string>(), It.IsAny<CancellationToken>())).Returns(list);
        var client = new Mock<BlobServiceClient>();
        client.Setup(one => one.GetBlobContainerClient(It.IsAny<string>())).Returns(incoming.Object);
        return new FileStore(client.Object, TimeProvider.System);
    }

    private static Page<BlobItem> Page(BlobItem[] items) => Page<BlobItem>.FromValues(items, "more", Mock.Of<Response>());

    private static BlobItem Blob(string name, DateTimeOffset arrivedAt) =>
        BlobsModelFactory.BlobItem(name, properties: BlobsModelFactory.BlobItemProperties(accessTierInferred: true, lastModified: arrivedAt));

    private sealed class BrokenList : AsyncPageable<BlobItem>
    {
        public override async IAsyncEnumerable<Page<BlobItem>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
        {
            await Task.Yield();
            yield return Page([Blob("one", start)]);
            throw new RequestFailedException(503, "busy");
        }
    }
}
