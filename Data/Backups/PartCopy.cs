using System.Buffers;
using System.IO.Compression;
using Npgsql;

namespace Glimmerglass.Data.Backups;

/// <summary>Copies what one COPY gives into one part of a file, compressed.</summary>
internal static class PartCopy
{
    private const int BufferBytes = 128 * 1024;

    // A server that reads through dead rows says nothing meanwhile. After this it counts as gone.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(10);

    // What pg_dump and gzip take when nobody says otherwise.
    private static readonly ZLibCompressionOptions Compression = new() { CompressionLevel = 6 };

    // A compressor that was given nothing writes nothing, and gunzip takes that for a broken file.
    private static readonly byte[] EmptyMember = Convert.FromHexString("1f8b080000000000000303000000000000000000");

    /// <summary>The part without its place in the file, and its blocks.</summary>
    /// <param name="copied">Hears of rows and bytes as they come.</param>
    public static async Task<CopiedPart> Copy(NpgsqlConnection connection, string statement, BlockSink sink, Action<long, long> copied, CancellationToken cancel)
    {
        var (rows, bytes) = (0L, 0L);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            // Text is given by a reader of characters, but the bytes below it are what the server wrote.
            using var reader = (StreamReader)await connection.BeginTextExportAsync(statement, cancel);
            reader.BaseStream.ReadTimeout = (int)LongestSilence.TotalMilliseconds;
            await using var gzip = new GZipStream(sink, Compression, leaveOpen: true);
            while (await Fill(reader.BaseStream, buffer, cancel) is > 0 and var count)
            {
                // A line end inside a value is written as a backslash and an n, so each one ends a row.
                var lines = buffer.AsSpan(0, count).Count((byte)'\n');
                (rows, bytes) = (rows + lines, bytes + count);
                await gzip.WriteAsync(buffer.AsMemory(0, count), cancel);
                copied(lines, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        if (sink.StoredBytes == 0) await sink.WriteAsync(EmptyMember, cancel);

        var (sha256, blocks) = await sink.End(cancel);
        return new CopiedPart(new BackedUpPart(0, sink.StoredBytes, bytes, rows, sha256), blocks);
    }

    /// <summary>COPY gives a message for each row; the compressor is given as much as there is room for.</summary>
    private static async ValueTask<int> Fill(Stream source, byte[] buffer, CancellationToken cancel)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var count = await source.ReadAsync(buffer.AsMemory(filled), cancel);
            if (count == 0) break;
            filled += count;
        }
        return filled;
    }
}

/// <summary>A part that was sent, and the blocks it consists of.</summary>
internal sealed record CopiedPart(BackedUpPart Part, IReadOnlyList<string> Blocks);
