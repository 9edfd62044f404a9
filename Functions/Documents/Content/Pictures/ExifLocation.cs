using System.Buffers.Binary;

namespace Glimmerglass.Functions.Documents.Content.Pictures;

/// <summary>
/// Tells from EXIF data whether a picture says where it was taken. Reads no more than two directories, follows no chain of them,
/// and takes every offset as hostile.
/// </summary>
public static class ExifLocation
{
    /// <summary>The most bytes of one EXIF block that are worth keeping: an APP1 segment of a JPEG holds no more (Exif 2.32, section 4.7.2).</summary>
    public const int MaxBytes = 64 * 1024;

    // TIFF 6.0, section 2: a directory is a count of two bytes, and entries of tag, type, count and value.
    private const int EntryBytes = 12;
    private const int ValueAt = 8;

    // Exif 2.32, section 4.6: the pointer in the first directory, and two entries of the one it points to.
    private const int GpsDirectory = 0x8825;
    private const int GpsLatitude = 2;
    private const int GpsLongitude = 4;

    /// <summary>True if the data, which begin with the byte order mark of TIFF, have a latitude and a longitude. False for what is no TIFF or is cut.</summary>
    public static bool Has(ReadOnlySpan<byte> tiff)
    {
        var isLittleEndian = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || !(isLittleEndian || tiff.StartsWith("MM\0*"u8))) return false;

        var first = Directory(tiff, Number(tiff[4..], isLittleEndian), isLittleEndian);
        if (Find(first, GpsDirectory, isLittleEndian) is not { } at) return false;

        var gps = Directory(tiff, Number(first[(at + ValueAt)..], isLittleEndian), isLittleEndian);
        return Find(gps, GpsLatitude, isLittleEndian) is not null && Find(gps, GpsLongitude, isLittleEndian) is not null;
    }

    /// <summary>The entries of the directory at this offset, as many as lie whole within the data.</summary>
    private static ReadOnlySpan<byte> Directory(ReadOnlySpan<byte> tiff, uint offset, bool isLittleEndian)
    {
        if (offset < 8 || offset > tiff.Length - 2) return [];

        var entries = tiff[((int)offset + 2)..];
        var count = Math.Min(Tag(tiff[(int)offset..], isLittleEndian), entries.Length / EntryBytes);
        return entries[..(count * EntryBytes)];
    }

    /// <summary>Where the first entry with this tag stands, or null.</summary>
    private static int? Find(ReadOnlySpan<byte> entries, int tag, bool isLittleEndian)
    {
        for (var at = 0; at < entries.Length; at += EntryBytes)
        {
            if (Tag(entries[at..], isLittleEndian) == tag) return at;
        }
        return null;
    }

    private static int Tag(ReadOnlySpan<byte> at, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static uint Number(ReadOnlySpan<byte> at, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
