using System.Buffers.Binary;

namespace Glimmerglass.Tests.Rules.Pictures;

/// <summary>EXIF data with just the entries that a test asks for; their values do not matter.</summary>
internal static class Exif
{
    public static byte[] WithPlace(bool isLittleEndian) => Of(isLittleEndian, firstTags: [0x010F, 0x8825], gpsTags: [1, 2, 3, 4]);

    /// <summary>The first directory at byte 8, and behind it, where the tag 0x8825 of the first points to, the one of GPS.</summary>
    public static byte[] Of(bool isLittleEndian, int[] firstTags, params int[] gpsTags)
    {
        var gpsAt = 8 + 2 + (12 * firstTags.Length) + 4;
        byte[] start = isLittleEndian ? [.. "II*\0"u8] : [.. "MM\0*"u8];
        return [.. start, .. Long(8), .. Directory(firstTags), .. Long(0), .. Directory(gpsTags)];

        byte[] Directory(int[] tags) => [.. Short(tags.Length), .. tags.SelectMany(tag => (byte[])[.. Short(tag), .. Short(4), .. Long(1), .. Long(gpsAt)])];
        byte[] Short(int value) => isLittleEndian ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];
        byte[] Long(int value)
        {
            var bytes = new byte[4];
            if (isLittleEndian) BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            else BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            return bytes;
        }
    }
}
