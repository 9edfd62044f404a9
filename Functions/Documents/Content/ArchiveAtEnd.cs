using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content;

/// <summary>
/// Finds a ZIP archive that ends where the file ends, whatever the file begins as: unpackers read ZIP from its end. Keeps only the bytes in which
/// the last record may lie, and does nothing before them.
/// </summary>
/// <param name="sizeBytes">How long the whole file is.</param>
public sealed class ArchiveAtEnd(long sizeBytes) : IRecogniser
{
    // APPNOTE 6.3.10: the end of central directory record (4.3.16) with its comment of at most 65,535 bytes, a file header of the directory (4.3.12),
    // and the locator of the ZIP64 record (4.3.15), which stands before the last record when that one's fields are too small.
    private const int RecordBytes = 22;
    private const int MaxCommentBytes = ushort.MaxValue;
    private const int FileHeaderBytes = 46;
    private const int LocatorBytes = 20;

    private readonly FileHead end = new((int)Math.Clamp(sizeBytes, 0, RecordBytes + MaxCommentBytes));
    private readonly long endAt = Math.Max(0, sizeBytes - RecordBytes - MaxCommentBytes);
    private long readBytes;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var skipped = Math.Clamp(endAt - readBytes, 0, bytes.Length);
        readBytes += bytes.Length;
        end.Append(bytes[(int)skipped..]);
    }

    public Findings Finish()
    {
        var bytes = end.Bytes;
        for (var at = 0; at + RecordBytes <= bytes.Length; at++)
        {
            var next = bytes[at..].IndexOf("PK\u0005\u0006"u8);
            if (next < 0) break;
            at += next;
            if (IsLastRecord(at)) return Findings.Against(ContentReason.Archive("a ZIP archive", Sentence.Of($"the end of a ZIP archive at byte {endAt + at:N0}")));
        }
        return Findings.None;
    }

    private bool IsLastRecord(int at)
    {
        var bytes = end.Bytes;
        var record = bytes[at..];
        if (record.Length < RecordBytes || BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) > record.Length - RecordBytes) return false;
        if (at >= LocatorBytes && bytes[(at - LocatorBytes)..].StartsWith("PK\u0006\u0007"u8)) return true;

        var entries = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        var directoryBytes = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        var directoryAt = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (directoryBytes > endAt + at || directoryAt > endAt + at - directoryBytes) return false;
        if (directoryBytes == 0) return entries == 0;

        // Bytes before the archive shift it without changing what it says of its places, so the directory is looked for right before the record too.
        if (directoryBytes <= at && bytes[(int)(at - directoryBytes)..].StartsWith("PK\u0001\u0002"u8)) return true;
        if (directoryAt >= endAt && bytes[(int)(directoryAt - endAt)..].StartsWith("PK\u0001\u0002"u8)) return true;
        return directoryBytes > at && HasPlausibleNumbers(record, entries, directoryBytes);
    }

    /// <summary>For a directory that lies before the kept bytes: one disk, the same number of files twice, and room for as many headers.</summary>
    private static bool HasPlausibleNumbers(ReadOnlySpan<byte> record, int entries, long directoryBytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == 0
        && entries > 0
        && entries == BinaryPrimitives.ReadUInt16LittleEndian(record[8..])
        && directoryBytes >= (long)entries * FileHeaderBytes
        && directoryBytes <= entries * (long)(FileHeaderBytes + (3 * ushort.MaxValue));
}
