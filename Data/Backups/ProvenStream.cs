using System.Security.Cryptography;

namespace Glimmerglass.Data.Backups;

/// <summary>Reads another stream to its end, and fails there instead of ending when it was not of the length and SHA-256 that were expected.</summary>
internal sealed class ProvenStream(Stream source, string file, long length, string sha256) : Stream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long read;
    private bool proven;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => read; set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        var count = await source.ReadAsync(buffer, cancel);
        return Seen(buffer.Span, count);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancel) => ReadAsync(buffer.AsMemory(offset, count), cancel).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Seen(buffer, source.Read(buffer));

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
            hash.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Seen(ReadOnlySpan<byte> buffer, int count)
    {
        if (count > 0)
        {
            hash.AppendData(buffer[..count]);
            read += count;
            if (read > length) throw new BackupFailedException($"The file {file} is longer than its manifest says.");
        }

        // An empty buffer asks for nothing, and its 0 is no end.
        else if (buffer.Length > 0 && !proven) Prove();

        return count;
    }

    private void Prove()
    {
        if (read != length) throw new BackupFailedException($"The file {file} is shorter than its manifest says: {read} of {length} bytes came.");
        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != sha256) throw new BackupFailedException($"The file {file} was changed: its SHA-256 is not the one of its manifest.");
        proven = true;
    }
}
