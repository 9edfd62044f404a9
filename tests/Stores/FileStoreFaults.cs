using System.Web;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Glimmerglass.Data.Files;
using Moq;

namespace Glimmerglass.Tests.Stores;

/// <summary>What Azurite cannot be made to do: sign with a managed identity's key, change a blob in the middle of a read, hang while copying.</summary>
public sealed class FileStoreFaults
{
    private readonly Guid id = Guid.NewGuid();
    private readonly Mock<BlobServiceClient> client = new();
    private readonly Clock clock = new();
    private readonly FileStore files;

    public FileStoreFaults()
    {
        client.Setup(one => one.GetBlobContainerClient(It.IsAny<string>()))
            .Returns((string name) => new BlobContainerClient(new Uri($"https://pools.blob.core.windows.net/{name}")));
        files = new FileStore(client.Object, clock);
    }

    [Fact]
    public async Task Without_an_account_key_links_are_signed_with_a_delegation_key_over_https_only()
    {
        KeysAreGiven();

        var upload = await Sign();
        var download = await files.SignDownload(id, "attachment", "application/pdf", clock.Now.AddMinutes(5), CancellationToken.None);

        var query = HttpUtility.ParseQueryString(upload.Url.Query);
        Assert.Equal("https://pools.blob.core.windows.net/incoming/" + id.ToString("D"), upload.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal(("c", "b", "https", "object-1"), (query["sp"], query["sr"], query["spr"], query["skoid"]));
        Assert.NotEmpty(query["sig"]!);
        Assert.Equal("r", HttpUtility.ParseQueryString(download.Query)["sp"]);
        VerifyKeys(1);
    }

    [Fact]
    public async Task A_hundred_links_at_once_ask_for_one_key()
    {
        var answer = new TaskCompletionSource<Response<UserDelegationKey>>();
        client.Setup(one => one.GetUserDelegationKeyAsync(It.IsAny<DateTimeOffset?>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).Returns(answer.Task);

        var signing = Enumerable.Range(0, 100).Select(_ => Sign()).ToList();
        answer.SetResult(Response.FromValue(Key(1), Mock.Of<Response>()));
        await Task.WhenAll(signing);

        VerifyKeys(1);
    }

    [Fact]
    public async Task A_key_is_renewed_an_hour_before_its_end_and_never_outlived_by_a_link()
    {
        KeysAreGiven();

        await Sign();
        clock.Now += TimeSpan.FromHours(22.9);
        await Sign();
        VerifyKeys(1);

        clock.Now += TimeSpan.FromHours(0.2);
        var slot = await Sign();
        VerifyKeys(2);
        Assert.Equal("object-2", HttpUtility.ParseQueryString(slot.Url.Query)["skoid"]);
    }

    [Fact]
    public async Task A_key_that_could_not_be_had_is_asked_for_again()
    {
        client.SetupSequence(one => one.GetUserDelegationKeyAsync(It.IsAny<DateTimeOffset?>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new RequestFailedException(503, "busy"))
            .ReturnsAsync(Response.FromValue(Key(2), Mock.Of<Response>()));

        await Assert.ThrowsAsync<RequestFailedException>(Sign);

        Assert.NotNull((await Sign()).Url);
    }

    [Fact]
    public async Task One_callers_cancellation_does_not_spoil_the_key_for_the_others()
    {
        var answer = new TaskCompletionSource<Response<UserDelegationKey>>();
        client.Setup(one => one.GetUserDelegationKeyAsync(It.IsAny<DateTimeOffset?>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>())).Returns(answer.Task);
        using var stop = new CancellationTokenSource();

        var leaving = files.SignUpload(id, "application/pdf", clock.Now.AddMinutes(15), stop.Token);
        var staying = Sign();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        answer.SetResult(Response.FromValue(Key(1), Mock.Of<Response>()));

        Assert.NotNull((await staying).Url);
        VerifyKeys(1);
    }

    [Fact]
    public async Task A_blob_that_changes_in_the_middle_of_a_read_is_seen()
    {
        var blob = MockedBlob("incoming");
        var content = BlobsModelFactory.BlobDownloadStreamingResult(new BreakingStream(new RequestFailedException(412, "changed")));
        blob.Setup(one => one.DownloadStreamingAsync(It.IsAny<BlobDownloadOptions>(), It.IsAny<CancellationToken>())).ReturnsAsync(Response.FromValue(content, Mock.Of<Response>()));
        blob.Setup(one => one.GetPropertiesAsync(It.IsAny<BlobRequestConditions>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Response.FromValue(BlobsModelFactory.BlobProperties(), Mock.Of<Response>()));
        var bytes = 0;

        await Assert.ThrowsAsync<FileChanged>(() => new FileStore(client.Object, clock).Read("one", "\"1\"", buffer => bytes += buffer.Length, CancellationToken.None));

        Assert.Equal(10, bytes);
        blob.Verify(one => one.DownloadStreamingAsync(It.Is<BlobDownloadOptions>(options => options.Conditions.IfMatch == new ETag("\"1\"")), It.IsAny<CancellationToken>()));
    }

    [Fact]
    public async Task A_copy_that_does_not_end_is_given_up()
    {
        var copying = new Mock<CopyFromUriOperation>();
        copying.Setup(one => one.WaitForCompletionAsync(It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Returns(async (TimeSpan _, CancellationToken cancel) =>
            {
                await Task.Delay(Timeout.Infinite, cancel);
                return Response.FromValue(0L, Mock.Of<Response>());
            });
        CopyingGives(copying.Object);
        clock.TimersFire = true;

        var fault = await Assert.ThrowsAsync<TimeoutException>(() => new FileStore(client.Object, clock).Quarantine("one", "\"1\"", "one", CancellationToken.None));

        Assert.Contains("4 minutes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_ends_without_success_is_a_fault()
    {
        var copying = new Mock<CopyFromUriOperation>();
        copying.Setup(one => one.WaitForCompletionAsync(It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>())).ReturnsAsync(Response.FromValue(0L, Mock.Of<Response>()));
        var target = CopyingGives(copying.Object);
        target.Setup(one => one.GetPropertiesAsync(It.IsAny<BlobRequestConditions>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(Response.FromValue(BlobsModelFactory.BlobProperties(blobCopyStatus: CopyStatus.Aborted), Mock.Of<Response>()));

        await Assert.ThrowsAsync<IOException>(() => new FileStore(client.Object, clock).Quarantine("one", "\"1\"", "one", CancellationToken.None));
    }

    private static UserDelegationKey Key(int number) =>
        BlobsModelFactory.UserDelegationKey($"object-{number}", "tenant", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "b", "2023-08-03", Convert.ToBase64String(new byte[32]));

    private Task<UploadSlot> Sign() => files.SignUpload(id, "application/pdf", clock.Now.AddMinutes(15), CancellationToken.None);

    private void KeysAreGiven()
    {
        var given = 0;
        client.Setup(one => one.GetUserDelegationKeyAsync(It.IsAny<DateTimeOffset?>(), It.IsAny<DateTimeOffset>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => Response.FromValue(Key(++given), Mock.Of<Response>()));
    }

    private void VerifyKeys(int times) => client.Verify(one => one.GetUserDelegationKeyAsync(
        It.Is<DateTimeOffset?>(start => start <= clock.Now), It.Is<DateTimeOffset>(end => end > clock.Now), It.IsAny<CancellationToken>()), Times.Exactly(times));

    private Mock<BlobClient> MockedBlob(string container)
    {
        var blob = new Mock<BlobClient>();
        blob.Setup(one => one.Name).Returns("one");
        blob.Setup(one => one.Uri).Returns(new Uri($"https://pools.blob.core.windows.net/{container}/one"));
        var mocked = new Mock<BlobContainerClient>();
        mocked.Setup(one => one.GetBlobClient(It.IsAny<string>())).Returns(blob.Object);
        client.Setup(one => one.GetBlobContainerClient(container)).Returns(mocked.Object);
        return blob;
    }

    private Mock<BlobClient> CopyingGives(CopyFromUriOperation copying)
    {
        MockedBlob("incoming");
        var target = MockedBlob("quarantine");
        target.Setup(one => one.StartCopyFromUriAsync(It.IsAny<Uri>(), It.IsAny<BlobCopyFromUriOptions>(), It.IsAny<CancellationToken>())).ReturnsAsync(copying);
        return target;
    }

    /// <summary>A clock that stands until it is set; its timers fire at once when asked to, and never otherwise.</summary>
    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public bool TimersFire { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimersFire ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gives ten bytes, and then the fault.</summary>
    private sealed class BreakingStream(Exception fault) : MemoryStream(new byte[10])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw fault;
    }
}
