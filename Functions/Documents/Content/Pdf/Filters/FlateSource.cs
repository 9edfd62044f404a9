using System.IO.Compression;

namespace Glimmerglass.Functions.Documents.Content.Pdf.Filters;

/// <summary>
/// FlateDecode (ISO 32000-2, 7.4.4; RFC 1950 and 1951). The checksum behind the data is not looked at and may be missing, and data that end too early give
/// what they have, as in all readers.
/// </summary>
public sealed class FlateSource : IByteSource, IDisposable
{
    private readonly DeflateStream? inflated;

    public FlateSource(IByteSource source)
    {
        var reader = new ByteReader(source);
        Span<byte> head = stackalloc byte[2];
        var count = reader.Fill(head);
        if (count == 0) return;
        if (count < 2 || (head[0] & 0xF) != 8 || ((head[0] << 8) | head[1]) % 31 != 0 || (head[1] & 0x20) != 0) throw new InvalidDataException("no zlib header");
        inflated = new DeflateStream(new Compressed(reader), CompressionMode.Decompress);
    }

    public int Read(Span<byte> into) => inflated?.Read(into) ?? 0;

    public void Dispose() => inflated?.Dispose();

    /// <summary>What the inflater reads from.</summary>
    private sealed class Compressed(ByteReader reader) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => reader.Fill(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer) => reader.Fill(buffer);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
