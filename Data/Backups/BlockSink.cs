using System.Security.Cryptography;

namespace Glimmerglass.Data.Backups;

/// <summary>
/// Takes the compressed bytes of one part after another, hashes them, and sends them to the store in blocks: while one block is on its way the next is
/// filled. It holds two blocks, whatever the size of a part.
/// </summary>
internal sealed class BlockSink(BackupFiles files) : Stream
{
    public const int BlockBytes = 4 << 20;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<string> blocks = [];
    private byte[] filling = new byte[BlockBytes];
    private byte[] leaving = new byte[BlockBytes];
    private Task sending = Task.CompletedTask;
    private int filled;
    private string path = "";
    private int part;

    public long StoredBytes { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <param name="file">The path of the file in the container.</param>
    /// <param name="number">Of the part in its file, from 0: blocks are put together in the order of their parts.</param>
    public void Begin(string file, int number)
    {
        blocks.Clear();
        (path, part, filled, StoredBytes) = (file, number, 0, 0);
    }

    /// <summary>Sends what is left, and says what the part consists of. The file has it once its blocks are committed.</summary>
    public async Task<(string Sha256, IReadOnlyList<string> Blocks)> End(CancellationToken cancel)
    {
        if (filled > 0) await Send(cancel);
        await sending;
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), [.. blocks]);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default)
    {
        hash.AppendData(buffer.Span);
        StoredBytes += buffer.Length;
        while (buffer.Length > 0)
        {
            var taken = Math.Min(buffer.Length, BlockBytes - filled);
            buffer[..taken].CopyTo(filling.AsMemory(filled));
            filled += taken;
            buffer = buffer[taken..];
            if (filled == BlockBytes) await Send(cancel);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancel) => WriteAsync(buffer.AsMemory(offset, count), cancel).AsTask();

    public override Task FlushAsync(CancellationToken cancel) => Task.CompletedTask;

    public override void Flush()
    {
        // Blocks are sent when they are full.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        // What is on its way reads from the buffer still. How it ends is told by whoever waited for it.
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        hash.Dispose();
        await base.DisposeAsync();
    }

    private async Task Send(CancellationToken cancel)
    {
        await sending;
        (filling, leaving) = (leaving, filling);
        var id = BackupFiles.BlockId(part, blocks.Count);
        blocks.Add(id);
        sending = files.Stage(path, id, leaving, filled, cancel);
        filled = 0;
    }
}
